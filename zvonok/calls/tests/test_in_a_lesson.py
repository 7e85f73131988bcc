"""In a running lesson, with a real LiveKit: coming in, being heard, what whoever leads may do, who was there."""

import pytest
from livekit import rtc

from zvonok.calls import actions, attending, leading, queries
from zvonok.calls.models import Call, Participant
from zvonok.calls.tests.conftest import Enter
from zvonok.calls.tests.guests import Guest, wait_until
from zvonok.ground import clock
from zvonok.ground.refusal import Refused
from zvonok.operations.cast import Cast

MICROPHONE = rtc.TrackSource.SOURCE_MICROPHONE
SCREEN = rtc.TrackSource.SOURCE_SCREENSHARE


def attends(call: Call, *people: int) -> bool:
    return set(call.attendance.filter(left_at=None).values_list("person_id", flat=True)) == set(people)


def test_it_works(cast: Cast, lesson: Call, enter: Enter) -> None:
    teacher = enter(lesson, cast.class_teacher)
    lesson.refresh_from_db()
    assert lesson.state == Call.State.LIVE
    pupil = enter(lesson, cast.sibling)
    teacher.speak()
    teacher.show()
    pupil.speak()
    wait_until(lambda: pupil.frames > 10 and teacher.frames > 10)
    wait_until(lambda: attends(lesson, cast.class_teacher.pk, cast.sibling.pk))
    pupil.go()
    wait_until(lambda: attends(lesson, cast.class_teacher.pk))
    actions.end(call=lesson, by=cast.class_teacher)
    wait_until(lambda: teacher.cut)
    attended = {one.person: one for one in queries.attendance(lesson)}
    assert set(attended) == {cast.class_teacher, cast.sibling}
    assert not any(one.is_there for one in attended.values())
    assert attended[cast.class_teacher].minutes == 1


def test_silence_and_the_word_given_to_one(cast: Cast, lesson: Call, enter: Enter) -> None:
    teacher, pupil, other = (enter(lesson, one) for one in (cast.class_teacher, cast.sibling, cast.classmate))
    for one in (teacher, pupil, other):
        one.speak()
    wait_until(lambda: teacher.sees_of(cast.sibling.pk) == teacher.sees_of(cast.classmate.pk) == {MICROPHONE})
    leading.mute_all(call=lesson, by=cast.class_teacher)
    wait_until(lambda: not teacher.sees_of(cast.sibling.pk) and not teacher.sees_of(cast.classmate.pk))
    assert pupil.sees_of(cast.class_teacher.pk) == {MICROPHONE}
    leading.let_speak(call=lesson, person=cast.sibling, speak=True, by=cast.class_teacher)
    speak_again(pupil)
    wait_until(lambda: teacher.sees_of(cast.sibling.pk) == {MICROPHONE})
    assert not teacher.sees_of(cast.classmate.pk)
    leading.let_all_speak(call=lesson, by=cast.class_teacher)
    speak_again(other)
    wait_until(lambda: teacher.sees_of(cast.classmate.pk) == {MICROPHONE})


def test_one_microphone_is_switched_off(cast: Cast, lesson: Call, enter: Enter) -> None:
    teacher, pupil = enter(lesson, cast.class_teacher), enter(lesson, cast.sibling)
    pupil.speak()
    wait_until(lambda: teacher.sees_of(cast.sibling.pk) == {MICROPHONE})
    leading.mute(call=lesson, person=cast.sibling, by=cast.class_teacher)
    wait_until(lambda: not teacher.sees_of(cast.sibling.pk))


def test_a_screen_is_stopped_and_may_be_shown_again(cast: Cast, lesson: Call, enter: Enter) -> None:
    teacher, pupil = enter(lesson, cast.class_teacher), enter(lesson, cast.sibling)
    pupil.speak()
    pupil.show(SCREEN)
    wait_until(lambda: teacher.sees_of(cast.sibling.pk) == {MICROPHONE, SCREEN})
    leading.stop_sharing(call=lesson, person=cast.sibling, by=cast.class_teacher)
    wait_until(lambda: teacher.sees_of(cast.sibling.pk) == {MICROPHONE})
    pupil.show(SCREEN)
    wait_until(lambda: teacher.sees_of(cast.sibling.pk) == {MICROPHONE, SCREEN})


