"""All chats of a school for its administrators: who is in them, who is missing and why, and what may be done about it.

Comes in: a signed-in administrator and his school's address. Goes out: a page, slips to print, or 404 for everybody else.
Called by: urls.py. Each number on these pages leads to the list behind it.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from zvonok.accounts import inviting
from zvonok.chat_rules import overview, pictures, region
from zvonok.chat_rules.models import ChatException
from zvonok.ground import clock, limits, mail, workbooks
from zvonok.ground.forms import typed_day, typed_number
from zvonok.ground.refusal import Refused
from zvonok.messenger.models import Chat
from zvonok.roster import doors
from zvonok.roster.asker import asker
from zvonok.roster.models import Employee, School, SchoolClass
from zvonok.roster.pages import school_page

PAGES_MAX = 10_000


@login_required
def chats(request: HttpRequest, school_id: int) -> HttpResponse:
    school = doors.administrator(asker(request), school_id).school
    sought = overview.Sought(
        kind=_one_of(request, "kind", overview.KINDS),
        only=_one_of(request, "only", ONLY),
        search=request.GET.get("search", "")[: limits.name_length_max],
        order=_one_of(request, "order", overview.ORDERS) or "title",
        silent_since=clock.now() - timedelta(days=limits.chat_silent_days),
        page=1 if _is_table(request) else _page(request),
    )
    if _is_table(request):
        return _chats_table(overview.overview(school.pk, sought, limit=limits.table_rows_max))
    seen = overview.overview(school.pk, sought)
    page = {
        "sought": sought,
        "seen": seen,
        "kinds": overview.KINDS.items(),
        "only": ONLY.items(),
        "orders": [("title", _("по названию")), ("missing", _("где больше не хватает")), ("said", _("где писали недавно"))],
        "pages": _Pages(sought.page, seen.count, limits.school_chats_page_max),
    }
    return _page_of(request, school, "chats", "chat_rules/chats.html", page)


@login_required
def missing(request: HttpRequest, school_id: int) -> HttpResponse:
    """The people behind a number: of all chats, of a kind, of one chat, of a class."""
    school = doors.administrator(asker(request), school_id).school
    scope, told = _scope(request, school)
    if _is_table(request):
        return _missing_table(overview.missing_people(scope, limit=limits.table_rows_max)[0])
    number = _page(request)
    people, count = overview.missing_people(scope, page=number)
    page = {
        "people": [(one, overview.titles_told(one.titles)) for one in people],
        "count": count,
        "told": told,
        "scope": scope,
        "whys": overview.WHY_WORDS.items(),
        "mail_is_set": mail.is_set(),
        "kept": _kept(request),
        "pages": _Pages(number, count, limits.members_page_max),
    }
    return _page_of(request, school, "missing", "chat_rules/school_missing.html", page)


@login_required
@require_POST
def invite_missing(request: HttpRequest, school_id: int) -> HttpResponseBase:
    """Slips for those of the list who have no sign-in; letters to those who have one, and an address."""
    administrator = doors.administrator(asker(request), school_id)
    school = administrator.school
    scope, _told = _scope(request, school)
    back = f"{reverse('school-missing', args=[school.pk])}?{_kept(request)}"
    people, count = overview.missing_people(scope, limit=limits.invited_at_once_max)
    if count > len(people):
        messages.error(request, _("Сразу можно пригласить до %(most)d человек. Сузьте список.") % {"most": len(people)})
        return redirect(back)
    without = [one for one in people if overview.Why.NONE in one.whys]
    if request.POST.get("how") == "letters":
        return _write(request, administrator, [one.id for one in without], back)
    chosen = inviting.to_print(school, [one.id for one in without if not one.has_account], administrator.person)
    if not chosen:
        messages.info(request, _("Печатать некому: у всех, кого не хватает, вход уже есть."))
        return redirect(back)
    who = {one.id: overview.titles_told(one.titles) for one in without}
    return inviting.printed(request, people=chosen, who=who, school=school, name="missing", by=administrator.person)


@login_required
def coverage(request: HttpRequest, school_id: int) -> HttpResponse:
    school = doors.administrator(asker(request), school_id).school
    today = clock.today()
    page = {
        "maps": pictures.coverage(school.pk),
        "growth": pictures.growth(school.pk, today),
        "activity": pictures.activity(school.pk, today),
    }
    return _page_of(request, school, "coverage", "chat_rules/coverage.html", page)


@login_required
def joined(request: HttpRequest, school_id: int) -> HttpResponse:
    """Behind a week of the picture of growth."""
    school = doors.administrator(asker(request), school_id).school
    week = _day(request, "week")
    page = {"week": week, "people": pictures.joined(school.pk, week)}
    return _page_of(request, school, "coverage", "chat_rules/joined.html", page)


@login_required
def talked(request: HttpRequest, school_id: int) -> HttpResponse:
    """Behind a day of the picture of activity."""
    school = doors.administrator(asker(request), school_id).school
    day = _day(request, "day")
    page = {"day": day, "chats": pictures.talked(school.pk, day)}
    return _page_of(request, school, "coverage", "chat_rules/talked.html", page)


@login_required
def exceptions(request: HttpRequest, school_id: int) -> HttpResponse:
    """Those that hold now, the one that ends first on top; and those that have ended."""
    school = doors.administrator(asker(request), school_id).school
    ended = request.GET.get("ended") == "1"
    found = ChatException.objects.filter(chat__school=school).select_related("chat", "person", "author")
    found = (
        found.exclude(ended_at=None).order_by("-ended_at") if ended else found.filter(ended_at=None).order_by("ends_at", "pk")
    )
    if _is_table(request):
        return _exceptions_table(found[: limits.table_rows_max])
    shown = Paginator(found, limits.exceptions_page_max).get_page(request.GET.get("page"))
    return _page_of(request, school, "exceptions", "chat_rules/exceptions.html", {"exceptions": shown, "ended": ended})


@login_required
def region_schools(request: HttpRequest, region_id: int) -> HttpResponse:
    found, schools = region.administered(asker(request), region_id)
    since = clock.now() - timedelta(days=7)
    page = {"section": "education", "region": found, "schools": region.side_by_side(schools, since)}
    return render(request, "chat_rules/region.html", page)


ONLY = {
    "missing": gettext_lazy("где кого-то не хватает"),
    "headless": gettext_lazy("без администратора"),
    "silent": gettext_lazy("давно молчат"),
    "archive": gettext_lazy("в архиве"),
}


def _is_table(request: HttpRequest) -> bool:
    return request.GET.get("form") == "xlsx"


def _chats_table(seen: overview.Overview) -> HttpResponse:
    heads = [_("Чат"), _("Какой"), _("Людей"), _("Администраторов"), _("Не хватает"), _("Почему"), _("Последнее сообщение")]
    rows = (
        [
            one.title,
            one.kind_words,
            one.people,
            one.administrators,
            one.missing,
            "; ".join(f"{words}: {count}" for _why, words, count in one.whys),
            one.said_at,
        ]
        for one in seen.rows
    )
    return workbooks.answer(_("Чаты школы"), heads, rows)


def _missing_table(people: Sequence[overview.MissingPerson]) -> HttpResponse:
    heads = [_("Кто"), _("Почему"), _("В каких чатах"), _("Почта")]
    rows = ([one.name, one.why, ", ".join(one.titles), _("есть") if one.email else ""] for one in people)
    return workbooks.answer(_("Кого не хватает"), heads, rows)


def _exceptions_table(found: Iterable[ChatException]) -> HttpResponse:
    heads = [_("Кто"), _("Чат"), _("Что"), _("Причина"), _("Кто сделал"), _("Когда"), _("До какого дня")]
    rows = (
        [
            one.person.full_name,
            one.chat.title,
            _("не допускают") if one.effect == ChatException.Effect.BAR else _("добавили"),
            one.reason,
            one.author.full_name,
            one.made_at,
            one.last_day,
        ]
        for one in found
    )
    return workbooks.answer(_("Исключения"), heads, rows)


class _Pages:
    """Where one is in a list that was counted by the database."""

    def __init__(self, number: int, count: int, size: int) -> None:
        self.number, self.last = number, max(-(-count // size), 1)

    @property
    def previous(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def following(self) -> int | None:
        return self.number + 1 if self.number < self.last else None


def _scope(request: HttpRequest, school: School) -> tuple[overview.Scope, str]:
    """Whose absence is asked about, and its words. What is not of this school is nowhere."""
    chat, school_class = (typed_number(request.GET.get(name, "")) for name in ("chat", "class"))
    of = _one_of(request, "of", overview.OF_CLASS)
    why = _one_of(request, "why", overview.WHY_WORDS)
    search = request.GET.get("search", "")[: limits.name_length_max]
    if chat:
        found = Chat.objects.filter(pk=chat, school=school, ruled=True).first()
        if found is None:
            raise Http404
        return overview.Scope(chats=[found.pk], why=why, search=search), _("Чат «%(title)s»") % {"title": found.title}
    if school_class or of:
        classes = SchoolClass.objects.filter(school=school, until=None)
        chosen = list(classes.filter(pk=school_class) if school_class else classes)
        if not chosen or not of:
            raise Http404
        whose = _("ученики") if of == "pupils" else _("родители")
        told = _("%(title)s: %(whose)s") % {"title": chosen[0].title if school_class else _("Вся школа"), "whose": whose}
        return overview.Scope(classes=[one.pk for one in chosen], of=of, why=why, search=search), told
    kind = _one_of(request, "kind", overview.KINDS)
    told = str(overview.KINDS[Chat.Kind(kind)]) if kind else _("Все чаты школы")
    return overview.Scope(chats=overview.living_chats_of(school.pk, kind), why=why, search=search), told


def _write(request: HttpRequest, administrator: Employee, people: Sequence[int], back: str) -> HttpResponse:
    address = request.build_absolute_uri(reverse("profile"))
    try:
        written = inviting.remind(
            school=administrator.school, people=people, address=address, now=clock.now(), by=administrator.person
        )
    except Refused as refused:
        messages.error(request, refused.sentence)
        return redirect(back)
    messages.success(
        request,
        ngettext("Письмо уходит %(n)d человеку.", "Письма уходят %(n)d людям.", written) % {"n": written}
        if written
        else _("Писать некому: у остальных нет почты, или им сегодня уже писали."),
    )
    return redirect(back)


def _page_of(request: HttpRequest, school: School, at: str, template: str, page: dict[str, Any]) -> HttpResponse:
    person = asker(request)
    others = 0
    if school.region_id:
        own = Employee.objects.filter(person=person, is_administrator=True, until=None, school__region=school.region_id)
        others = own.exclude(school=school).count()
    frame = {"at": at, "region_id": school.region_id if others else None}
    return render(request, template, {**school_page(request, school, "chats"), **frame, **page})


def _one_of(request: HttpRequest, name: str, known: Any) -> str:
    """What stands in the address, if it is one of the words we know."""
    typed = request.GET.get(name, "")
    return typed if typed in known else ""


def _page(request: HttpRequest) -> int:
    return min(max(typed_number(request.GET.get("page", "")), 1), PAGES_MAX)


def _day(request: HttpRequest, name: str) -> date:
    """Without one, today: a week or a day that is not given is this one."""
    return typed_day(request.GET.get(name, "")) or clock.today()


def _kept(request: HttpRequest) -> str:
    """The address's own words, without the page: what a form or a link to another page goes on with."""
    kept = request.GET.copy()
    kept.pop("page", None)
    return str(kept.urlencode())
