"""What lessons show on the diary's pages: «Расписание» and «Поурочное планирование» among the tabs, a class's timetable.

Called by: `{% panels %}` of the roster's pages; registered in apps.py.
"""

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from zvonok.roster.asker import asker
from zvonok.roster.doors import is_employee
from zvonok.roster.models import School, SchoolClass, StudyGroupTeacher


def education_tabs(request: HttpRequest, page: Any) -> str:
    """For everybody who learns, teaches or has a child who learns; `page` tells whether that is so."""
    person = asker(request)
    teaches = StudyGroupTeacher.objects.filter(employee__person=person, employee__until=None).exists()
    return render_to_string("lessons/_education_tabs.html", {"teaches": teaches, "at": _at(request)}, request)


def school_tabs(request: HttpRequest, school: School) -> str:
    return render_to_string("lessons/_school_tabs.html", {"school": school, "at": _at(request)}, request)


def class_aside(request: HttpRequest, school_class: SchoolClass) -> str:
    facts = {"school_class": school_class, "is_employee": is_employee(asker(request), school_class.school_id)}
    return render_to_string("lessons/_class_aside.html", facts, request)


def _at(request: HttpRequest) -> str:
    return (request.resolver_match.url_name or "") if request.resolver_match else ""
