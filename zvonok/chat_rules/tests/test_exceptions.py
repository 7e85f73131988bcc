"""Exceptions: a person added to a ruled chat or kept out of one, by somebody, for a reason, until a day.

Called by: pytest.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from zvonok.chat_rules.actions import end_due_exceptions, end_exception, make_exception
from zvonok.chat_rules.models import ChatException
from zvonok.chat_rules.queries import missing, reasons
from zvonok.chat_rules.tests.world import Chats, administrators, assert_right, entered, everyone, left, members
from zvonok.ground import clock
from zvonok.ground.models import AuditEntry
from zvonok.ground.refusal import Refused
from zvonok.messenger.actions import make_free_chat
from zvonok.messenger.models import Chat
from zvonok.operations.cast import Cast
from zvonok.profiles import actions as profiles
from zvonok.roster import actions as roster
from zvonok.roster.models import Person
from zvonok.roster.touched import Changed

NOW = clock.now()
ADD, BAR = ChatException.Effect.ADD, ChatException.Effect.BAR


@pytest.fixture(autouse=True)
def all_is_right_afterwards(cast: Cast) -> Iterator[None]:
    yield
    assert_right()


def except_(
    chat: Chat, person: Person, effect: str, *, by: Person, days: float = 7, reason: str = "ведёт кружок"
) -> Changed[ChatException]:
    return make_exception(
        chat=chat, person=person, effect=effect, reason=reason, now=NOW, ends_at=NOW + timedelta(days=days), by=by
    )


def end(exception: ChatException, by: Person, now: datetime = NOW) -> Changed[ChatException]:
    return end_exception(exception=exception, now=now, by=by)


def test_one_who_is_added_comes_in_at_once_and_leaves_when_it_is_ended_by_hand(cast: Cast, chats: Chats) -> None:
    added = except_(chats.class_10a, cast.other_class_teacher, ADD, by=cast.class_teacher)
    assert entered(added.effects) == {(cast.other_class_teacher.pk, chats.class_10a.pk)}
    assert cast.other_class_teacher in members(chats.class_10a)
    ended = end(added.record, by=cast.class_teacher)
    assert left(ended.effects) == {(cast.other_class_teacher.pk, chats.class_10a.pk)}


def test_one_who_is_kept_out_leaves_at_once_and_comes_back_when_it_is_ended(cast: Cast, chats: Chats) -> None:
    barred = except_(chats.class_10a, cast.sibling, BAR, by=cast.class_teacher)
    assert left(barred.effects) == {(cast.sibling.pk, chats.class_10a.pk)}
    assert cast.sibling in members(chats.geography_10a), "he is kept out of one chat, not of all"
    assert entered(end(barred.record, by=cast.class_teacher).effects) == {(cast.sibling.pk, chats.class_10a.pk)}


def test_its_end_comes_by_itself_when_its_time_has_come(cast: Cast, chats: Chats) -> None:
    except_(chats.class_10a, cast.other_class_teacher, ADD, by=cast.class_teacher, days=1)
    except_(chats.class_10a, cast.sibling, BAR, by=cast.class_teacher, days=2)
    assert end_due_exceptions(now=NOW + timedelta(hours=23)) == 0
    assert cast.other_class_teacher in members(chats.class_10a)
    assert end_due_exceptions(now=NOW + timedelta(days=1)) == 1
    assert cast.other_class_teacher not in everyone(chats.class_10a)
    assert cast.sibling not in everyone(chats.class_10a)
    assert end_due_exceptions(now=NOW + timedelta(days=3)) == 1
    assert cast.sibling in members(chats.class_10a)
    assert end_due_exceptions(now=NOW + timedelta(days=3)) == 0


def test_it_is_recorded_who_made_it_who_ended_it_and_that_time_did(cast: Cast, chats: Chats) -> None:
    by_hand = except_(chats.class_10a, cast.sibling, BAR, by=cast.class_teacher)
    end(by_hand.record, by=cast.head)
    except_(chats.class_10a, cast.sibling, BAR, by=cast.class_teacher, days=1)
    end_due_exceptions(now=NOW + timedelta(days=2))
    trail = AuditEntry.objects.filter(what__startswith="chat_rules:exception").order_by("pk")
    assert list(trail.values_list("what", "by_person", "person")) == [
        ("chat_rules:exception:made", cast.class_teacher.pk, cast.sibling.pk),
        ("chat_rules:exception:ended", cast.head.pk, cast.sibling.pk),
        ("chat_rules:exception:made", cast.class_teacher.pk, cast.sibling.pk),
        ("chat_rules:exception:ended", None, cast.sibling.pk),
    ]


def test_to_add_one_who_belongs_there_changes_nothing_now_and_keeps_him_when_he_is_withdrawn(cast: Cast, chats: Chats) -> None:
    assert not except_(chats.class_10a, cast.sibling, ADD, by=cast.class_teacher).effects
    roster.withdraw(enrolment=cast.enrolment(cast.sibling), by=cast.head)
    assert cast.sibling in members(chats.class_10a)
    assert cast.sibling not in everyone(chats.geography_10a)


def test_to_add_an_administrator_of_the_chat_does_not_weaken_his_role(cast: Cast, chats: Chats) -> None:
    assert not except_(chats.class_10a, cast.class_teacher, ADD, by=cast.head).effects
    assert cast.class_teacher in administrators(chats.class_10a)


def test_one_who_is_kept_out_stays_out_though_the_roster_gives_him_another_reason(cast: Cast, chats: Chats) -> None:
    except_(chats.staff_room, cast.class_teacher, BAR, by=cast.head)
    roster.appoint_administrator(employee=cast.employee(cast.class_teacher), by=cast.head)
    assert cast.class_teacher not in everyone(chats.staff_room)


def test_one_without_a_profile_is_added_in_word_only_until_he_makes_one(cast: Cast, chats: Chats) -> None:
    assert not except_(chats.class_10a, cast.without_profile, ADD, by=cast.class_teacher).effects
    made = profiles.make_profile(text_version="1", by=cast.without_profile)
    assert (cast.without_profile.pk, chats.class_10a.pk) in entered(made.effects)


def test_a_stranger_from_another_school_is_added_and_leaves_with_his_profile(cast: Cast, chats: Chats) -> None:
    except_(chats.class_10a, cast.stranger, ADD, by=cast.head)
    assert cast.stranger in members(chats.class_10a)
    suspended = profiles.suspend(person=cast.stranger, by=cast.stranger)
    assert left(suspended.effects) == {(cast.stranger.pk, chats.class_10a.pk)}


def test_a_second_one_for_the_same_person_is_refused_until_the_first_is_ended(cast: Cast, chats: Chats) -> None:
    first = except_(chats.class_10a, cast.sibling, BAR, by=cast.class_teacher)
    with pytest.raises(Refused) as refusal:
        except_(chats.class_10a, cast.sibling, ADD, by=cast.class_teacher)
    assert refusal.value.field == "person"
    end(first.record, by=cast.class_teacher)
    assert except_(chats.class_10a, cast.sibling, ADD, by=cast.class_teacher).record.pk


def test_ended_twice_it_says_so_and_changes_nothing(cast: Cast, chats: Chats) -> None:
    barred = except_(chats.class_10a, cast.sibling, BAR, by=cast.class_teacher)
    end(barred.record, by=cast.class_teacher)
    with pytest.raises(Refused, match="уже закончилось"):
        end(barred.record, by=cast.class_teacher)
    assert cast.sibling in members(chats.class_10a)


@pytest.mark.parametrize(("days", "reason", "field"), [
    (0, "так надо", "ends_at"),
    (-1, "так надо", "ends_at"),
    (367, "так надо", "ends_at"),
    (7, "", "reason"),
    (7, "  \n ", "reason"),
    (7, "я" * 301, "reason"),
    (7, "так \u202e надо", "reason"),
    (7, "так\x00надо", "reason"),
])  # fmt: skip
def test_without_an_end_or_without_a_reason_it_is_refused(
    cast: Cast, chats: Chats, days: float, reason: str, field: str
) -> None:
    with pytest.raises(Refused) as refusal:
        except_(chats.class_10a, cast.sibling, BAR, by=cast.class_teacher, days=days, reason=reason)
    assert refusal.value.field == field and refusal.value.sentence.endswith(".")
    assert not ChatException.objects.exists()


def test_in_a_free_chat_there_is_nothing_to_except_from(cast: Cast) -> None:
    free, _new = make_free_chat(
        title="Поход",
        members=[],
        space="learning",
        uuid=uuid4(),
        by=cast.sibling,
    )
    with pytest.raises(Refused) as refusal:
        except_(free, cast.classmate, ADD, by=cast.sibling)
    assert refusal.value.field == "chat"


def test_the_database_refuses_an_exception_without_a_reason_and_two_at_once(cast: Cast, chats: Chats) -> None:
    row = {"chat": chats.class_10a, "person": cast.stranger, "effect": BAR, "author": cast.head, "ends_at": NOW}
    with pytest.raises(IntegrityError, match="exception_has_a_reason"), transaction.atomic():
        ChatException.objects.create(**row, reason="")
    ChatException.objects.create(**row, reason="так надо")
    with pytest.raises(IntegrityError, match="one_exception_at_a_time"), transaction.atomic():
        ChatException.objects.create(**row, reason="ещё раз")


def test_the_reason_the_author_and_the_end_are_there_for_all_to_read(cast: Cast, chats: Chats) -> None:
    except_(chats.class_10a, cast.other_class_teacher, ADD, by=cast.class_teacher, reason="ведёт кружок")
    day = f"{timezone_day(NOW + timedelta(days=7))}"
    assert reasons(chats.class_10a.pk)[cast.other_class_teacher.pk] == [f"исключение до {day}: ведёт кружок (Елена О.)"]
    except_(chats.class_10a, cast.sibling, BAR, by=cast.head, reason="болеет")
    [out] = [one for one in missing([chats.class_10a.pk]) if one.person == cast.sibling]
    assert out.why == f"не допускают до {day}: болеет (Ольга Г.)"


@pytest.mark.parametrize("zone", ["Europe/Moscow", "Asia/Vladivostok", "America/New_York"])
def test_the_chosen_day_is_the_day_that_everyone_reads(cast: Cast, chats: Chats, zone: str) -> None:
    """The end is the midnight after it, which is another date in UTC or at its first second."""
    chosen = clock.today() + timedelta(days=7)
    address = reverse("make-exception", args=[cast.school.pk, cast.sibling.pk])
    typed = {"chat": chats.class_10a.pk, "effect": BAR, "role": 1, "reason": "болеет", "ends_at": chosen, "step": "do"}
    client = Client()
    client.force_login(cast.administrator.user)
    with timezone.override(zone):
        card = client.post(address, typed, follow=True).content.decode()
        told = f"до {chosen:%d.%m.%Y}"
        assert f"не допускают {told}" in card
        [out] = [one for one in missing([chats.class_10a.pk]) if one.person == cast.sibling]
        assert out.why.startswith(f"не допускают {told}: ")


def timezone_day(moment: datetime) -> str:
    return timezone.localtime(moment).strftime("%d.%m.%Y")
