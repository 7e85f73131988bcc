"""The words: all of them are told in English, Russian counts rightly, and pages in English have no Russian but names.

Called by: pytest. The catalogues are compiled here from what is committed, so a stale `.mo` misleads nobody.
"""

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import LazySettings
from django.db.models import Model
from django.template import engines
from django.test import Client, override_settings
from django.urls import reverse
from django.utils.translation import ngettext, override

from zvonok.accounts.models import User
from zvonok.chat_rules.actions import make_exception, open_class_chat, open_staff_room
from zvonok.chat_rules.models import ChatException
from zvonok.ground import clock
from zvonok.messenger.models import Chat
from zvonok.operations.cast import Cast
from zvonok.roster import changes
from zvonok.roster.models import Employee, Person, Region, School, SchoolClass, Subgroup, Subject
from zvonok.settings import LEARNING_SPACE_NAME, MESSENGER_NAME

ROOT = Path(__file__).parent.parent
LOCALE = ROOT / "zvonok" / "locale"
CYRILLIC = re.compile(r"[А-Яа-яЁё]+")
QUOTED = re.compile("“[^”]*”")
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[a-z]|\{\w*\}")
GETTEXT = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext"}
AVATAR = re.compile(r'<span class="avatar"[^>]*>[^<]*</span>')
SWITCH_TO_RUSSIAN = "Русский"
REASON = "болеет"
NAMED: list[tuple[type[Model], str]] = [
    (School, "name"),
    (School, "address"),
    (Region, "name"),
    (Employee, "position"),
    (SchoolClass, "title"),
    (Subgroup, "name"),
    (Subject, "name"),
    (Chat, "title"),
]
OF_SCHOOL = ["school-about", "school-staff-room", "school-classes", "school-employees", "invitations"]


def catalogue(language: str, locale: Path = LOCALE) -> Catalog:
    with (locale / language / "LC_MESSAGES" / "django.po").open("rb") as file:
        return read_po(file, locale=language)


def messages(language: str, locale: Path = LOCALE) -> list[Message]:
    return [message for message in catalogue(language, locale) if message.id]


def forms(told: object) -> tuple[str, ...]:
    """One form, or all plural ones."""
    return tuple(told) if isinstance(told, list | tuple) else (str(told),)


@pytest.fixture
def compiled(tmp_path: Path) -> Iterator[None]:
    for language in ("ru", "en"):
        folder = tmp_path / language / "LC_MESSAGES"
        folder.mkdir(parents=True)
        with (folder / "django.mo").open("wb") as file:
            write_mo(file, catalogue(language))
    with override_settings(LOCALE_PATHS=[tmp_path]):
        yield


def test_every_word_is_told_in_english() -> None:
    untold = [one.id for one in messages("en") if one.fuzzy or not all(forms(one.string))]
    assert not untold
    # What a Russian spreadsheet itself says is quoted as it is.
    said = ((one.string, QUOTED.sub("", form)) for one in messages("en") for form in forms(one.string))
    russian = [string for string, form in said if CYRILLIC.search(form)]
    assert not russian


def test_every_russian_plural_has_its_three_forms() -> None:
    counted = [one for one in messages("ru") if isinstance(one.id, list | tuple)]
    assert counted
    assert catalogue("ru").num_plurals == 3
    assert not [one.id for one in counted if one.fuzzy or len(forms(one.string)) != 3 or not all(forms(one.string))]


@pytest.mark.parametrize("language", ["ru", "en"])
def test_placeholders_are_the_same(language: str) -> None:
    for one in messages(language):
        expected = {tuple(sorted(PLACEHOLDER.findall(form))) for form in forms(one.id)}
        told = {tuple(sorted(PLACEHOLDER.findall(form))) for form in forms(one.string) if form}
        assert told <= expected, one.id


def test_both_languages_have_the_same_words() -> None:
    assert {forms(one.id) for one in messages("ru")} == {forms(one.id) for one in messages("en")}


