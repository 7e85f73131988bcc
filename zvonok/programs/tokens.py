"""Tokens: made, revoked, found by their word, counted. A word is told once, and only its hash is kept.

Comes in: a person who makes one for himself or for his school's bot; a program's word. Goes out: the token.
Called by: `programs.pages`, `programs.bots`, `programs.bearer`.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from zvonok.ground import audit, limits, one_way, rate
from zvonok.ground.refusal import Refused
from zvonok.programs.models import Bot, Token
from zvonok.programs.scopes import OF_PERSON, Scope
from zvonok.roster import names
from zvonok.roster.models import Person

# By this a leaked token is found by whoever searches for leaks.
MARK = "zv_"
SHOWN = len(MARK) + 6


@transaction.atomic
def make_own(*, name: str, scopes: Sequence[str], days: int, now: datetime, by: Person) -> tuple[Token, str]:
    """A token of one's own, and its word, which is told this once."""
    if not scopes or not set(scopes) <= set(OF_PERSON):
        raise Refused(_("Отметьте, что программе можно."), "scopes")
    # His row is locked: two presses at once do not pass the limit.
    Person.objects.select_for_update(no_key=True).get(pk=by.pk)
    if standing(now).filter(person=by).count() >= limits.tokens_of_person_max:
        raise Refused(_("Ключей уже много. Отзовите какой-нибудь из прежних."))
    token, word = _make(Token(person=by, scopes=sorted(scopes)), name, days, now, by)
    audit.record("programs:token:made", by=by.pk, person=by.pk, after={"token": token.pk, "scopes": token.scopes})
    return token, word


@transaction.atomic
def make_of_bot(*, bot: Bot, name: str, days: int, now: datetime, by: Person) -> tuple[Token, str]:
    Bot.objects.select_for_update().get(pk=bot.pk)
    if standing(now).filter(bot=bot).count() >= limits.tokens_of_bot_max:
        raise Refused(_("Ключей уже много. Отзовите какой-нибудь из прежних."))
    token, word = _make(Token(bot=bot, scopes=[Scope.BOT.value]), name, days, now, by)
    audit.record("programs:token:made", by=by.pk, school=bot.school_id, after={"token": token.pk, "bot": bot.pk})
    return token, word


@transaction.atomic
def revoke(*, token: Token, now: datetime, by: Person) -> None:
    """From this moment. A token that is revoked already stays so."""
    if Token.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=now):
        school = token.bot.school_id if token.bot else None
        audit.record("programs:token:revoked", by=by.pk, person=token.person_id, school=school, before={"token": token.pk})


def standing(now: datetime) -> QuerySet[Token]:
    """Those that still let in."""
    return Token.objects.filter(revoked_at=None, ends_at__gt=now)


def find(word: str, *, now: datetime) -> Token | None:
    if not word.startswith(MARK) or len(word) > limits.name_length_max:
        return None
    return standing(now).select_related("person__user", "bot__school").filter(word_hash=one_way.kept(word)).first()


def seconds_to_wait(token: Token, *, now: datetime) -> int:
    """Counts this request. Zero while the minute's limit is not passed."""
    return rate.seconds_to_wait(token, limits.token_requests_a_minute_max, now=now)


def _make(token: Token, name: str, days: int, now: datetime, by: Person) -> tuple[Token, str]:
    if not 1 <= days <= limits.token_age_days_max:
        raise Refused(_("Срок ключа — от одного дня до %(most)d.") % {"most": limits.token_age_days_max}, "days")
    word = MARK + secrets.token_urlsafe(32)
    token.name = names.title(name, "name", length_max=limits.name_length_max)
    token.beginning, token.word_hash = word[:SHOWN], one_way.kept(word)
    token.made_by, token.ends_at = by, now + timedelta(days=days)
    token.save(force_insert=True)
    return token, word
