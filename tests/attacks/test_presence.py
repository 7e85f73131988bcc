"""One has hidden when he is here: an attacker looks at every address that could tell, and reads every answer to the end."""

import json
from typing import Any
from uuid import uuid4

from django.db import connection

from tests.attacks.conftest import Browser, Chats, SignIn
from zvonok.accounts.models import PushConnection
from zvonok.messenger.dialogues import open_dialogue
from zvonok.operations.cast import Cast
from zvonok.roster.models import Person

TELLS = "PresenceOut"


def addresses_that_tell() -> set[tuple[str, str]]:
    """Whose answers hold a presence anywhere, by the API's own description."""
    import zvonok.urls  # noqa: F401 - the rooms add their routers there
    from zvonok.ground.api import api

    described = json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/"), default=str))
    schemas = described["components"]["schemas"]

    def tells(part: Any, seen: frozenset[str] = frozenset()) -> bool:
        if isinstance(part, list):
            return any(tells(one, seen) for one in part)
        if not isinstance(part, dict):
            return False
        name = str(part.get("$ref", "")).rpartition("/")[2]
        if name == TELLS:
            return True
        if name and name not in seen:
            return tells(schemas[name], seen | {name})
        return any(tells(one, seen) for one in part.values())

    return {
        (method.upper(), path.removeprefix("/api"))
        for path, methods in described["paths"].items()
        for method, operation in methods.items()
        if tells(operation["responses"])
    }


def told_of(browser: Browser, person: Person, chat: int, dialogue: int) -> list[Any]:
    """What each of those addresses says of the person. A new address that tells must be asked here too."""
    asked = {
        ("GET", "/people/{person_id}"): f"/people/{person.pk}",
        ("GET", "/people/{person_id}/presence"): f"/people/{person.pk}/presence",
        ("GET", "/chats/{chat_id}/members"): f"/chats/{chat}/members",
    }
    assert set(asked) == addresses_that_tell()
    found: list[Any] = []
    for path in (*asked.values(), f"/chats/{dialogue}/members"):
        answer = browser.call("GET", path)
        assert answer.status_code == 200, path
        body = answer.json()
        rows = body.get("members", [body])
        mine = [row for row in rows if row.get("person", {"id": person.pk})["id"] == person.pk]
        assert len(mine) == 1, path
        found.append(mine[0]["presence"])
    return found


def come(*people: Person) -> None:
    for person in people:
        PushConnection.objects.create(session_key="s", person=person, server="N", client=person.pk)


def test_nothing_tells_of_one_who_hides_and_nothing_tells_him(cast: Cast, chats: Chats, sign_in: SignIn) -> None:
    hider, watcher = sign_in(cast.sibling), sign_in(cast.class_teacher)
    dialogue = open_dialogue(person=cast.class_teacher, space="learning", by=cast.sibling)[0].pk
    come(cast.sibling, cast.class_teacher)
    here = {"here": True, "seen_at": None}
    assert told_of(watcher, cast.sibling, chats.of_10a, dialogue) == [here] * 4
    assert hider.call("PUT", "/presence", {"hidden": True}).json() == {"hidden": True}
    assert hider.call("GET", "/presence").json() == {"hidden": True}
    assert told_of(watcher, cast.sibling, chats.of_10a, dialogue) == [None] * 4
    assert told_of(hider, cast.class_teacher, chats.of_10a, dialogue) == [None] * 4
    # What he does goes on as before, and tells of itself alone.
    assert hider.call("POST", f"/chats/{dialogue}/typing").status_code == 204
    assert hider.call("PUT", "/presence", {"hidden": False}).json() == {"hidden": False}
    assert told_of(watcher, cast.sibling, chats.of_10a, dialogue) == [here] * 4


def test_a_stranger_asks_when_a_pupil_was_here(cast: Cast, chats: Chats, sign_in: SignIn) -> None:
    come(cast.sibling)
    stranger = sign_in(cast.stranger)
    answers = [stranger.call("GET", f"/people/{number}/presence") for number in (cast.sibling.pk, 10**9)]
    assert [one.status_code for one in answers] == [404, 404]
    assert answers[0].content == answers[1].content


def test_ones_own_look_at_the_chats_writes_nothing_down(cast: Cast, chats: Chats, sign_in: SignIn) -> None:
    """Who is here is known from the connections: no request writes it."""
    page = sign_in(cast.sibling)
    page.say(chats.of_10a, "Здравствуйте", str(uuid4()))
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM accounts_presence")
        assert cursor.fetchone() == (0,)
