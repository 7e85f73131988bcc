"""Attacks by words on whoever reads them: every field that is shown holds a script, and a real Chromium opens every page.

The names are written past the actions, as an import or an older version might have left them: a page trusts no row. Nothing
may run, nothing may be asked of another site, the policy has nothing to forbid, and the words stand there as words.
"""

import io
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.db import transaction
from playwright.sync_api import Browser, Dialog, Page, Request, expect
from pytest_django.live_server_helper import LiveServer

from tests.attacks.conftest import opened, signed_in
from tests.attacks.hostile import ALL, RIDDLES, SCRIPTS
from tests.flows.conftest import browser
from zvonok.accounts import sheets
from zvonok.accounts.invitations import Slip
from zvonok.calls import actions as calls
from zvonok.calls import showing
from zvonok.calls.models import Call
from zvonok.chat_rules import actions as chat_rules
from zvonok.chat_rules.models import ChatException
from zvonok.ground import clock
from zvonok.lessons import remote
from zvonok.lessons.models import BellSchedule, Lesson
from zvonok.lessons.tests import week
from zvonok.messenger.doors import place
from zvonok.messenger.models import Chat, Message, Report
from zvonok.operations.cast import Cast, make
from zvonok.programs import bots, tokens
from zvonok.programs.models import Bot, Delivery, Webhook
from zvonok.reach.digest_sending import send_due
from zvonok.reach.models import Digest
from zvonok.roster.models import Employee, Person, School, SchoolClass, Subject

__all__ = ["browser"]

WATCH = (
    "addEventListener('securitypolicyviolation', e => (window.forbidden ||= []).push(e.violatedDirective + ' ' + e.blockedURI))"
)
SHORT = SCRIPTS["a drawing"]
HEARD: dict[Page, list[str]] = {}


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    """In rows that a server in another thread sees too."""
    cache.clear()
    return make(clock.today())


@pytest.fixture
def chat(cast: Cast) -> int:
    """The class chat, when everything in it and around it is hostile."""
    chat = opened(cast).of_10a
    pupil, teacher = signed_in(cast.sibling), signed_in(cast.class_teacher)
    for words in ALL.values():
        assert pupil.say(chat, words).status_code == 201
    file = pupil.bring(b"words", "<img src=x onerror=alert(1)>'\" onload='x.html").json()["id"]
    last = pupil.call("POST", f"/chats/{chat}/messages", {"uuid": str(uuid4()), "text": SCRIPTS["a script"], "files": [file]})
    seq = last.json()["seq"]
    assert (
        teacher.call("POST", f"/chats/{chat}/messages/{seq}/report", {"reason": "other", "words": "чужое"}).status_code == 204
    )
    assert teacher.call("PUT", f"/chats/{chat}/messages/{seq}/pin", {"pinned": True}).status_code == 200
    asked = {"question": SCRIPTS["a script"], "options": [SCRIPTS["an image that fails"], SHORT], "anonymous": False}
    assert pupil.call("POST", f"/chats/{chat}/polls", {"uuid": str(uuid4()), **asked}).status_code == 201
    now = clock.now()
    _programs(cast, chat)
    _lessons(cast, chat)
    chat_rules.make_exception(
        chat=Chat.objects.get(pk=chat),
        person=cast.without_profile,
        effect="add",
        reason="ведёт олимпиаду",
        ends_at=now + timedelta(days=9),
        now=now,
        by=cast.head,
    )
    ChatException.objects.update(reason=SCRIPTS["the end of a script"])
    Report.objects.update(words=SCRIPTS["a script"], chat_title=SHORT)
    Person.objects.update(middle_name=SCRIPTS["a script"][:99])
    Person.objects.filter(pk__in=[cast.sibling.pk, cast.classmate.pk]).update(
        first_name=SCRIPTS["an image that fails"], last_name=SCRIPTS["the end of an attribute"]
    )
    School.objects.update(name=SCRIPTS["a script"], address=SCRIPTS["a frame"], phone=SHORT)
    SchoolClass.objects.filter(pk=cast.class_10a.pk).update(title=SHORT)
    Subject.objects.filter(name="География").update(name=SCRIPTS["the end of a title"])
    Employee.objects.update(position=SCRIPTS["braces of templates"])
    Chat.objects.filter(pk=chat).update(title=SCRIPTS["a script"])
    return chat


