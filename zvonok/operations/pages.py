"""«Войти как…»: in the demo alone, one press signs in as one of the cast.

Comes in: the name of a part. Goes out: his signed-in page. Called by: urls.py. Outside the demo the page is not there.
"""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from zvonok.accounts.models import User
from zvonok.operations.cast import NO_PASSWORD, OTHER_SCHOOL_NAME
from zvonok.profiles.queries import profile_state
from zvonok.roster.models import ClassTeacher, Employee, Enrolment, Guardianship, Person


@dataclass(frozen=True)
class Part:
    username: str
    person: Person
    who: list[str]


def sign_in_as(request: HttpRequest) -> HttpResponse:
    if not settings.DEMO:
        raise Http404
    cast = User.objects.filter(password=NO_PASSWORD, is_active=True, person__is_active=True).select_related("person")
    if request.method == "POST":
        user = cast.filter(username=request.POST.get("username", "")).first()
        if user is None:
            raise Http404
        login(request, user, backend="zvonok.accounts.backend.Backend")
        return redirect("/")
    parts = [Part(user.username, user.person, _who(user.person)) for user in cast.order_by("pk")]
    return render(request, "operations/sign_in_as.html", {"parts": parts})


def _who(person: Person) -> list[str]:
    """Who he is, from the roster: «классный руководитель 10 А», «родитель: Александр, Дарья»."""
    employed = Employee.objects.filter(person=person, until=None).select_related("school")
    who = [one.position + (_(", администратор школы") if one.is_administrator else "") for one in employed]
    who += [one.school.name for one in employed if one.school.name == OTHER_SCHOOL_NAME]
    led = ClassTeacher.objects.filter(employee__person=person, until=None).select_related("school_class")
    who += [_("классный руководитель %(title)s") % {"title": _unbroken(one.school_class.title)} for one in led]
    learns = Enrolment.objects.filter(person=person, until=None).select_related("school_class")
    who += [_("ученик %(title)s") % {"title": _unbroken(one.school_class.title)} for one in learns]
    children = Guardianship.objects.filter(parent=person).select_related("child").order_by("pk")
    if children:
        who.append(_("родитель: %(names)s") % {"names": ", ".join(one.child.first_name for one in children)})
    states = {"none": _("без учебного профиля"), "awaiting_parent": _("учебный профиль ждёт родителя")}
    state = profile_state(person)
    return [*who, states[state]] if state in states else who


def _unbroken(title: str) -> str:
    return title.replace(" ", "\N{NO-BREAK SPACE}")
