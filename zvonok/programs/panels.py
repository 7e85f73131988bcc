"""The way to tokens from «Вход и безопасность», and what a school's administrators should see of failing webhooks.

Called by: `{% panels %}` of pages to the left; registered in apps.py.
"""

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from zvonok.ground import clock
from zvonok.programs import tokens, webhooks
from zvonok.roster.asker import asker
from zvonok.roster.doors import is_administrator
from zvonok.roster.models import School


def security(request: HttpRequest, fact: Any) -> str:
    count = tokens.standing(clock.now()).filter(person=asker(request)).count()
    return render_to_string("programs/security_card.html", {"count": count}, request)


def staff_room_main(request: HttpRequest, school: School) -> str:
    if not is_administrator(asker(request), school.pk):
        return ""
    paused = webhooks.paused_for_failing(school)
    return render_to_string("programs/paused_card.html", {"school": school, "paused": paused}, request) if paused else ""