def _programs(cast: Cast, chat: int) -> None:
    """A bot that speaks, and a webhook that failed."""
    bot = bots.make(school=cast.school, name="Столовая", purpose="Меню", by=cast.head)
    bots.let_in(place=place(cast.class_teacher, chat), bot=bot, reads=True, by=cast.class_teacher)
    Bot.objects.update(name=SHORT, purpose=SCRIPTS["a script"])
    bot.refresh_from_db()
    bots.post(place=bot.places.get(), text=SCRIPTS["a frame"], uuid=uuid4(), now=clock.now())
    tokens.make_of_bot(bot=bot, name=SHORT, days=7, now=clock.now(), by=cast.head)
    tokens.make_own(name=SHORT, scopes=["chats:read"], days=7, now=clock.now(), by=cast.head)
    url = f"https://example.org/{SCRIPTS['a script']}"
    hook = Webhook.objects.create(school=cast.school, url=url, events=["chat.opened"], salt="salt", paused_for=SHORT[:20])
    dead = {"state": "dead", "last_error": SCRIPTS["an image that fails"], "last_status": 500}
    Delivery.objects.create(webhook=hook, event=SHORT[:20], body=SCRIPTS["a script"], **dead)


def _lessons(cast: Cast, chat: int) -> None:
    """What a teacher has written of his lessons, and one of them in the chat; a call that goes on."""
    timetable = week.make(cast)
    remote.make(lesson=timetable.geography[0], wish=remote.Wish(), now=timetable.now, by=cast.class_teacher)
    call = calls.plan(chat=Chat.objects.get(pk=chat), title="Урок", starts_at=timetable.now, minutes=40, by=cast.class_teacher)
    Call.objects.update(title=SCRIPTS["an image that fails"], reason=SCRIPTS["a script"])
    Lesson.objects.update(topic=SCRIPTS["a script"], homework=SCRIPTS["the end of a title"], room=SHORT[:10])
    BellSchedule.objects.filter(pk=timetable.bells.pk).update(name=SHORT)
    with transaction.atomic():
        call.refresh_from_db()
        showing.show(call)


@pytest.fixture
def reader(live_server: LiveServer, browser: Browser) -> Iterator[Any]:
    contexts = []

    def opened_by(person: Person) -> Page:
        context = browser.new_context(base_url=live_server.url, locale="ru-RU", service_workers="block")
        contexts.append(context)
        cookie = signed_in(person).cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
        context.add_init_script(WATCH)
        context.set_default_timeout(15_000)
        return _watched(context.new_page())

    yield opened_by
    for context in contexts:
        context.close()


def test_whoever_reads_it_reads_words(cast: Cast, chat: int, reader: Any, tmp_path: Path) -> None:
    school = f"/school/{cast.school.pk}"
    of_head = [f"{school}/", f"{school}/staff-room/", f"{school}/classes/", f"{school}/classes/{cast.class_10a.pk}/"]
    of_head += [f"{school}/employees/", f"{school}/people/{cast.sibling.pk}/", f"{school}/people/{cast.class_teacher.pk}/"]
    of_head += [f"{school}/people/{cast.without_profile.pk}/exception/", f"{school}/change/enrol/", f"{school}/reports/"]
    of_head += [f"{school}/switches/", f"{school}/invitations/", "/security/browsers/"]
    of_head += [f"{school}/programs/", *(f"{school}/bots/{one.pk}/" for one in Bot.objects.all()), "/programs/"]
    of_head += [f"{school}/webhooks/{one.pk}/" for one in Webhook.objects.all()]
    of_head += [f"{school}/timetable/", f"{school}/timetable/class/{cast.class_10a.pk}/", f"{school}/timetable/bells/"]
    lesson = f"/lessons/{Lesson.objects.filter(remote__isnull=False).get().pk}/"
    told = {lesson: SCRIPTS["a script"], of_head[-4]: SCRIPTS["an image that fails"], f"{school}/programs/": SHORT}
    page = reader(cast.head)
    for address in [*of_head, lesson]:
        page.goto(address)
        _assert_only_words(page, address)
        if address in told:
            expect(page.get_by_text(told[address]).first).to_be_attached()
    page = reader(cast.sibling)
    for address in ("/my-class/", "/timetable/", lesson, "/profile/", "/nowhere/<script>window.stolen=1</script>"):
        page.goto(address)
        _assert_only_words(page, address)

    page.goto(f"/messenger/c/{chat}")
    expect(page.get_by_text(SCRIPTS["a script"], exact=True).last).to_be_attached()
    _assert_only_words(page, "the chat")
    page.mouse.move(800, 400)
    for _step in range(8):
        page.mouse.wheel(0, -500)
        _assert_only_words(page, "further up in the chat")
    assert page.locator("a[href^='javascript:' i], a[href^='data:' i], a[href^='vbscript:' i]").count() == 0
    for link in page.locator("a[href*='example.org']").all():
        assert (link.get_attribute("href") or "").startswith("https://example.org/")
        assert "noopener" in (link.get_attribute("rel") or "")
    page.goto("/messenger/")
    page.get_by_text(SCRIPTS["a script"]).first.wait_for()
    _assert_only_words(page, "the list")

    printed = signed_in(cast.class_teacher).call("POST", f"/chats/{chat}/export", {"form": "pdf", "reason": "для педсовета"})
    document = b"".join(printed)
    assert document.startswith(b"%PDF")
    assert not any(
        sign in document for sign in (b"/JavaScript", b"/JS", b"/URI", b"/Launch", b"/OpenAction<<", b"/EmbeddedFile")
    )

    # What is taken away and opened from a disk has no policy of ours around it.
    saved = signed_in(cast.class_teacher).call("POST", f"/chats/{chat}/export", {"form": "zip", "reason": "для педсовета"})
    with zipfile.ZipFile(io.BytesIO(b"".join(saved))) as archive:
        for name in archive.namelist():
            assert not name.startswith("/") and ".." not in Path(name).parts and "\\" not in name, name
        archive.extractall(tmp_path)
    for found in sorted(tmp_path.glob("*.html")):
        page.goto(found.as_uri())
        _assert_only_words(page, found.name)
        assert SCRIPTS["a script"] in page.locator("body").inner_text()


