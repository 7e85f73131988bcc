"""`{% panels "spot" fact %}`: what other rooms show at this spot of the page.

Called by: templates.
"""

from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

from zvonok.ground import panels as registry

register = template.Library()


@register.simple_tag(takes_context=True)
def panels(context: template.RequestContext, spot: str, fact: Any) -> SafeString:
    # Each panel is a rendered template: already escaped.
    return mark_safe("".join(registry.shown(spot, context["request"], fact)))  # noqa: S308