def test_hands_stand_in_their_order(cast: Cast, lesson: Call, enter: Enter) -> None:
    teacher, _one, _other = (enter(lesson, one) for one in (cast.class_teacher, cast.sibling, cast.classmate))
    actions.raise_hand(call=lesson, raised=True, by=cast.classmate)
    actions.raise_hand(call=lesson, raised=True, by=cast.sibling)

    def hands() -> list[str]:
        raised = [(signs["hand"], who) for who, signs in teacher.others().items() if signs.get("hand")]
        return [who for _at, who in sorted(raised)]

    wait_until(lambda: hands() == [str(cast.classmate.pk), str(cast.sibling.pk)])
    leading.let_speak(call=lesson, person=cast.classmate, speak=True, by=cast.class_teacher)
    wait_until(lambda: hands() == [str(cast.sibling.pk)])


def test_one_who_was_removed_does_not_come_back_by_himself(cast: Cast, lesson: Call, enter: Enter) -> None:
    _teacher, pupil = enter(lesson, cast.class_teacher), enter(lesson, cast.sibling)
    leading.remove(call=lesson, person=cast.sibling, by=cast.class_teacher)
    assert wait_until(lambda: pupil.cut) < 1
    with pytest.raises(Refused, match="не впустили"):
        actions.enter(call=lesson, by=cast.sibling)
    leading.admit(call=lesson, person=cast.sibling, by=cast.class_teacher)
    assert enter(lesson, cast.sibling).is_in


def test_a_locked_lesson_lets_in_whom_it_knows(cast: Cast, lesson: Call, enter: Enter) -> None:
    _teacher, pupil = enter(lesson, cast.class_teacher), enter(lesson, cast.sibling)
    leading.lock(call=lesson, by=cast.class_teacher)
    with pytest.raises(Refused, match="Вход закрыт"):
        actions.enter(call=lesson, by=cast.classmate)
    pupil.go()
    assert enter(lesson, cast.sibling).is_in
    leading.unlock(call=lesson, by=cast.class_teacher)
    assert enter(lesson, cast.classmate).is_in


def test_in_the_waiting_room_one_waits(cast: Cast, lesson: Call, enter: Enter) -> None:
    actions.change(call=lesson, waiting_room=True, by=cast.class_teacher)
    enter(lesson, cast.class_teacher)
    assert actions.enter(call=lesson, by=cast.sibling).waiting
    assert actions.enter(call=lesson, by=cast.classmate).waiting
    leading.admit(call=lesson, person=cast.sibling, by=cast.class_teacher)
    leading.refuse(call=lesson, person=cast.classmate, by=cast.class_teacher)
    assert enter(lesson, cast.sibling).is_in
    with pytest.raises(Refused, match="не впустили"):
        actions.enter(call=lesson, by=cast.classmate)


def test_who_comes_from_a_second_device_leaves_the_first(cast: Cast, lesson: Call, enter: Enter) -> None:
    enter(lesson, cast.class_teacher)
    first = enter(lesson, cast.sibling)
    second = enter(lesson, cast.sibling)
    wait_until(lambda: first.cut)
    assert second.is_in
    wait_until(lambda: attends(lesson, cast.class_teacher.pk, cast.sibling.pk))


def test_a_lost_webhook_is_healed_by_asking(cast: Cast, lesson: Call, enter_untold: Enter) -> None:
    """No web server hears LiveKit here."""
    teacher, pupil = enter_untold(lesson, cast.class_teacher), enter_untold(lesson, cast.sibling)
    assert attends(lesson)
    attending.look_after_all(now=clock.now())
    assert attends(lesson, cast.class_teacher.pk, cast.sibling.pk)
    pupil.go()
    wait_until(lambda: len(teacher.others()) == 0)
    attending.look_after_all(now=clock.now())
    assert attends(lesson, cast.class_teacher.pk)
    # Somebody who has no ticket of ours, and yet is there.
    Participant.objects.filter(call=lesson, person=cast.class_teacher).update(ticket=None)
    attending.look_after_all(now=clock.now())
    wait_until(lambda: teacher.was_put_out)


def speak_again(guest: Guest) -> None:
    """The right comes a moment after it is given."""

    def spoke() -> bool:
        try:
            guest.speak()
        except Exception:
            return False
        return True

    wait_until(spoke)