def test_a_letter_about_what_is_unread_holds_only_words(cast: Cast, chat: int, reader: Any) -> None:
    """In its page, in its plain words, and in its headers: each line that is there, we have built."""
    reads = cast.class_teacher
    EmailAddress.objects.create(user=reads.user, email="teacher@example.org", primary=True, verified=True)
    now = clock.now()
    Digest.objects.create(person=reads, every="hour", shows_words=True, language="ru", told_until=now - timedelta(hours=2))
    Message.objects.filter(chat=chat).update(at=now - timedelta(minutes=90))
    Person.objects.filter(pk=reads.pk).update(first_name="Анна\r\nBcc: all@attacker.example\r\n\r\n<b>")
    assert send_due(now=now) == 1
    (sent,) = mail.outbox
    letter = message_from_bytes(sent.message().as_bytes(), policy=policy.default)
    assert letter["To"] == "teacher@example.org" and letter["Bcc"] is None and letter["Cc"] is None
    assert "script" not in str(letter["Subject"])
    plain, page = letter.get_body(("plain",)), letter.get_body(("html",))
    assert plain and page
    assert not any(line.startswith("Bcc:") for line in plain.get_content().splitlines())
    shown = reader(cast.head)
    shown.goto("/accounts/login/")
    shown.set_content(page.get_content())
    _assert_only_words(shown, "the letter")
    words = shown.locator("body").inner_text()
    assert "<svg" in words and "Bcc: all@attacker.example" in words
    assert {urlsplit(link.get_attribute("href")).netloc for link in shown.locator("a").all()} == {
        urlsplit(settings.SITE_URL).netloc
    }


@pytest.mark.parametrize("what", RIDDLES.keys() - {"half of a pair"} | {"a script"})
def test_what_is_printed_is_only_words(what: str) -> None:
    person = Person(last_name=ALL[what], first_name=ALL[what])
    slips = [(Slip(person, "4KDW-7RMX-B2HN", clock.now()), ALL[what])]
    printed = sheets.sheets(slips, school=ALL[what], address="https://school.example.org/invitation/")
    assert printed.startswith(b"%PDF")
    assert b"/JavaScript" not in printed and b"/URI (javascript" not in printed


def _watched(page: Page) -> Page:
    """Every dialog, and every request that leaves the house, is written down."""
    heard: list[str] = []
    HEARD[page] = heard

    def dialog_opened(dialog: Dialog) -> None:
        heard.append(dialog.message)
        dialog.dismiss()

    def asked(request: Request) -> None:
        if "attacker" in request.url:
            heard.append(request.url)

    page.on("dialog", dialog_opened)
    page.on("request", asked)
    return page


def _assert_only_words(page: Page, where: str) -> None:
    page.keyboard.press("Tab")
    assert HEARD[page] == [], where
    assert page.evaluate("window.stolen") is None, where
    assert page.evaluate("window.forbidden || []") == [], where
    assert (
        page.locator("script:not([src]):not([type='application/json']), [onerror], [onload], [onfocus], iframe, base").count()
        == 0
    ), where
