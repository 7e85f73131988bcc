"""Free chats after they are made: title, picture, administrators, the way in by a link; and who may speak in any chat.

Comes in: an administrator's place that a door gave. Goes out: what was made; members see each change as a service message.
Called by: `messenger.groups_api`. No chat is left without an administrator.
"""

import secrets
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zvonok.files import pictures
from zvonok.ground import audit, limits, one_way
from zvonok.ground.refusal import Refused
from zvonok.messenger import announce, heard, people, voice
from zvonok.messenger.acquaintance import able
from zvonok.messenger.actions import say
from zvonok.messenger.models import Chat, ChatInvitation, Place
from zvonok.messenger.queries import schools_of
from zvonok.roster import names
from zvonok.roster.models import Person

NO_SUCH_INVITATION = gettext_lazy("Эта ссылка не действует. Попросите новую.")
SLOW_MODES_SECONDS = (0, 10, 30, 60, 300, 900, 3600)


@transaction.atomic
def rename(*, place: Place, title: str, by: Person) -> None:
    chat = _free(place)
    title = names.title(title, "title", length_max=limits.title_length_max)
    if title == chat.title:
        return
    Chat.objects.filter(pk=chat.pk).update(title=title)
    say(chat.pk, {"what": "titled", "title": title, "by": people.named(by)})
    audit.record("messenger:chat:renamed", by=by.pk, before={"title": chat.title}, after={"chat": chat.pk, "title": title})


@transaction.atomic
def put_picture(*, place: Place, file: int, at: float, by: Person) -> None:
    """In the place of the one before. A ruled chat keeps its initials, which say whose it is, as the roster does."""
    chat = _free(place)
    _change_picture(chat, pictures.make(file=file, at=at, by=by), by)


@transaction.atomic
def take_picture_away(*, place: Place, by: Person) -> None:
    chat = _free(place)
    if chat.picture:
        _change_picture(chat, None, by)


@transaction.atomic
def settle(*, place: Place, announcements_only: bool, reactions_only: bool, slow_mode_seconds: int, by: Person) -> None:
    """Who may speak, and how often. Administrators always may."""
    chat = _administered(place)
    if chat.kind == Chat.Kind.DIALOGUE:
        raise Refused(_("В диалоге нет администраторов."))
    if slow_mode_seconds not in SLOW_MODES_SECONDS:
        raise Refused(_("Выберите паузу из списка."), "slow_mode_seconds")
    settled = {
        "announcements_only": announcements_only,
        "reactions_only": reactions_only,
        "slow_mode_seconds": slow_mode_seconds,
    }
    before = {name: getattr(chat, name) for name in settled}
    if settled == before:
        return
    Chat.objects.filter(pk=chat.pk).update(**settled)
    say(chat.pk, {"what": "settled", "by": people.named(by), **settled})
    audit.record("messenger:chat:settled", by=by.pk, school=chat.school_id, before=before, after={"chat": chat.pk, **settled})


@transaction.atomic
def appoint(*, place: Place, person: int, by: Person) -> None:
    chat = _free(place)
    _give_role(chat, person, Place.Role.ADMINISTRATOR)
    say(chat.pk, {"what": "places", "administrators": [_named(person)]})
    announce.row_changed([person], chat.pk)
    audit.record("messenger:administrator:appointed", by=by.pk, person=person, after={"chat": chat.pk})


@transaction.atomic
def discharge(*, place: Place, person: int, by: Person) -> None:
    chat = _free(place)
    if not _administrators(chat).exclude(person=person).exists():
        raise Refused(_("Это последний администратор. Сначала назначьте другого."), "person")
    _give_role(chat, person, Place.Role.MEMBER)
    say(chat.pk, {"what": "places", "members": [_named(person)]})
    announce.row_changed([person], chat.pk)
    audit.record("messenger:administrator:discharged", by=by.pk, person=person, before={"chat": chat.pk})


@transaction.atomic
def hand_over(*, place: Place, person: int, by: Person) -> None:
    """The other becomes administrator and he himself a member, in one step."""
    chat = _free(place)
    if person == by.pk:
        raise Refused(_("Это вы сами. Выберите другого человека."), "person")
    _give_role(chat, person, Place.Role.ADMINISTRATOR)
    _give_role(chat, by.pk, Place.Role.MEMBER)
    say(chat.pk, {"what": "places", "administrators": [_named(person)], "members": [people.named(by)]})
    announce.row_changed([person, by.pk], chat.pk)
    audit.record("messenger:chat:handed-over", by=by.pk, person=person, after={"chat": chat.pk})


