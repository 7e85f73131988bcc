"""Letters about what went unread: to whom, when, in which words, once, and the way out of them."""

import re
import socket
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any
from uuid import uuid4

import pytest
from aiosmtpd.controller import Controller
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.core.signing import Signer
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from zvonok.chat_rules.actions import open_class_chat, open_staff_room
from zvonok.ground.mail import CONSOLE
from zvonok.ground.refusal import Refused
from zvonok.messenger import actions, own_place, quiet
from zvonok.messenger.dialogues import open_dialogue
from zvonok.messenger.doors import place
from zvonok.messenger.in_place import delete_for_all
from zvonok.messenger.models import Message
from zvonok.operations.cast import Cast
from zvonok.reach import digest
from zvonok.reach.digest_sending import lines, send_due
from zvonok.reach.models import Digest
from zvonok.roster.models import Person

NOON = timezone.make_aware(datetime(2026, 11, 24, 12, 0))
EVENING = NOON.replace(hour=18, minute=10)


@pytest.fixture
def chat(cast: Cast) -> int:
    return open_class_chat(school_class=cast.class_10a, by=cast.head).chat_id


def confirmed(person: Person, email: str = "") -> Person:
    email = email or f"p{person.pk}@example.org"
    EmailAddress.objects.create(user=person.user, email=email, primary=True, verified=True)
    return person


def wants(person: Person, *, every: str = "day", words: bool = False, language: str = "ru", since: datetime = NOON) -> Person:
    if digest.address(person) is None:
        confirmed(person)
    digest.settle(every=every, shows_words=words, language=language, now=since, by=person)
    return person


def say(chat: int, person: Person, text: str = "Завтра контрольная", at: datetime = NOON + timedelta(hours=1)) -> Message:
    message = actions.post(chat=chat, text=text, uuid=uuid4(), by=person)[0]
    Message.objects.filter(pk=message.pk).update(at=at)
    message.refresh_from_db()
    message.chat.last_at = at
    message.chat.save(update_fields=["last_at"])
    return message


def letters() -> list[EmailMultiAlternatives]:
    return [one for one in mail.outbox if isinstance(one, EmailMultiAlternatives)]


def expected(lines: str, person: Person) -> str:
    return lines.replace("{way_out}", f"http://127.0.0.1:1{digest.way_out(person.pk)}")


@pytest.fixture(autouse=True)
def site(settings: Any) -> None:
    settings.SITE_URL = "http://127.0.0.1:1"


def test_it_works_word_by_word(cast: Cast, chat: int) -> None:
    wants(cast.classmate, words=True)
    for number in range(5):
        say(chat, cast.sibling, f"Слово\n{number}")
    dialogue = open_dialogue(person=cast.classmate, space="learning", by=cast.class_teacher)[0]
    say(dialogue.pk, cast.class_teacher, "Зайдите <b>ко мне</b>", at=NOON + timedelta(hours=2))
    assert send_due(now=EVENING) == 1
    (letter,) = letters()
    assert letter.to == [f"p{cast.classmate.pk}@example.org"]
    assert letter.subject == "Звонок: 6 непрочитанных сообщений"
    assert letter.body == expected(
        f"""Здравствуйте, {cast.classmate.first_name}!

В мессенджере «Звонок» вас ждут непрочитанные сообщения.

{cast.class_teacher.short_name} — 1 сообщение
  Зайдите <b>ко мне</b>
http://127.0.0.1:1/messenger/c/{dialogue.pk}

10 А — 5 сообщений, от: Александр И.
  Александр И.: Слово 2
  Александр И.: Слово 3
  Александр И.: Слово 4
http://127.0.0.1:1/messenger/c/{chat}

Открыть сообщения: http://127.0.0.1:1/messenger/

--{" "}
Вы получили это письмо, потому что включили письма о непрочитанном.
Изменить: http://127.0.0.1:1/digest/
Больше не присылать: {{way_out}}
""",
        cast.classmate,
    )
    html = str(letter.alternatives[0][0])
    assert "Зайдите &lt;b&gt;ко мне&lt;/b&gt;" in html


