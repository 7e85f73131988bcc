"""The diary's pages of the roster: «Образование» with «Моя школа» and «Мой класс», and an administrator's changes.

Comes in: a signed-in person and an address. Goes out: a page, or 404 for a stranger.
Called by: urls.py.
"""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zvonok.ground import limits, workbooks
from zvonok.ground.forms import put_beside
from zvonok.ground.refusal import Refused
from zvonok.roster import changes, doors, lists, queries, wording
from zvonok.roster.asker import asker
from zvonok.roster.models import Employee, Guardianship, Person, School
from zvonok.roster.trying import tried


@login_required
def education(request: HttpRequest) -> HttpResponse:
    """Where a person's own part of the diary begins: his school if he works there, else his class."""
    person = asker(request)
    employments = queries.schools_where_employed(person)
    mine = queries.my_classes(person)
    if len(employments) == 1 and not mine:
        return redirect("school-about", employments[0].school_id)
    if mine and not employments:
        return redirect("my-class")
    return render(request, "roster/education.html", {"section": "education", "employments": employments, "mine": mine})


@login_required
def about(request: HttpRequest, school_id: int) -> HttpResponse:
    school = doors.school(asker(request), school_id)
    return render(request, "roster/about.html", school_page(request, school, "about"))


@login_required
def staff_room(request: HttpRequest, school_id: int) -> HttpResponse:
    school = doors.employee(asker(request), school_id).school
    page = school_page(request, school, "staff_room")
    administrators = queries.employees(school).filter(is_administrator=True)
    return render(request, "roster/staff_room.html", {**page, "administrators": administrators})


@login_required
def classes(request: HttpRequest, school_id: int) -> HttpResponse:
    school = doors.employee(asker(request), school_id).school
    page = school_page(request, school, "classes")
    return render(request, "roster/classes.html", {**page, "classes": queries.classes(school)})


@login_required
def employees(request: HttpRequest, school_id: int) -> HttpResponse:
    school = doors.employee(asker(request), school_id).school
    search = request.GET.get("search", "")[: limits.name_length_max]
    found = Paginator(queries.employees(school, search), limits.employees_page_max)
    shown = found.get_page(request.GET.get("page"))
    page = school_page(request, school, "employees")
    return render(request, "roster/employees.html", {**page, "employees": shown, "search": search})


@login_required
def school_class(request: HttpRequest, school_id: int, class_id: int) -> HttpResponse:
    """The class page as the school's employees see it."""
    person = asker(request)
    school = doors.employee(person, school_id).school
    found = doors.school_class(person, class_id)
    if found.school_id != school.pk:
        raise Http404
    page = school_page(request, school, "classes")
    return render(request, "roster/class.html", {**page, **_class_facts(person, found, shows_parents=True)})


@login_required
@require_safe
def school_list(request: HttpRequest, school_id: int, what: str) -> HttpResponse:
    """A list of the school as a table of Excel."""
    employee = doors.employee(asker(request), school_id)
    chosen = lists.OF_SCHOOL.get(what)
    if chosen is None or (chosen.for_administrators and not employee.is_administrator):
        raise Http404
    return workbooks.answer(str(chosen.title), [str(head) for head in chosen.heads], chosen.rows(employee.school))


@login_required
@require_safe
def class_list(request: HttpRequest, school_id: int, class_id: int, what: str) -> HttpResponse:
    person = asker(request)
    doors.employee(person, school_id)
    found = doors.school_class(person, class_id)
    chosen = lists.OF_CLASS.get(what)
    if found.school_id != school_id or chosen is None:
        raise Http404
    return workbooks.answer(f"{chosen.title} {found.title}", [str(head) for head in chosen.heads], chosen.rows(found))


