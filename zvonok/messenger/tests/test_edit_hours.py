"""How long one's own message may be changed and deleted for all: a setting that the server keeps, whatever the client shows."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django import Settings

from zvonok.accounts.models import User
from zvonok.chat_rules.tests.world import Chats
from zvonok.ground import clock
from zvonok.ground.refusal import Refused
from zvonok.messenger import in_place
from zvonok.messenger.actions import post
from zvonok.messenger.models import Message
from zvonok.operations.cast import Cast
from zvonok.roster.models import Person

Deed = Callable[[Message, Person], object]


def edit(message: Message, by: Person) -> object:
    return in_place.edit(message=message, text="Иначе", chosen=[], by=by)


def delete(message: Message, by: Person) -> object:
    return in_place.delete_for_all(message=message, by=by)


def said(chats: Chats, by: Person, ago: timedelta) -> Message:
    message, _ = post(chat=chats.class_10a.pk, text="Так", uuid=uuid4(), by=by)
    Message.objects.filter(pk=message.pk).update(at=clock.now() - ago)
    return message


@pytest.mark.parametrize("deed", [edit, delete])
@pytest.mark.parametrize(
    ("hours", "minutes_ago", "may"),
    [(24, 24 * 60 - 1, True), (24, 24 * 60 + 1, False), (2, 119, True), (2, 121, False), (0, 0, False)],
)
def test_ones_own_words_are_changed_for_so_many_hours(
    cast: Cast, chats: Chats, settings: Settings, deed: Deed, hours: int, minutes_ago: int, may: bool
) -> None:
    settings.EDIT_HOURS = hours
    message = said(chats, cast.sibling, timedelta(minutes=minutes_ago))
    if may:
        deed(message, cast.sibling)
    else:
        with pytest.raises(Refused):
            deed(message, cast.sibling)
    message.refresh_from_db()
    assert (message.text == "Иначе" or message.deleted_at is not None) is may


def test_an_administrator_of_the_chat_deletes_at_any_time_and_edits_nobodys_words(
    cast: Cast, chats: Chats, settings: Settings
) -> None:
    settings.EDIT_HOURS = 0
    message = said(chats, cast.sibling, timedelta(days=30))
    with pytest.raises(Refused):
        edit(message, cast.class_teacher)
    delete(message, cast.class_teacher)
    message.refresh_from_db()
    assert message.deleted_at


def test_the_client_is_told_with_its_first_page(cast: Cast, settings: Settings) -> None:
    settings.EDIT_HOURS = 2
    browser = Client()
    browser.force_login(User.objects.get(person=cast.sibling))
    assert browser.get("/api/me").json()["edit_hours"] == 2
