"""«Загрузка списков» among the school's tabs, and what of it waits for a person, for its administrators.

Called by: `{% panels %}` of the roster's pages; registered in apps.py.
"""

from django.http import HttpRequest
from django.template.loader import render_to_string

from zvonok.exchange import telling
from zvonok.roster.asker import asker
from zvonok.roster.doors import is_administrator
from zvonok.roster.models import School


def school_tabs(request: HttpRequest, school: School) -> str:
    if not is_administrator(asker(request), school.pk):
        return ""
    at = (request.resolver_match.url_name or "") if request.resolver_match else ""
    is_here = at == "rosters" or at.startswith("roster-")
    return render_to_string("exchange/_rosters_tab.html", {"school": school, "is_here": is_here}, request)


def staff_room_main(request: HttpRequest, school: School) -> str:
    """What the clock has read and a person must look at."""
    if not is_administrator(asker(request), school.pk):
        return ""
    waiting = [(run, telling.why(run)) for run in telling.waiting(school.pk)]
    return render_to_string("exchange/waiting_card.html", {"school": school, "waiting": waiting}, request) if waiting else ""
