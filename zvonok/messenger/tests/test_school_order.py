"""What a school settles: switches, quiet hours, and reports of messages that its administrators read."""

from datetime import datetime, time
from uuid import uuid4

import pytest
from django.http import Http404
from django.utils import timezone

from zvonok.chat_rules.tests.world import Chats
from zvonok.ground import clock
from zvonok.ground.refusal import Refused
from zvonok.messenger import quiet, reports, switches
from zvonok.messenger.actions import make_free_chat, post
from zvonok.messenger.dialogues import open_dialogue
from zvonok.messenger.doors import place
from zvonok.messenger.models import Report
from zvonok.messenger.switches import Switches
from zvonok.operations.cast import Cast

# Switches


def test_a_school_without_a_word_lets_all(cast: Cast) -> None:
    assert switches.of(cast.school.pk) == Switches()


def test_a_school_forbids_what_it_likes_in_its_chats_and_its_peoples_free_ones(cast: Cast, chats: Chats) -> None:
    switches.settle(school=cast.school, switches=Switches(voice=False), by=cast.head)
    in_class = switches.refusal("voice", chat_school=cast.school.pk, space="learning", by=cast.stranger)
    assert in_class and "голосовые" in in_class
    assert switches.refusal("voice", chat_school=None, space="learning", by=cast.sibling)
    assert switches.refusal("voice", chat_school=None, space="personal", by=cast.sibling) is None
    assert switches.refusal("photo", chat_school=cast.school.pk, space="learning", by=cast.sibling) is None
    assert switches.refusal("voice", chat_school=cast.other_school.pk, space="learning", by=cast.sibling) is None


def test_pupils_make_no_free_chats_where_the_school_has_switched_them_off(cast: Cast, chats: Chats) -> None:
    switches.settle(school=cast.school, switches=Switches(pupils_free_chats=False), by=cast.head)
    with pytest.raises(Refused, match="свободные чаты"):
        make_free_chat(title="Поход", members=[cast.classmate.pk], space="learning", uuid=uuid4(), by=cast.sibling)
    make_free_chat(title="Совет", members=[cast.head.pk], space="learning", uuid=uuid4(), by=cast.class_teacher)


# Quiet hours


def local(moment: str) -> datetime:
    return timezone.make_aware(datetime.fromisoformat(moment))


@pytest.mark.parametrize(
    ("moment", "is_quiet"),
    [("21:59", False), ("22:00", True), ("00:00", True), ("06:59", True), ("07:00", False), ("12:00", False)],
)
def test_quiet_hours_go_through_midnight(moment: str, is_quiet: bool) -> None:
    assert quiet.within(time(22), time(7), time.fromisoformat(moment)) is is_quiet


def test_a_school_keeps_one_kind_of_its_chats_quiet(cast: Cast, chats: Chats) -> None:
    quiet.settle_of_school(school=cast.school, hours={"class": (time(20), time(8))}, by=cast.head)
    late = local("2026-11-24 21:00")
    assert quiet.quiet_now(cast.sibling, chats.class_10a, late)
    assert not quiet.quiet_now(cast.sibling, chats.geography_10a, late)
    quiet.settle_of_school(school=cast.school, hours={}, by=cast.head)
    assert not quiet.quiet_now(cast.sibling, chats.class_10a, late)


def test_ones_own_quiet_hours_hold_in_every_chat_and_for_him_alone(cast: Cast, chats: Chats) -> None:
    quiet.settle_own(hours=(time(13), time(14)), by=cast.sibling)
    noon = local("2026-11-24 13:30")
    assert quiet.quiet_now(cast.sibling, chats.class_10a, noon)
    assert not quiet.quiet_now(cast.classmate, chats.class_10a, noon)
    with pytest.raises(Refused, match="совпадают"):
        quiet.settle_own(hours=(time(13), time(13)), by=cast.sibling)
    quiet.settle_own(hours=None, by=cast.sibling)
    assert quiet.own(cast.sibling) is None


# Reports


def say(cast: Cast, chats: Chats, words: str) -> int:
    return post(chat=chats.class_10a.pk, text=words, uuid=uuid4(), by=cast.classmate)[0].seq


def report(cast: Cast, chats: Chats, seq: int) -> Report:
    own = place(cast.sibling, chats.class_10a.pk)
    return reports.report(place=own, seq=seq, reason="bullying", words="Обижает", by=cast.sibling)


def test_a_report_keeps_the_message_with_five_on_each_side(cast: Cast, chats: Chats) -> None:
    seqs = [say(cast, chats, f"Слово {n}") for n in range(13)]
    made = report(cast, chats, seqs[6])
    assert [row["text"] for row in made.context] == [f"Слово {n}" for n in range(1, 12)]
    assert [row["text"] for row in made.context if row["reported"]] == ["Слово 6"]
    assert made.school == cast.school
    assert list(reports.of_school(cast.school, cast.head)) == [made]
    assert report(cast, chats, seqs[6]) == made, "said twice, it is one"


def test_a_report_is_closed_once_with_a_word(cast: Cast, chats: Chats) -> None:
    made = report(cast, chats, say(cast, chats, "Дурак"))
    reports.close(report=made, outcome="Поговорили с обоими", now=clock.now(), by=cast.head)
    with pytest.raises(Refused, match="уже закрыли"):
        reports.close(report=made, outcome="Ещё раз", now=clock.now(), by=cast.administrator)


def test_one_reports_only_what_he_sees_and_not_himself(cast: Cast, chats: Chats) -> None:
    own = post(chat=chats.class_10a.pk, text="Моё", uuid=uuid4(), by=cast.sibling)[0]
    with pytest.raises(Refused):
        report(cast, chats, own.seq)
    with pytest.raises(Http404):
        report(cast, chats, 10**6)
    unseen = post(chat=chats.class_10a.pk, text="Раньше", uuid=uuid4(), by=cast.classmate)[0]
    late = place(cast.sibling, chats.class_10a.pk)
    late.sees_after_seq = unseen.seq
    with pytest.raises(Http404):
        reports.report(place=late, seq=unseen.seq, reason="other", words="", by=cast.sibling)


def test_a_report_from_a_dialogue_goes_to_the_school_of_both(cast: Cast, chats: Chats) -> None:
    chat, _ = open_dialogue(person=cast.sibling, space="personal", by=cast.classmate)
    bad = post(chat=chat.pk, text="Отдай деньги", uuid=uuid4(), by=cast.classmate)[0]
    made = reports.report(place=place(cast.sibling, chat.pk), seq=bad.seq, reason="fraud", words="", by=cast.sibling)
    assert made.school == cast.school