def test_words_of_messages_stand_there_only_if_asked_for(cast: Cast, chat: int) -> None:
    wants(cast.classmate)
    say(chat, cast.sibling, "Тайное слово")
    send_due(now=EVENING)
    (letter,) = letters()
    assert "10 А — 1 сообщение, от: Александр И.\nhttp" in letter.body
    assert "Тайное" not in letter.body + str(letter.alternatives[0][0])


def test_english_and_the_few_of_russian(cast: Cast, chat: int) -> None:
    wants(cast.classmate, language="en")
    wants(cast.class_teacher)
    for _ in range(2):
        say(chat, cast.sibling)
    send_due(now=EVENING)
    by_person = {one.to[0]: one for one in letters()}
    english = by_person[f"p{cast.classmate.pk}@example.org"]
    assert english.subject == "Звонок: 2 unread messages"
    assert english.body == expected(
        f"""Hello {cast.classmate.first_name},

Unread messages are waiting for you in “Звонок”.

10 А — 2 messages, from: Александр И.
http://127.0.0.1:1/messenger/c/{chat}

Open messages: http://127.0.0.1:1/messenger/

--{" "}
You get this letter because you turned on letters about unread messages.
Change: http://127.0.0.1:1/digest/
No more of these: {{way_out}}
""",
        cast.classmate,
    )
    assert by_person[f"p{cast.class_teacher.pk}@example.org"].subject == "Звонок: 2 непрочитанных сообщения"


def test_nothing_unread_no_letter(cast: Cast, chat: int) -> None:
    wants(cast.classmate)
    message = say(chat, cast.sibling)
    actions.read(place=place(cast.classmate, chat), number=message.number or 0)
    # One's own words are no news to oneself, and the writer wants letters too.
    wants(cast.sibling)
    assert send_due(now=EVENING) == 0


def test_what_is_muted_hidden_deleted_or_older_is_not_told(cast: Cast, chat: int) -> None:
    wants(cast.classmate)
    say(chat, cast.sibling, at=NOON - timedelta(hours=1))
    deleted = say(chat, cast.sibling)
    delete_for_all(message=deleted, by=cast.class_teacher)
    own_place.hide_message(place=place(cast.classmate, chat), message=say(chat, cast.sibling))
    # Said after the line: for the letter of tomorrow.
    say(chat, cast.sibling, at=EVENING)
    muted = open_dialogue(person=cast.classmate, space="learning", by=cast.sibling)[0].pk
    say(muted, cast.sibling)
    own_place.mute(place=place(cast.classmate, muted), muted_for="always", now=NOON)
    hidden = open_dialogue(person=cast.classmate, space="learning", by=cast.class_teacher)[0].pk
    say(hidden, cast.class_teacher)
    own_place.hide(place=place(cast.classmate, hidden), hidden=True)
    assert send_due(now=EVENING) == 0
    assert send_due(now=EVENING + timedelta(days=1)) == 1
    assert "10 А — 1 сообщение" in letters()[0].body


def test_one_who_is_no_longer_there_is_told_nothing(cast: Cast, chat: int) -> None:
    for person in (cast.classmate, cast.class_teacher, cast.sibling):
        wants(person)
    say(chat, cast.class_teacher)
    cast.classmate.is_active = False
    cast.classmate.save()
    cast.sibling.user.is_active = False
    cast.sibling.user.save()
    assert send_due(now=EVENING) == 0


def test_lines_are_the_last_evening_and_the_last_full_hour() -> None:
    assert lines(EVENING) == (EVENING.replace(minute=0), EVENING.replace(minute=0))
    # A message may be under way for a minute: the line of 18:00 is not there yet.
    assert lines(EVENING.replace(minute=0, second=30))[0] == EVENING.replace(minute=0) - timedelta(days=1)
    assert lines(NOON + timedelta(minutes=50)) == (EVENING.replace(minute=0) - timedelta(days=1), NOON)


def test_it_is_sent_once_however_often_the_job_runs(cast: Cast, chat: int) -> None:
    wants(cast.classmate)
    say(chat, cast.sibling)
    sent = [send_due(now=EVENING + timedelta(minutes=minutes)) for minutes in (0, 0, 10, 60)]
    assert sent == [1, 0, 0, 0]
    assert send_due(now=EVENING + timedelta(days=1)) == 0


