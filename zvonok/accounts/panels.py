"""The way to the invitation sheets, on the diary's pages.

Called by: `{% panels %}` of the roster's pages; registered in apps.py.
"""

from django.http import HttpRequest
from django.template.loader import render_to_string

from zvonok.roster.asker import asker
from zvonok.roster.doors import is_administrator, is_class_teacher
from zvonok.roster.models import School, SchoolClass


def staff_room_main(request: HttpRequest, school: School) -> str:
    return _card(request, school) if is_administrator(asker(request), school.pk) else ""


def class_main(request: HttpRequest, school_class: SchoolClass) -> str:
    person = asker(request)
    may = is_class_teacher(person, school_class) or is_administrator(person, school_class.school_id)
    return _card(request, school_class.school) if may else ""


def _card(request: HttpRequest, school: School) -> str:
    return render_to_string("accounts/invitations_card.html", {"school": school}, request)
