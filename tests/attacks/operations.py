"""Every operation of the API, from its own description, with arguments that would be right, as copied from a page.

Comes in: the numbers of some rows. Goes out: requests. Called by: the attacks beside it.

A new operation without a body, whose path has known numbers alone, needs nothing here. Else the tests fail with a sentence
that names what to add.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cache
from itertools import product
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from tests.attacks.conftest import Browser, nothing_written
from zvonok.ground import clock

NOBODY = 10**9
HERE = "tests/attacks/operations.py"
TOMORROW = clock.now() + timedelta(days=1)
SUBSCRIPTION = {
    "endpoint": "https://updates.push.services.mozilla.com/wpush/v2/attack",
    "keys": {
        "p256dh": "BOaNTfTDAwYIcIAQ12pZWRkEvPCiZSMRoZZDm3_Kqee3UgRxgqmFc5qyyJ2pLkWnQd8SIzxVxRXdKVRRJnQmbzI",
        "auth": "aTNnRu5nJ7i3rDqF0Xh4cA",
    },
}


@dataclass(frozen=True)
class Ids:
    """Numbers of rows that hang together: a chat, a message and a file in it, one of its people, its school…"""

    chat: int = NOBODY
    seq: int = NOBODY
    person: int = NOBODY
    file: int = NOBODY
    school: int = NOBODY
    invitation: int = NOBODY
    poll: int = NOBODY
    option: int = NOBODY
    scheduled: int = NOBODY
    word: str = "nobody-has-this-word"
    bot: int = NOBODY
    call: int = NOBODY
    uuid: UUID = field(default_factory=uuid4)


# What stands in the braces of a path; where the description lists what may stand there, nothing is needed.
PATH: dict[str, Callable[[Ids], object]] = {
    "chat_id": lambda ids: ids.chat,
    "seq": lambda ids: ids.seq,
    "person_id": lambda ids: ids.person,
    "invitation_id": lambda ids: ids.invitation,
    "word": lambda ids: ids.word,
    "poll_seq": lambda ids: ids.poll,
    "scheduled_id": lambda ids: ids.scheduled,
    "bot_id": lambda ids: ids.bot,
    "call_id": lambda ids: ids.call,
}
# What is required after the question mark.
QUERY: dict[str, dict[str, object]] = {
    "POST /files": {"name": "homework.txt"},
    "DELETE /chats/{chat_id}/messages/{seq}": {"for_all": "true"},
    "GET /chats/{chat_id}/files": {"kind": "image"},
    "GET /search": {"words": "тайна"},
    "GET /chats/{chat_id}/polls/{poll_seq}/voters": {"option": lambda ids: ids.option},
}
BODY: dict[str, Callable[[Ids], dict[str, Any]]] = {
    "POST /chats": lambda ids: {"uuid": str(ids.uuid), "title": "Все сюда", "people": [ids.person]},
    "POST /chats/{chat_id}/messages": lambda ids: {"uuid": str(ids.uuid), "text": "я здесь", "files": [ids.file]},
    "PATCH /chats/{chat_id}/messages/{seq}": lambda ids: {"text": "не то"},
    "PUT /chats/{chat_id}/messages/{seq}/reaction": lambda ids: {"emoji": "👍"},
    "PUT /chats/{chat_id}/messages/{seq}/pin": lambda ids: {"pinned": True},
    "POST /chats/{chat_id}/deleted": lambda ids: {"messages": [ids.seq], "for_all": True},
    "POST /chats/{chat_id}/forwarded": lambda ids: {"uuid": str(ids.uuid), "from_chat": ids.chat, "messages": [ids.seq]},
    "POST /chats/{chat_id}/polls": lambda ids: {"uuid": str(ids.uuid), "question": "Кто здесь?", "options": ["Я", "Не я"]},
    "PUT /chats/{chat_id}/polls/{poll_seq}/vote": lambda ids: {"options": [ids.option]},
    "POST /chats/{chat_id}/scheduled": lambda ids: {"uuid": str(ids.uuid), "text": "позже", "send_at": TOMORROW.isoformat()},
    "PATCH /scheduled/{scheduled_id}": lambda ids: {"text": "не то"},
    "POST /chats/{chat_id}/read": lambda ids: {"number": 1},
    "PATCH /chats/{chat_id}/place": lambda ids: {"muted_for": "always", "pinned": True, "hidden": True},
    "POST /chats/{chat_id}/members": lambda ids: {"people": [ids.person]},
    "POST /chats/{chat_id}/export": lambda ids: {"form": "zip", "reason": "из любопытства"},
    "PUT /me/picture": lambda ids: {"file": ids.file},
    "PUT /chats/{chat_id}/picture": lambda ids: {"file": ids.file},
    "PUT /chats/{chat_id}/draft": lambda ids: {"text": "недописанное"},
    "PUT /presence": lambda ids: {"hidden": True},
    "POST /dialogues": lambda ids: {"person": ids.person},
    "PUT /chats/{chat_id}/title": lambda ids: {"title": "Моё"},
    "PUT /chats/{chat_id}/bots/{bot_id}": lambda ids: {"reads": True},
    "PUT /chats/{chat_id}/settings": lambda ids: {
        "announcements_only": True,
        "reactions_only": False,
        "slow_mode_seconds": 0,
    },
    "POST /chats/{chat_id}/hand-over": lambda ids: {"person": ids.person},
    "POST /chats/{chat_id}/invitations": lambda ids: {"school": ids.school},
    "POST /chats/{chat_id}/messages/{seq}/report": lambda ids: {"reason": "other", "words": "просто так"},
    "POST /calls/{call_id}/hand": lambda ids: {"raised": True},
    "PUT /calls/{call_id}/word": lambda ids: {"may_speak": False},
    "PUT /calls/{call_id}/lock": lambda ids: {"locked": True},
    "PUT /calls/{call_id}/people/{person_id}/word": lambda ids: {"speak": True, "show": True},
    "PUT /quiet-hours": lambda ids: {"starts": "22:00", "ends": "07:00"},
    "PUT /push/subscription": lambda ids: SUBSCRIPTION,
    "POST /push/subscription/end": lambda ids: {"endpoint": SUBSCRIPTION["endpoint"]},
}


@dataclass(frozen=True)
class Operation:
    """One method of one address, «PUT /chats/{chat_id}/title»."""

    name: str
    described: dict[str, Any]

    @property
    def method(self) -> str:
        return self.name.partition(" ")[0]

    @property
    def template(self) -> str:
        return self.name.partition(" ")[2]

    @property
    def numbers(self) -> list[str]:
        """Whose numbers its path takes."""
        return [name for name in re.findall(r"{(\w+)}", self.template) if name not in self.choices]

    @property
    def choices(self) -> dict[str, list[str]]:
        """What may stand in its path where that is one of a few words."""
        given = self.described.get("parameters", [])
        return {one["name"]: one["schema"]["enum"] for one in given if one["in"] == "path" and "enum" in one["schema"]}

    @property
    def takes_json(self) -> bool:
        return "application/json" in self.described.get("requestBody", {}).get("content", {})

    @property
    def fields(self) -> dict[str, Any]:
        """What its body may hold, and how each is described."""
        schema = self.described["requestBody"]["content"]["application/json"]["schema"]
        found = _schemas()[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
        return dict(found.get("properties", {}))

    def path(self, ids: Ids) -> str:
        chosen = {name: words[0] for name, words in self.choices.items()}
        filled = self.template.format(**chosen, **{name: PATH[name](ids) for name in self.numbers})
        query = {name: one(ids) if callable(one) else one for name, one in QUERY.get(self.name, {}).items()}
        return f"{filled}?{urlencode(query)}" if query else filled

    def body(self, ids: Ids) -> dict[str, Any] | None:
        return BODY[self.name](ids) if self.takes_json else None

    def lacks(self) -> str:
        """What a sample of it lacks, as a sentence; nothing if all is there."""
        unknown = [name for name in self.numbers if name not in PATH]
        if unknown:
            return f"{self.name}: say in PATH of {HERE} what stands in {{{unknown[0]}}}."
        if self.takes_json and self.name not in BODY:
            return f"{self.name}: give it in BODY of {HERE} a body that would be right."
        required = {one["name"] for one in self.described.get("parameters", []) if one["in"] == "query" and one.get("required")}
        if missing := required - set(QUERY.get(self.name, {})):
            return f"{self.name}: give it in QUERY of {HERE} its {', '.join(sorted(missing))}."
        return ""


@cache
def described() -> tuple[Operation, ...]:
    return tuple(_described())


def operations() -> list[Operation]:
    """Those that have a sample; that all have one is a test of its own."""
    return [one for one in described() if not one.lacks()]


@cache
def _schema() -> dict[str, Any]:
    import zvonok.urls  # noqa: F401 - the rooms add their routers there
    from zvonok.ground.api import api

    return dict(api.get_openapi_schema(path_prefix="/api/"))


def _schemas() -> dict[str, Any]:
    return dict(_schema()["components"]["schemas"])


def _described() -> Iterator[Operation]:
    for path, methods in _schema()["paths"].items():
        for method, described in methods.items():
            # What bots ask with tokens of their own is attacked in test_programs.
            if {"SessionAuth": []} not in described["security"]:
                continue
            yield Operation(f"{method.upper()} {path.removeprefix('/api')}", described)


def shut(page: Browser, tried: Iterable[Ids], through: Iterable[Operation]) -> None:
    """Whatever takes the number of something answers as for a number that nobody has, to the letter, and writes nothing."""
    for operation, ids in product(through, tried):
        attack, blank = replace(ids, uuid=uuid4()), Ids()
        with nothing_written(operation.name):
            answer = page.call(operation.method, operation.path(attack), operation.body(attack))
            nowhere = page.call(operation.method, operation.path(blank), operation.body(attack))
        assert (answer.status_code, answer.content) == (404, nowhere.content), operation.name