def test_every_word_in_the_code_is_in_the_catalogue() -> None:
    """The collector does not look into f-strings; this does."""
    known = {forms(one.id)[0] for one in messages("en")}
    for path in (ROOT / "zvonok").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in GETTEXT and node.args):
                continue
            word = node.args[0]
            if isinstance(word, ast.Constant):
                assert word.value in known, f"{path}:{node.lineno}"


@pytest.mark.skipif(not shutil.which("xgettext"), reason="GNU gettext is not on the path: words cannot be collected anew")
def test_collecting_again_adds_nothing(tmp_path: Path) -> None:
    """Who adds a word to a page runs `make messages` and tells it in English."""
    shutil.copytree(ROOT / "zvonok", tmp_path / "zvonok", ignore=shutil.ignore_patterns("app", "fonts", "__pycache__", "*.mo"))
    collect = [sys.executable, "-m", "django", "makemessages", "-l", "ru", "-l", "en", "--no-location", "--no-obsolete"]
    subprocess.run(collect, cwd=tmp_path / "zvonok", capture_output=True, text=True, check=True)
    for language in ("ru", "en"):
        fresh = {forms(one.id) for one in messages(language, tmp_path / "zvonok" / "locale")}
        committed = {forms(one.id) for one in messages(language)}
        assert (fresh - committed, committed - fresh) == (set(), set())


@pytest.mark.parametrize(
    ("n", "members", "out_of", "into"),
    [
        (0, "0 участников", "из 0 чатов", "в 0 чатов"),
        (1, "1 участник", "из 1 чата", "в 1 чат"),
        (2, "2 участника", "из 2 чатов", "в 2 чата"),
        (5, "5 участников", "из 5 чатов", "в 5 чатов"),
        (11, "11 участников", "из 11 чатов", "в 11 чатов"),
        (21, "21 участник", "из 21 чата", "в 21 чат"),
        (22, "22 участника", "из 22 чатов", "в 22 чата"),
        (25, "25 участников", "из 25 чатов", "в 25 чатов"),
        (111, "111 участников", "из 111 чатов", "в 111 чатов"),
    ],
)
def test_russian_counts(compiled: None, n: int, members: str, out_of: str, into: str) -> None:
    counted = (
        "{% load i18n %}{% blocktranslate count n=n %}{{ n }} участник{% plural %}{{ n }} участников{% endblocktranslate %}"
    )
    with override("ru"):
        assert engines["django"].from_string("{% load i18n %}" + counted).render({"n": n}) == members
        assert ngettext("%d участник", "%d участников", n) % n == members
        left = ngettext("Вы вышли из %(n)d чата", "Вы вышли из %(n)d чатов", n) % {"n": n}
        entered = ngettext("Вы вошли в %(n)d чат", "Вы вошли в %(n)d чатов", n) % {"n": n}
    assert (left, entered) == (f"Вы вышли {out_of}", f"Вы вошли {into}")


def test_english_counts(compiled: None) -> None:
    with override("en"):
        assert [ngettext("%d участник", "%d участников", n) % n for n in (1, 2, 21)] == ["1 member", "2 members", "21 members"]


def data() -> list[str]:
    """What people and the installation have written, the longest first: it stays as it is in every language."""
    people = list(Person.objects.all())
    found = {name for one in people for name in (one.full_name, one.name, one.short_name, one.list_name)}
    found |= {name for one in people for name in (one.last_name, one.first_name, one.middle_name)}
    for model, field in NAMED:
        found |= set(model._default_manager.values_list(field, flat=True))
    # A chat that is not made yet is called in Russian too: it has one title for all.
    found |= {f"Родители {title}" for title in SchoolClass.objects.values_list("title", flat=True)}
    found |= {LEARNING_SPACE_NAME, MESSENGER_NAME, SWITCH_TO_RUSSIAN, REASON}
    return sorted(filter(None, found), key=len, reverse=True)