@transaction.atomic
def invite(
    *, place: Place, hours: int, uses_max: int, school: int | None, now: datetime, by: Person
) -> tuple[ChatInvitation, str]:
    """A link, and its word, which is told this once. In the learning space it is for the people of one school."""
    chat = _free(place)
    if chat.space == Chat.Space.LEARNING:
        own = schools_of(by)
        school = own[0] if school is None and len(own) == 1 else school
        if school not in own:
            raise Refused(_("Выберите школу, для людей которой эта ссылка."), "school")
    else:
        school = None
    if standing(chat, now).count() >= limits.chat_invitations_max:
        raise Refused(_("Ссылок уже много. Отмените какую-нибудь из прежних."))
    word = secrets.token_urlsafe(18)
    made = ChatInvitation.objects.create(
        chat=chat,
        school_id=school,
        word_hash=one_way.kept(word),
        made_by=by,
        ends_at=now + timedelta(hours=hours),
        uses_max=uses_max,
    )
    audit.record("messenger:invitation:made", by=by.pk, school=school, after={"chat": chat.pk, "uses_max": uses_max})
    return made, word


@transaction.atomic
def revoke(*, place: Place, invitation: int, now: datetime, by: Person) -> None:
    chat = _free(place)
    if not standing(chat, now).filter(pk=invitation).update(revoked_at=now):
        raise Refused(str(NO_SUCH_INVITATION))
    audit.record("messenger:invitation:revoked", by=by.pk, before={"chat": chat.pk, "invitation": invitation})


def standing(chat: Chat, now: datetime) -> QuerySet[ChatInvitation]:
    """The chat's links that still lead in."""
    return chat.invitations.filter(revoked_at=None, ends_at__gt=now, uses__lt=F("uses_max")).order_by("-pk")


def invitation(word: str, *, now: datetime, by: Person) -> ChatInvitation:
    """The door of a link: to those who may go in by it; for all others there is none."""
    found = ChatInvitation.objects.select_related("chat").filter(word_hash=one_way.kept(word)).first()
    if found is None or not by.is_active or not standing(found.chat, now).filter(pk=found.pk).exists():
        raise Http404(NO_SUCH_INVITATION)
    if found.school_id and found.school_id not in schools_of(by):
        raise Http404(NO_SUCH_INVITATION)
    return found


@transaction.atomic
def join(*, word: str, now: datetime, by: Person) -> Chat:
    """In by a link. One who is there already spends nothing of it."""
    chat = Chat.objects.select_for_update().get(pk=invitation(word, now=now, by=by).chat_id)
    # Looked at again under the chat's lock: the last use is used once.
    found = invitation(word, now=now, by=by)
    if not able(Person.objects.filter(pk=by.pk), chat.space).exists():
        raise Refused(_("Нужен учебный профиль. Создайте его в дневнике."))
    present = Place.objects.filter(chat=chat)
    if present.filter(person=by).exists():
        return chat
    if present.count() >= limits.free_chat_members_max:
        raise Refused(_("В чате может быть до %(most)d человек.") % {"most": limits.free_chat_members_max})
    ChatInvitation.objects.filter(pk=found.pk).update(uses=F("uses") + 1)
    Place.objects.create(chat=chat, person=by, role=Place.Role.MEMBER, read_number=chat.last_number)
    say(chat.pk, {"what": "joined", "who": people.named(by)})
    announce.row_changed([by.pk], chat.pk)
    audit.record("messenger:member:joined", by=by.pk, person=by.pk, after={"chat": chat.pk, "invitation": found.pk})
    return chat


def _change_picture(chat: Chat, word: str | None, by: Person) -> None:
    Chat.objects.filter(pk=chat.pk).update(picture=word)
    pictures.delete_after_commit(chat.picture)
    say(chat.pk, {"what": "pictured", "picture": word, "by": people.named(by)})
    after = {"chat": chat.pk, "picture": word}
    audit.record("messenger:chat:pictured", by=by.pk, before={"picture": chat.picture}, after=after)


def _free(place: Place) -> Chat:
    chat = _administered(place)
    if chat.ruled:
        raise Refused(_("Этот чат ведёт школа: название, картинку, состав и администраторов вручную не меняют."))
    if chat.kind == Chat.Kind.DIALOGUE:
        raise Refused(_("В диалоге всегда двое. Чтобы говорить с другими, создайте чат."))
    return chat


def _administered(place: Place) -> Chat:
    """The chat's row locked, and his role looked at once more: he may have lost it while he waited."""
    chat = Chat.objects.select_for_update().get(pk=place.chat_id)
    if not _administrators(chat).filter(person=place.person_id).exists():
        raise Refused(_("Вы больше не администратор этого чата."))
    if chat.archived_at:
        raise Refused(voice.only_read())
    return chat


def _administrators(chat: Chat) -> QuerySet[Place]:
    return Place.objects.filter(chat=chat, role=Place.Role.ADMINISTRATOR)


def _give_role(chat: Chat, person: int, role: int) -> None:
    if not Place.objects.filter(chat=chat, person=person).update(role=role):
        raise Refused(_("Этого человека уже нет в чате."), "person")
    heard.places_changed([person], chat.pk)


def _named(person: int) -> dict[str, Any]:
    return people.named(Person.objects.get(pk=person))
