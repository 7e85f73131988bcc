"""Letters about what went unread: who wants them, and the way out of them.

Comes in: a person, or a link from a letter. Goes out: his wish, a link's token. Called by: `reach.digest_pages`.

A link leaves the letters for good, whoever presses it and however often; it opens nothing else.
"""

from datetime import datetime
from typing import Final

from allauth.account.models import EmailAddress
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from zvonok.ground import audit, mail
from zvonok.ground.refusal import Refused
from zvonok.reach.models import Digest
from zvonok.roster.models import Person

SIGNER: Final = Signer(sep=".", salt="zvonok.reach.digest")


def address(person: Person) -> str | None:
    """The one he has confirmed by a letter; to another we do not write of children's chats."""
    confirmed = EmailAddress.objects.filter(user__person=person, user__is_active=True, verified=True, primary=True)
    found: str | None = confirmed.values_list("email", flat=True).first()
    return found


def wish(person: Person) -> Digest | None:
    return Digest.objects.filter(person=person).first()


@transaction.atomic
def settle(*, every: str, shows_words: bool, language: str, now: datetime, by: Person) -> None:
    """From now on. What was said before has been left unread without letters, and is not told of."""
    if not mail.is_set():
        raise Refused(_("На этом сервере не настроена почта, поэтому писем нет."), "every")
    if address(by) is None:
        raise Refused(_("Сначала укажите почту и подтвердите её по ссылке из письма."), "every")
    wanted = {"every": every, "shows_words": shows_words, "language": language}
    _settled, is_new = Digest.objects.update_or_create(
        person=by, defaults=wanted, create_defaults={**wanted, "told_until": now}
    )
    audit.record("reach:digest:settled", by=by.pk, person=by.pk, after={**wanted, "new": is_new})


@transaction.atomic
def leave(*, person: int) -> bool:
    """No letters any more. Once more, it changes nothing."""
    gone = Digest.objects.filter(person=person).delete()[0] > 0
    if gone:
        audit.record("reach:digest:left", by=person, person=person)
    return gone


def way_out(person: int) -> str:
    """The address by which he leaves, without signing in."""
    return reverse("digest-leave", args=[SIGNER.sign(str(person))])


def of_token(token: str) -> int | None:
    try:
        return int(SIGNER.unsign(token))
    except (BadSignature, ValueError):
        return None
