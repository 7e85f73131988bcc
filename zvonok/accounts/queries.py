"""What may be asked about sign-in: where a person is signed in, whom a school may invite.

Called by: `accounts.pages`, `accounts.invitations`.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zvonok.accounts.models import Session, User
from zvonok.accounts.sessions import BROWSER
from zvonok.ground import clock
from zvonok.roster.doors import is_administrator
from zvonok.roster.models import ClassTeacher, Employee, Enrolment, Guardianship, Person, School, SchoolClass

# The first that is found in what the browser says of itself: the narrower name comes first.
PROGRAMS = {
    "YaBrowser": gettext_lazy("Яндекс Браузер"),
    "Edg": "Edge",
    "OPR": "Opera",
    "Firefox": "Firefox",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS X": "macOS",
    "Linux": "Linux",
}


@dataclass(frozen=True)
class Browser:
    """`mark` names the session on the page without telling its key."""

    mark: str
    name: str
    address: str
    since: datetime | None
    is_this: bool


def browsers(user: User, this: str | None) -> list[Browser]:
    """The newest first, this one on top."""
    found = [_browser(session, this) for session in _sessions(user)]
    return sorted(found, key=lambda one: (one.is_this, one.since.timestamp() if one.since else 0), reverse=True)


def session_by_mark(user: User, mark: str) -> Session | None:
    return next((session for session in _sessions(user) if _mark(session) == mark), None)


@dataclass(frozen=True)
class Audience:
    """Whom one press invites: the staff, a class, the parents of a class. `known` have a sign-in already."""

    value: str
    school: School
    school_class: SchoolClass | None
    people: list[Person]
    known: set[int]

    @property
    def kind(self) -> str:
        return self.value.partition("-")[0]

    @property
    def newcomers(self) -> list[Person]:
        return [person for person in self.people if person.pk not in self.known]


def audiences(school: School, by: Person) -> list[Audience]:
    """For an administrator all of the school, for a class teacher his classes; nobody for anyone else."""
    administers = is_administrator(by, school.pk)
    classes = SchoolClass.objects.filter(school=school, until=None).order_by("grade", "title")
    if not administers:
        led = ClassTeacher.objects.filter(employee__person=by, employee__until=None, until=None)
        classes = classes.filter(pk__in=led.values("school_class"))
    found = [Audience("staff", school, None, list(_active(_staff(school))), set())] if administers else []
    pupils: dict[int, list[Person]] = {}
    parents: dict[int, dict[int, Person]] = {}
    enrolments = Enrolment.objects.filter(school_class__in=classes, until=None, person__is_active=True)
    for enrolment in enrolments.select_related("person").order_by("person__last_name", "person__first_name", "pk"):
        pupils.setdefault(enrolment.school_class_id, []).append(enrolment.person)
    of_parents = Person.objects.filter(is_active=True, children__child__enrolments__in=enrolments).order_by(
        "last_name", "first_name", "pk"
    )
    for parent, class_id in (
        (parent, parent.of_class) for parent in of_parents.annotate(of_class=F("children__child__enrolments__school_class"))
    ):
        parents.setdefault(class_id, {})[parent.pk] = parent
    for school_class in classes:
        found.append(Audience(f"class-{school_class.pk}", school, school_class, pupils.get(school_class.pk, []), set()))
        of_class = list(parents.get(school_class.pk, {}).values())
        found.append(Audience(f"parents-{school_class.pk}", school, school_class, of_class, set()))
    numbers = {person.pk for audience in found for person in audience.people}
    known = set(User.objects.filter(person__in=numbers).values_list("person_id", flat=True))
    return [replace(one, known=known & {person.pk for person in one.people}) for one in found]


def told(audience: Audience, people: Iterable[Person]) -> dict[int, str]:
    """Who each is, for his slip: «Учитель географии», «ученик 10 А», «родитель: Дарья, 10 А»."""
    numbers = [person.pk for person in people]
    title = audience.school_class.title if audience.school_class else ""
    if audience.kind == "staff":
        employed = Employee.objects.filter(school=audience.school, person__in=numbers, until=None)
        return dict(employed.values_list("person_id", "position"))
    if audience.kind == "class":
        return {number: _("ученик, %(title)s") % {"title": title} for number in numbers}
    children: dict[int, list[str]] = {}
    of_class = Enrolment.objects.filter(school_class=audience.school_class, until=None)
    found = Guardianship.objects.filter(parent__in=numbers, child__enrolments__in=of_class).order_by("child__first_name")
    for parent, first_name in found.values_list("parent_id", "child__first_name"):
        children.setdefault(parent, []).append(first_name)
    return {
        number: _("родитель: %(names)s, %(title)s") % {"names": ", ".join(children.get(number, [])), "title": title}
        for number in numbers
    }


def may_be_invited(school: School, people: Iterable[int], by: Person) -> set[int]:
    """Those of the school's people whom this person may give a code; see the reasons at the head of `invitations`."""
    asked = Person.objects.filter(pk__in=list(people), is_active=True).exclude(user__is_active=False)
    if is_administrator(by, school.pk):
        return set(asked.filter(_of(school)).filter(Q(user=None) | ~_of_another(school)).values_list("pk", flat=True))
    led = ClassTeacher.objects.filter(employee__person=by, employee__until=None, until=None, school=school)
    learns = Enrolment.objects.filter(until=None, school_class__in=led.values("school_class"))
    his = Q(Exists(learns.filter(person=OuterRef("pk")))) | Q(Exists(learns.filter(person__parents__parent=OuterRef("pk"))))
    return set(asked.filter(his, user=None).values_list("pk", flat=True))