def russian_in(page: str, names: list[str]) -> list[str]:
    """The lines with Russian words once the data and the letters on avatars are taken out."""
    page = unescape(AVATAR.sub("", page)).replace("\N{NO-BREAK SPACE}", " ")
    page = re.sub("|".join(map(re.escape, names)), "", page)
    return [line.strip() for line in page.splitlines() if CYRILLIC.search(line)]


def test_the_pages_in_english_have_no_russian(compiled: None, cast: Cast, settings: LazySettings) -> None:
    settings.DEMO = True
    school = cast.school
    staff_room = Chat.objects.get(pk=open_staff_room(school=school, by=cast.head).chat_id)
    open_class_chat(school_class=cast.class_10a, by=cast.class_teacher)
    make_exception(
        chat=staff_room,
        person=cast.other_class_teacher,
        effect=ChatException.Effect.BAR,
        reason=REASON,
        ends_at=clock.now() + timedelta(days=1),
        now=clock.now(),
        by=cast.head,
    )
    pages = {
        None: ["/accounts/login/", "/accounts/password/reset/", "/invitation/", "/invitation/?code=wrong", "/demo/sign-in-as/"],
        cast.administrator: [
            "/",
            "/nothing/",
            "/accounts/reauthenticate/",
            "/security/",
            "/security/browsers/",
            "/accounts/email/",
            "/profile/",
            *(reverse(name, args=[school.pk]) for name in OF_SCHOOL),
            *(reverse("school-class", args=[school.pk, one.pk]) for one in (cast.class_10a, cast.class_demo6)),
            *(reverse("person-card", args=[school.pk, one.pk]) for one in cast.people().values() if one != cast.stranger),
            *(reverse("change", args=[school.pk, name]) for name in changes.ALL),
            reverse("make-exception", args=[school.pk, cast.class_teacher.pk]),
            reverse("open-parents-chat", args=[cast.class_10a.pk]),
            reverse("open-class-chat", args=[cast.class_demo6.pk]),
            f"{reverse('school-employees', args=[school.pk])}?search=zzz",
        ],
        cast.without_profile: ["/profile/"],
        cast.young_pupil: ["/profile/", "/my-class/"],
        cast.parent_of_two: ["/", "/my-class/", "/profile/", reverse("profile-confirm", args=[cast.young_pupil.pk])],
        cast.stranger: ["/my-class/"],
    }
    names = data()
    for person, addresses in pages.items():
        client = in_english(person)
        for address in addresses:
            answer = client.get(address, follow=True)
            assert not russian_in(answer.content.decode(), names), address


def test_what_a_change_says_in_english_has_no_russian(compiled: None, cast: Cast) -> None:
    open_staff_room(school=cast.school, by=cast.head)
    open_class_chat(school_class=cast.class_10a, by=cast.class_teacher)
    pupil = {"enrolment": cast.enrolment(cast.sibling).pk}
    employee = {"employee": cast.employee(cast.class_teacher).pk}
    names = data()
    client = in_english(cast.administrator)
    for name, typed in (
        ("withdraw", pupil),
        ("move", {**pupil, "school_class": cast.class_demo6.pk}),
        ("move", {**pupil, "school_class": cast.class_10a.pk}),
        ("dismiss", employee),
        ("appoint-administrator", employee),
        ("hire", {"last_name": "1", "first_name": "B" * 101}),
        ("enrol", {}),
    ):
        answer = client.post(reverse("change", args=[cast.school.pk, name]), {**typed, "step": "look"})
        assert not russian_in(answer.content.decode(), names), name
    own = in_english(cast.class_teacher)
    for address in ("/profile/suspend/", "/profile/resume/"):
        answer = own.post(address, follow=True)
        assert 'class="notice' in answer.content.decode()
        assert not russian_in(answer.content.decode(), names), address


def in_english(person: Person | None) -> Client:
    client = Client()
    client.cookies["language"] = "en"
    if person:
        client.force_login(User.objects.get(person=person))
    return client
