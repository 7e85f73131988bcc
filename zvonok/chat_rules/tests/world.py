"""What every test of the heart asks of the world: who is in which chat, and whether all is right.

Comes in: nothing but the tables. Goes out: places, and an assertion that fails with the difference.
Called by: the tests of this room.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from zvonok.chat_rules import actions
from zvonok.chat_rules.keep import Kept, keep
from zvonok.chat_rules.tests import plain_rules
from zvonok.messenger.models import Chat, Place
from zvonok.operations.cast import Cast
from zvonok.roster.models import Person, School
from zvonok.roster.touched import Effect

MEMBER, ADMINISTRATOR = 1, 2


@dataclass(frozen=True)
class Chats:
    """Every kind of chat of the cast's school, opened."""

    staff_room: Chat
    class_10a: Chat
    parents_10a: Chat
    class_demo6: Chat
    parents_demo6: Chat
    geography_10a: Chat
    geography_demo6: Chat
    english_first: Chat
    english_second: Chat


def open_all(cast: Cast) -> Chats:
    def chat(opened: actions.Opened) -> Chat:
        return Chat.objects.get(pk=opened.chat_id)

    by = cast.head
    return Chats(
        staff_room=chat(actions.open_staff_room(school=cast.school, by=by)),
        class_10a=chat(actions.open_class_chat(school_class=cast.class_10a, by=by)),
        parents_10a=chat(actions.open_parents_chat(school_class=cast.class_10a, by=by)),
        class_demo6=chat(actions.open_class_chat(school_class=cast.class_demo6, by=by)),
        parents_demo6=chat(actions.open_parents_chat(school_class=cast.class_demo6, by=by)),
        geography_10a=chat(actions.open_subject_chat(study_group=cast.geography_10a, by=by)),
        geography_demo6=chat(actions.open_subject_chat(study_group=cast.geography_demo6, by=by)),
        english_first=chat(actions.open_subject_chat(study_group=cast.english_10a_first, by=by)),
        english_second=chat(actions.open_subject_chat(study_group=cast.english_10a_second, by=by)),
    )


def members(chat: Chat | int) -> set[Person]:
    """Those who are in the chat and are not its administrators."""
    return _in_role(chat, MEMBER)


def administrators(chat: Chat | int) -> set[Person]:
    return _in_role(chat, ADMINISTRATOR)


def everyone(chat: Chat | int) -> set[Person]:
    return members(chat) | administrators(chat)


def entered(effects: Iterable[Effect]) -> set[tuple[int, int]]:
    """(person, chat) of those who came in."""
    return {(one.person_id, one.chat_id) for one in effects if one.what == "entered"}


def left(effects: Iterable[Effect]) -> set[tuple[int, int]]:
    return {(one.person_id, one.chat_id) for one in effects if one.what == "left"}


def revised(effects: Iterable[Effect]) -> set[tuple[int, int, int]]:
    return {(one.person_id, one.chat_id, one.role) for one in effects if one.what == "revised"}


def swept() -> Kept:
    """What a sweep would do now, in this transaction."""
    return keep(schools=list(School.objects.values_list("pk", flat=True)))


def assert_right() -> plain_rules.Facts:
    """The sweep finds nothing, and the plain rules agree with the places exactly."""
    found = swept()
    assert not found.effects, f"the sweep found: {found.effects}"
    facts = plain_rules.facts()
    desired, present = plain_rules.desired(facts), plain_rules.present()
    assert present == desired, f"too many: {present.items() - desired.items()}, too few: {desired.items() - present.items()}"
    return facts


def in_a_week(now: datetime) -> datetime:
    return now + timedelta(days=7)


def _in_role(chat: Chat | int, role: int) -> set[Person]:
    chat_id = chat if isinstance(chat, int) else chat.pk
    return {place.person for place in Place.objects.filter(chat=chat_id, role=role).select_related("person")}