def of_school(school: School, people: Iterable[int]) -> set[int]:
    """Those of them who work or learn at the school now, or have a child there."""
    return set(Person.objects.filter(_of(school), pk__in=list(people), is_active=True).values_list("pk", flat=True))


def _staff(school: School) -> QuerySet[Person]:
    return Person.objects.filter(employments__school=school, employments__until=None)


def _active(people: QuerySet[Person]) -> QuerySet[Person]:
    return people.filter(is_active=True).order_by("last_name", "first_name", "pk")


def _of(school: School) -> Q:
    """Whoever works there, learns there or has a child there."""
    return _belongs(Q(school=school))


def _of_another(school: School) -> Q:
    return _belongs(~Q(school=school))


def _belongs(where: Q) -> Q:
    learns = Enrolment.objects.filter(where, until=None)
    works = Employee.objects.filter(where, until=None, person=OuterRef("pk"))
    return (
        Q(Exists(works))
        | Q(Exists(learns.filter(person=OuterRef("pk"))))
        | Q(Exists(learns.filter(person__parents__parent=OuterRef("pk"))))
    )


def _sessions(user: User) -> list[Session]:
    return list(Session.objects.filter(user=user, expire_date__gt=clock.now()))


def _browser(session: Session, this: str | None) -> Browser:
    told = session.get_decoded().get(BROWSER, {})
    return Browser(
        mark=_mark(session),
        name=_name(str(told.get("signs", ""))),
        address=str(told.get("address", "")),
        since=datetime.fromisoformat(told["since"]) if "since" in told else None,
        is_this=session.session_key == this,
    )


def _name(signs: str) -> str:
    """«Firefox, Windows»; what says nothing known is shown by its first word."""
    program = next((str(name) for sign, name in PROGRAMS.items() if f"{sign}/" in signs), "")
    system = next((name for sign, name in SYSTEMS.items() if sign in signs), "")
    first_word = re.split(r"[/\s]", signs, maxsplit=1)[0][:30]
    return ", ".join(part for part in (program or first_word, system) if part)


def _mark(session: Session) -> str:
    return salted_hmac("session mark", session.session_key, algorithm="sha256").hexdigest()[:32]