def test_each_hour_only_what_is_new(cast: Cast, chat: int) -> None:
    wants(cast.classmate, every="hour")
    say(chat, cast.sibling, at=NOON + timedelta(minutes=30))
    assert send_due(now=NOON + timedelta(minutes=65)) == 1
    assert send_due(now=NOON + timedelta(minutes=125)) == 0
    say(chat, cast.sibling, at=NOON + timedelta(minutes=130))
    assert send_due(now=NOON + timedelta(minutes=185)) == 1
    assert "10 А — 1 сообщение" in letters()[1].body


def test_a_run_that_is_killed_before_sending_sends_nothing_twice(
    cast: Cast, chat: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def killed(*_given: Any, **_named: Any) -> None:
        raise Killed

    wants(cast.classmate)
    say(chat, cast.sibling)
    monkeypatch.setattr("zvonok.reach.digest_sending._send", killed)
    with pytest.raises(Killed):
        send_due(now=EVENING)
    monkeypatch.undo()
    assert send_due(now=EVENING) == 0


def test_his_quiet_hours_put_the_letter_off(cast: Cast, chat: int) -> None:
    wants(cast.classmate)
    say(chat, cast.sibling)
    quiet.settle_own(hours=(time(17, 0), time(7, 0)), by=cast.classmate)
    assert send_due(now=EVENING) == 0
    assert send_due(now=EVENING + timedelta(hours=6)) == 0
    assert send_due(now=EVENING + timedelta(hours=14)) == 1


def test_a_schools_quiet_hours_put_it_off_where_something_waits_in_such_a_chat(cast: Cast, chat: int) -> None:
    staff_room = open_staff_room(school=cast.school, by=cast.head).chat_id
    for person in (cast.classmate, cast.class_teacher):
        wants(person)
    say(chat, cast.sibling)
    say(staff_room, cast.head)
    quiet.settle_of_school(school=cast.school, hours={"staff_room": (time(17, 0), time(20, 0))}, by=cast.head)
    assert send_due(now=EVENING) == 1
    assert letters()[0].to == [f"p{cast.classmate.pk}@example.org"]
    assert send_due(now=EVENING + timedelta(hours=3)) == 1


def test_an_address_that_is_not_confirmed_gets_nothing(cast: Cast, chat: int) -> None:
    with pytest.raises(Refused, match="подтвердите"):
        digest.settle(every="day", shows_words=False, language="ru", now=NOON, by=cast.classmate)
    wants(cast.classmate)
    EmailAddress.objects.filter(user=cast.classmate.user).update(verified=False)
    say(chat, cast.sibling)
    assert send_due(now=EVENING) == 0


def test_without_a_mail_server_nobody_is_promised_letters(cast: Cast, settings: Any) -> None:
    settings.EMAIL_BACKEND = CONSOLE
    confirmed(cast.classmate)
    with pytest.raises(Refused, match="не настроена почта"):
        digest.settle(every="day", shows_words=False, language="ru", now=NOON, by=cast.classmate)
    assert "не настроена почта" in signed_in(cast.classmate).get("/digest/").content.decode()


def test_many_people_are_asked_about_at_once(cast: Cast, chat: int) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as questions:
            assert send_due(now=EVENING) > 0
        return len(questions)

    wants(cast.classmate)
    say(chat, cast.sibling)
    one = asked()
    Digest.objects.update(told_until=NOON)
    for person in (cast.class_teacher, cast.pupil_without_profile, cast.head, cast.young_pupil):
        wants(person)
    assert asked() == one


# The way out


def signed_in(person: Person) -> Client:
    browser = Client()
    browser.force_login(person.user)
    return browser


def test_one_press_without_signing_in_and_a_look_is_no_press(cast: Cast) -> None:
    wants(cast.classmate)
    browser, address = Client(enforce_csrf_checks=True), digest.way_out(cast.classmate.pk)
    page = browser.get(address)
    assert page.status_code == 200 and cast.classmate.last_name not in page.content.decode()
    browser.head(address)
    assert digest.wish(cast.classmate)
    assert browser.post(address).status_code == 200
    assert digest.wish(cast.classmate) is None
    # Replayed, it is no mistake, and changes nothing.
    assert browser.post(address).status_code == 200


def test_a_mail_program_presses_as_rfc_8058_says(cast: Cast, chat: int) -> None:
    wants(cast.classmate)
    say(chat, cast.sibling)
    send_due(now=EVENING)
    headers = letters()[0].extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = headers["List-Unsubscribe"].removeprefix("<http://127.0.0.1:1").removesuffix(">")
    assert Client(enforce_csrf_checks=True).post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert digest.wish(cast.classmate) is None


def test_a_forged_token_takes_nobody_out(cast: Cast) -> None:
    wants(cast.classmate)
    wants(cast.sibling)
    own = digest.way_out(cast.sibling.pk)
    signature = own.rstrip("/").rpartition(".")[2]
    for token in (f"{cast.classmate.pk}.{signature}", f"{cast.classmate.pk}.", f"{cast.classmate.pk}", "x.y", signature):
        answer = Client().post(f"/digest/leave/{token}/")
        assert answer.status_code == 404, token
    assert digest.wish(cast.classmate)
    # What the house signs elsewhere is of another salt.
    assert digest.of_token(Signer(sep=".").sign(str(cast.classmate.pk))) is None


def test_the_page_settles_and_takes_back(cast: Cast) -> None:
    browser = signed_in(confirmed(cast.classmate))
    assert browser.post("/digest/", {"every": "hour", "shows_words": "on"}).status_code == 302
    wish = digest.wish(cast.classmate)
    assert wish and (wish.every, wish.shows_words, wish.language) == ("hour", True, "ru")
    assert "Раз в час" in browser.get("/security/").content.decode()
    browser.post("/digest/", {"every": ""})
    assert digest.wish(cast.classmate) is None
    assert browser.post("/digest/", {"every": "minute"}).status_code == 422


def test_changing_ones_mind_does_not_tell_the_same_again(cast: Cast, chat: int) -> None:
    wants(cast.classmate)
    say(chat, cast.sibling)
    send_due(now=EVENING)
    wants(cast.classmate, every="hour", since=EVENING)
    assert send_due(now=EVENING + timedelta(hours=1)) == 0


# Through a real mail server


class Kept:
    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.refuses: set[str] = set()

    async def handle_RCPT(self, _s: Any, _session: Any, envelope: Any, address: str, _o: Any) -> str:  # noqa: N802
        if address in self.refuses:
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        parsed = message_from_bytes(envelope.content, policy=default)
        self.letters.append(parsed)
        return "250 OK"


@pytest.fixture
def server(settings: Any) -> Iterator[Kept]:
    kept = Kept()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(kept, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    yield kept
    controller.stop()


def test_a_real_server_gets_a_letter_that_fetches_nothing(cast: Cast, chat: int, server: Kept) -> None:
    wants(cast.classmate, words=True)
    say(chat, cast.sibling, "https://evil.example/pixel.gif <img src=https://evil.example/pixel.gif>")
    assert send_due(now=EVENING) == 1
    (letter,) = server.letters
    text, html = letter.get_body(("plain",)), letter.get_body(("html",))
    assert text and html
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["List-Unsubscribe"].strip().startswith("<http://127.0.0.1:1/digest/leave/")
    assert not re.search(r"<(img|script|link|iframe|style)|url\(", html.get_content())
    links = set(re.findall(r'href="([^"]+)"', html.get_content()))
    assert {link.startswith("http://127.0.0.1:1/") for link in links} == {True}


def test_a_refused_address_does_not_stop_the_others(cast: Cast, chat: int, server: Kept) -> None:
    for person in (cast.classmate, cast.class_teacher):
        wants(person)
    server.refuses = {f"p{cast.classmate.pk}@example.org"}
    say(chat, cast.sibling)
    assert send_due(now=EVENING) == 1
    assert [one["To"] for one in server.letters] == [f"p{cast.class_teacher.pk}@example.org"]


def test_while_the_server_is_away_letters_wait(cast: Cast, chat: int, settings: Any) -> None:
    wants(cast.classmate)
    say(chat, cast.sibling)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert send_due(now=EVENING) == 0
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert send_due(now=EVENING) == 1
