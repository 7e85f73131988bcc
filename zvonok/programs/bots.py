"""Bots: made by a school's administrators, let into a chat and taken out by the chat's, and what they say.

Comes in: an administrator of a school; an administrator's place in a chat; a bot's words. Goes out: what was written; members
of a chat see who let in which bot, and whether it reads. Called by: `programs.pages`, `programs.api`.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from zvonok.ground import audit, limits
from zvonok.ground.refusal import Refused
from zvonok.messenger import people, voice
from zvonok.messenger.actions import say
from zvonok.messenger.bots import post_of_bot
from zvonok.messenger.doors import NO_SUCH_CHAT
from zvonok.messenger.models import Chat, Message, Place
from zvonok.programs.models import Bot, BotPlace, BotPost
from zvonok.roster import names
from zvonok.roster.doors import is_employee
from zvonok.roster.models import Employee, Person, School


class TooFast(Exception):
    """The bot has said enough for a minute."""


@transaction.atomic
def make(*, school: School, name: str, purpose: str, by: Person) -> Bot:
    name = names.title(name, "name", length_max=limits.bot_name_length_max)
    purpose = names.title(purpose, "purpose", length_max=limits.reason_length_max)
    School.objects.select_for_update(no_key=True).get(pk=school.pk)
    there = Bot.objects.filter(school=school)
    if there.count() >= limits.bots_of_school_max:
        raise Refused(_("Ботов уже много: можно до %(most)d.") % {"most": limits.bots_of_school_max})
    if there.filter(name__iexact=name).exists():
        raise Refused(_("Бот с таким именем уже есть. Назовите этого иначе."), "name")
    bot = Bot.objects.create(school=school, name=name, purpose=purpose, made_by=by)
    audit.record("programs:bot:made", by=by.pk, school=school.pk, after={"bot": bot.pk, "name": name, "purpose": purpose})
    return bot


@transaction.atomic
def switch(*, bot: Bot, on: bool, now: datetime, by: Person) -> None:
    """Off: it says and reads nothing, and its tokens let nobody in. Its places stay for when it is on again."""
    changed = Bot.objects.filter(pk=bot.pk, switched_off_at__isnull=not on)
    if changed.update(switched_off_at=None if on else now):
        what = "programs:bot:switched-on" if on else "programs:bot:switched-off"
        audit.record(what, by=by.pk, school=bot.school_id, after={"bot": bot.pk})


@transaction.atomic
def let_in(*, place: Place, bot: Bot, reads: bool, by: Person) -> None:
    """From this moment on: what was said before it does not see."""
    chat = Chat.objects.select_for_update().get(pk=place.chat_id)
    there = BotPlace.objects.filter(chat=chat)
    if there.filter(bot=bot).exists():
        raise Refused(_("Этот бот уже в чате."), "bot")
    if there.count() >= limits.bots_in_chat_max:
        raise Refused(_("В чате может быть до %(most)d ботов.") % {"most": limits.bots_in_chat_max}, "bot")
    BotPlace.objects.create(bot=bot, chat=chat, reads=reads, sees_after_seq=chat.last_seq, added_by=by)
    say(chat.pk, {"what": "bot_added", "by": people.named(by), "bot": _named(bot), "reads": reads})
    after = {"chat": chat.pk, "bot": bot.pk, "reads": reads}
    audit.record("programs:bot:let-in", by=by.pk, school=bot.school_id, after=after)


@transaction.atomic
def take_out(*, place: Place, bot: int, by: Person) -> None:
    chat = Chat.objects.select_for_update().get(pk=place.chat_id)
    there = BotPlace.objects.select_related("bot").filter(chat=chat, bot=bot).first()
    if there is None:
        raise Refused(_("Этого бота уже нет в чате."), "bot")
    there.delete()
    say(chat.pk, {"what": "bot_removed", "by": people.named(by), "bot": _named(there.bot)})
    audit.record("programs:bot:taken-out", by=by.pk, school=there.bot.school_id, before={"chat": chat.pk, "bot": bot})


def may_be_let_in(place: Place, by: Person) -> QuerySet[Bot]:
    """A school's bots: into its own chats, and into free learning chats, by their administrators who work at that school."""
    if place.role != Place.Role.ADMINISTRATOR or place.chat.kind == Chat.Kind.DIALOGUE:
        return Bot.objects.none()
    if place.chat.space != Chat.Space.LEARNING:
        return Bot.objects.none()
    works_at = Employee.objects.filter(person=by, until=None).values("school")
    found = Bot.objects.filter(switched_off_at=None, school__in=works_at)
    if place.chat.school_id:
        found = found.filter(school=place.chat.school_id)
    return found.exclude(places__chat=place.chat_id).order_by("name", "pk")


def to_let_in(place: Place, bot_id: int, by: Person) -> Bot:
    """The door of a bot for one who lets it in: bots of other schools are absent."""
    found = Bot.objects.filter(pk=bot_id, switched_off_at=None).first()
    if found is None or not is_employee(by, found.school_id) or place.chat.school_id not in (None, found.school_id):
        raise Http404(_("Такого бота нет."))
    if place.chat.space != Chat.Space.LEARNING or place.chat.kind == Chat.Kind.DIALOGUE:
        raise Refused(_("Ботов добавляют в чаты школы и в свободные чаты учебного пространства."))
    return found


def of_chat(chat: int) -> QuerySet[BotPlace]:
    """Those that are switched on, by name."""
    found = BotPlace.objects.filter(chat=chat, bot__switched_off_at=None).select_related("bot")
    return found.order_by("bot__name", "pk")[: limits.bots_in_chat_max]


def place_of(bot: Bot, chat_id: int) -> BotPlace:
    """The door of a chat for a bot."""
    found = bot.places.select_related("chat").filter(chat=chat_id).first()
    if found is None:
        raise Http404(NO_SUCH_CHAT)
    return found


@transaction.atomic
def post(*, place: BotPlace, text: str, uuid: UUID, now: datetime) -> tuple[Message, bool]:
    """The same `uuid` again gives the same message and False."""
    # Locked, in this order: the place and the limit are looked at once more, and two at once say it once.
    chat = Chat.objects.select_for_update().get(pk=place.chat_id)
    bot = Bot.objects.select_for_update(of=("self",)).select_related("school").get(pk=place.bot_id)
    if bot.switched_off_at or not BotPlace.objects.filter(pk=place.pk).exists():
        raise Http404(NO_SUCH_CHAT)
    before = BotPost.objects.select_related("message__school_author").filter(bot=bot, uuid=uuid).first()
    if before:
        if before.message.chat_id != place.chat_id:
            raise Refused(_("Это сообщение уже отправлено в другой чат."), "uuid")
        return before.message, False
    if chat.archived_at:
        raise Refused(voice.only_read())
    if BotPost.objects.filter(bot=bot, at__gt=now - timedelta(minutes=1)).count() >= limits.bot_messages_a_minute_max:
        raise TooFast
    message = post_of_bot(chat=place.chat_id, text=text, school=bot.school, bot=_named(bot))
    BotPost.objects.create(bot=bot, uuid=uuid, message=message, at=now)
    return message, True


def _named(bot: Bot) -> dict[str, object]:
    return {"id": bot.pk, "name": bot.name}
