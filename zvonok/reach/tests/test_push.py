"""Web push against a real push service of our own, which opens what it was given as a browser would."""

import json
import os
import threading
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from datetime import time, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from uuid import uuid4

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob
from py_vapid import Vapid

from zvonok.accounts.actions import sign_out_everywhere
from zvonok.calls.actions import begin, end
from zvonok.chat_rules.actions import open_class_chat
from zvonok.ground import clock
from zvonok.messenger import actions, own_place, quiet
from zvonok.messenger.models import Message, Place
from zvonok.operations.cast import Cast
from zvonok.reach.models import Subscription
from zvonok.reach.sending import tell
from zvonok.roster.models import Person


class Service(HTTPServer):
    """A push service, and the browser behind it that holds the keys."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.auth = os.urandom(16)
        self.answer = 201
        self.notices: list[dict[str, Any]] = []
        self.signers: list[str] = []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def subscription(self) -> dict[str, Any]:
        point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        keys = {"p256dh": urlsafe_b64encode(point).decode(), "auth": urlsafe_b64encode(self.auth).decode()}
        return {"endpoint": f"http://127.0.0.1:{self.server_port}/{uuid4()}", "keys": keys}


class _Handler(BaseHTTPRequestHandler):
    server: Service

    def do_POST(self) -> None:
        sealed = self.rfile.read(int(self.headers["Content-Length"]))
        opened = http_ece.decrypt(sealed, private_key=self.server.key, auth_secret=self.server.auth)
        self.server.notices.append(json.loads(opened))
        self.server.signers.append(self.headers["Authorization"])
        self.send_response(self.server.answer)
        self.send_header("Location", "http://127.0.0.1:1/")
        self.end_headers()

    def log_message(self, *_told: Any) -> None:
        pass


@pytest.fixture
def service(settings: Any) -> Iterator[Service]:
    settings.WEB_PUSH_HOSTS = ["127.0.0.1"]
    opened = Service()
    yield opened
    opened.shutdown()
    opened.server_close()


@pytest.fixture
def chat(cast: Cast) -> int:
    return open_class_chat(school_class=cast.class_10a, by=cast.head).chat_id


def subscribe(person: Person, service: Service, **more: Any) -> Client:
    browser = Client()
    browser.force_login(person.user)
    answer = browser.put("/api/push/subscription", {**service.subscription, **more}, content_type="application/json")
    assert answer.status_code == 204, answer.content
    return browser


def say(chat: int, person: Person, text: str = "Завтра контрольная") -> Message:
    return actions.post(chat=chat, text=text, uuid=uuid4(), by=person)[0]


def test_it_works(cast: Cast, chat: int, service: Service) -> None:
    browser = subscribe(cast.classmate, service, shows_words=True)
    message = say(chat, cast.sibling)
    tell(message.pk, now=clock.now())
    assert service.notices == [{"title": "10 А", "body": "Александр И.: Завтра контрольная", "chat": chat, "unread": 1}]
    # Signed by the key that the browser was told beforehand.
    assert browser.get("/api/push/key").json()["key"] in service.signers[0]
    assert Vapid.verify(service.signers[0])


def test_what_stands_on_a_locked_screen_tells_nothing_unless_asked_to(cast: Cast, chat: int, service: Service) -> None:
    subscribe(cast.classmate, service)
    tell(say(chat, cast.sibling).pk, now=clock.now())
    assert service.notices == [{"title": "Звонок", "body": "Новое сообщение", "chat": chat, "unread": 1}]


def test_a_message_leaves_a_job_only_when_somebodys_browser_waits(cast: Cast, chat: int, service: Service) -> None:
    say(chat, cast.sibling)
    assert not ProcrastinateJob.objects.filter(task_name="reach-push-message").exists()
    subscribe(cast.classmate, service)
    message = say(chat, cast.sibling)
    job = ProcrastinateJob.objects.get(task_name="reach-push-message")
    assert job.args == {"message": message.pk}
    # One's own words are no news to oneself.
    say(chat, cast.classmate)
    assert ProcrastinateJob.objects.filter(task_name="reach-push-message").count() == 1


def test_a_call_is_told_at_once_and_stays_before_ones_eyes(cast: Cast, chat: int, service: Service) -> None:
    subscribe(cast.classmate, service, shows_words=True)
    call, _is_new = begin(place=Place.objects.get(chat=chat, person=cast.class_teacher), by=cast.class_teacher)
    job = ProcrastinateJob.objects.get(task_name="reach-push-message")
    assert job.scheduled_at is None or job.scheduled_at <= clock.now()
    tell(job.args["message"], now=clock.now())
    assert service.notices == [{"title": "10 А", "body": "Елена О.: Звонок", "chat": chat, "unread": 1, "rings": True}]
    end(call=call, by=cast.class_teacher)
    tell(job.args["message"], now=clock.now())
    assert "rings" not in service.notices[1]


def test_who_keeps_quiet_or_has_read_it_is_not_disturbed(cast: Cast, chat: int, service: Service) -> None:
    subscribe(cast.classmate, service)
    place = Place.objects.get(chat=chat, person=cast.classmate)
    message = say(chat, cast.sibling)

    own_place.mute(place=place, muted_for="hour", now=clock.now())
    tell(message.pk, now=clock.now())
    assert service.notices == []
    tell(message.pk, now=clock.now() + timedelta(hours=2))
    assert len(service.notices) == 1

    own_place.mute(place=place, muted_for="no", now=clock.now())
    quiet.settle_own(hours=(time(0, 0), time(23, 59, 59)), by=cast.classmate)
    tell(message.pk, now=clock.now())
    quiet.settle_own(hours=None, by=cast.classmate)
    Place.objects.filter(pk=place.pk).update(read_number=message.number)
    tell(message.pk, now=clock.now())
    assert len(service.notices) == 1


def test_a_deleted_message_is_told_to_nobody(cast: Cast, chat: int, service: Service) -> None:
    subscribe(cast.classmate, service)
    message = say(chat, cast.sibling)
    Message.objects.filter(pk=message.pk).update(deleted_at=clock.now())
    tell(message.pk, now=clock.now())
    assert service.notices == []


def test_who_has_left_the_class_hears_nothing_of_it(cast: Cast, chat: int, service: Service) -> None:
    subscribe(cast.classmate, service)
    message = say(chat, cast.sibling)
    Place.objects.filter(chat=chat, person=cast.classmate).delete()
    tell(message.pk, now=clock.now())
    assert service.notices == []


def test_a_subscription_ends_with_its_session(cast: Cast, chat: int, service: Service) -> None:
    subscribe(cast.classmate, service)
    assert Subscription.objects.count() == 1
    sign_out_everywhere(person=cast.classmate, by=cast.classmate)
    assert Subscription.objects.count() == 0


@pytest.mark.parametrize(("answer", "left"), [(201, 1), (410, 0), (404, 0), (500, 1), (302, 1)])
def test_a_browser_that_is_no_more_is_forgotten(cast: Cast, chat: int, service: Service, answer: int, left: int) -> None:
    subscribe(cast.classmate, service)
    service.answer = answer
    tell(say(chat, cast.sibling).pk, now=clock.now())
    assert len(service.notices) == 1
    assert Subscription.objects.count() == left


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://127.0.0.1:5432/",
        "https://169.254.169.254/latest",
        "https://fcm.googleapis.com.attacker.example/",
        "https://attacker.example/fcm.googleapis.com",
        "https://fcm.googleapis.com@attacker.example/",
        "https://fcm.googleapis.com:8443/",
        "http://fcm.googleapis.com/",
        "https://[::1]/",
        "file:///etc/passwd",
        "https://push.apple.com",
    ],
)
def test_a_subscription_leads_into_our_own_network(cast: Cast, client: Client, endpoint: str) -> None:
    client.force_login(cast.classmate.user)
    body = {"endpoint": endpoint, "keys": {"p256dh": "A" * 87, "auth": "A" * 22}}
    assert client.put("/api/push/subscription", body, content_type="application/json").status_code == 409
    assert not Subscription.objects.exists()


def test_anothers_browser_is_not_unsubscribed(cast: Cast, client: Client, service: Service) -> None:
    subscribe(cast.classmate, service)
    endpoint = Subscription.objects.get().endpoint
    client.force_login(cast.sibling.user)
    client.post("/api/push/subscription/end", {"endpoint": endpoint}, content_type="application/json")
    assert Subscription.objects.count() == 1
