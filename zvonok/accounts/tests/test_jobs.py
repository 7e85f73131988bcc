"""What is forgotten in the background."""

from datetime import timedelta

from procrastinate.contrib.django import app

from zvonok.accounts.jobs import forget_ended
from zvonok.accounts.models import Presence, PushConnection, Session
from zvonok.ground import clock, limits
from zvonok.operations.cast import Cast


def test_old_connections_and_sessions_are_forgotten_and_living_ones_stay(cast: Cast) -> None:
    age = timedelta(seconds=limits.push_connection_age_seconds_max + 1)
    for name, opened, ends in (("old", -age, -age), ("new", timedelta(0), age)):
        person = cast.sibling
        one = PushConnection.objects.create(session_key=name, person=person, server="N", client=1)
        PushConnection.objects.filter(pk=one.pk).update(opened_at=clock.now() + opened)
        Session.objects.create(session_key=name, session_data="", expire_date=clock.now() + ends)
    forget_ended(timestamp=0)
    assert list(PushConnection.objects.values_list("session_key", flat=True)) == ["new"]
    assert list(Session.objects.values_list("session_key", flat=True)) == ["new"]
    # Nobody told of its end: he was here for certain when it began.
    seen = Presence.objects.get(person=cast.sibling).seen_at
    assert seen and timedelta(0) <= clock.now() - age - seen < timedelta(minutes=2)


def test_the_worker_finds_the_job() -> None:
    assert "zvonok.accounts.jobs.forget_ended" in app.tasks