@login_required
def my_class(request: HttpRequest, enrolment_id: int | None = None) -> HttpResponse:
    """The class page as its pupils and their parents see it, a tab a class."""
    person = asker(request)
    mine = queries.my_classes(person)
    chosen = next((one for one in mine if one.enrolment.pk == enrolment_id), None) if enrolment_id else None
    if enrolment_id and chosen is None:
        raise Http404
    page: dict[str, Any] = {"section": "education", "tab": "my_class", "mine": mine}
    page |= {"employments": queries.schools_where_employed(person)}
    if not mine:
        return render(request, "roster/my_class_empty.html", page)
    chosen = chosen or mine[0]
    facts = _class_facts(person, chosen.enrolment.school_class, shows_parents=False)
    return render(request, "roster/my_class.html", {**page, "chosen": chosen, **facts})


@login_required
def person_card(request: HttpRequest, school_id: int, person_id: int) -> HttpResponse:
    """All the school knows of one person, and what an administrator can change about him."""
    administrator = doors.administrator(asker(request), school_id)
    person = doors.person_of_school(administrator, person_id)
    school = administrator.school
    page = school_page(request, school, "employees")
    employment = Employee.objects.filter(person=person, school=school, until=None).first()
    enrolment = person.enrolments.filter(school=school, until=None).select_related("school_class").first()
    children = Guardianship.objects.filter(parent=person, child__enrolments__school=school)
    card: dict[str, Any] = {
        "person": person,
        "school": school,
        "employee": employment,
        "enrolment": enrolment,
        "parents": Guardianship.objects.filter(child=person).select_related("parent"),
        "children": children.select_related("child").distinct(),
        "user": getattr(person, "user", None),
    }
    if employment:
        card["teaching"] = queries.teaching(employment)
        card["led_classes"] = employment.led_classes.filter(until=None).select_related("school_class")
    if enrolment:
        card["subgroups"] = [one.subgroup for one in enrolment.subgroups.select_related("subgroup")]
    return render(request, "roster/person.html", {**page, "card": card, "person": person})


@login_required
def change(request: HttpRequest, school_id: int, name: str) -> HttpResponse:
    """A change in two steps: its effects on chats are shown, then it is done. Both steps run the same action."""
    administrator = doors.administrator(asker(request), school_id)
    kind = changes.ALL.get(name)
    if kind is None:
        raise Http404
    school = administrator.school
    if request.method != "POST":
        form = kind(school=school, by=administrator, initial=request.GET.dict())
        return _change_page(request, school, form)
    form = kind(request.POST, school=school, by=administrator)
    if not form.is_valid():
        return _change_page(request, school, form)
    try:
        if request.POST.get("step") != "do":
            return _change_page(request, school, form, effects=wording.before(tried(form.act).effects))
        done = form.act()
    except Refused as refused:
        put_beside(form, refused)
        return _change_page(request, school, form)
    for sentence in wording.after(done.effects):
        messages.success(request, sentence)
    return redirect(form.leads_to(done.record) or _after_change(school, form.about()))


def _change_page(request: HttpRequest, school: School, form: changes.Change, effects: list[str] | None = None) -> HttpResponse:
    page = school_page(request, school, "classes" if "enrolment" in form.fields else "employees")
    status = 422 if form.errors else 200
    return render(request, "roster/change.html", {**page, "form": form, "effects": effects}, status=status)


def _after_change(school: School, person: Person | None) -> str:
    if person:
        return reverse("person-card", args=[school.pk, person.pk])
    return reverse("school-employees", args=[school.pk])


def school_page(request: HttpRequest, school: School, tab: str) -> dict[str, Any]:
    person = asker(request)
    return {
        "section": "education",
        "tab": tab,
        "school": school,
        "employments": queries.schools_where_employed(person),
        "mine": queries.my_classes(person),
        "is_employee": doors.is_employee(person, school.pk),
        "is_administrator": doors.is_administrator(person, school.pk),
    }


def _class_facts(person: Person, found: Any, *, shows_parents: bool) -> dict[str, Any]:
    return {
        "school_class": found,
        "class_teacher": queries.class_teacher(found),
        "pupils": queries.pupils(found),
        "shows_parents": shows_parents,
        "empty": _("В классе пока нет учеников."),
    }
