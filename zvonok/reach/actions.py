"""The only writers of subscriptions.

Comes in: a session, its person, what the browser gave. Goes out: nothing. Called by: `reach.api`, `reach.sending`.
"""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from zvonok.ground import limits
from zvonok.ground.refusal import Refused
from zvonok.reach import endpoints
from zvonok.reach.models import Subscription
from zvonok.roster.models import Person


@transaction.atomic
def subscribe(*, session: str, endpoint: str, p256dh: str, auth: str, shows_words: bool, language: str, by: Person) -> None:
    """The same browser again takes the place of itself, whoever was signed in there before."""
    if not endpoints.is_known(endpoint):
        raise Refused(_("Служба уведомлений этого браузера здесь не разрешена."), "endpoint")
    Subscription.objects.filter(endpoint=endpoint).delete()
    Subscription.objects.create(
        session_id=session,
        person=by,
        endpoint=endpoint,
        p256dh=p256dh,
        auth=auth,
        shows_words=shows_words,
        language=language,
    )
    last = Subscription.objects.filter(person=by).order_by("-pk").values("pk")[: limits.subscriptions_of_person_max]
    Subscription.objects.filter(person=by).exclude(pk__in=last).delete()


def unsubscribe(*, endpoint: str, by: Person) -> None:
    Subscription.objects.filter(endpoint=endpoint, person=by).delete()


def forget_gone(subscriptions: Sequence[int]) -> None:
    """Their browsers are no more: the push service said so."""
    Subscription.objects.filter(pk__in=subscriptions).delete()
