"""The only writers of users, of their sessions' ends and of live connections.

Comes in: a person or a session. Goes out: what was ended. Called by: pages, the session store, allauth's adapter.
"""

from django.db import transaction

from zvonok.accounts import ended, presence
from zvonok.accounts.models import PushConnection, Session, User
from zvonok.accounts.sessions import SessionStore
from zvonok.ground import audit, push
from zvonok.roster.models import Person


def disconnect(*, session: str) -> None:
    """Cut the live connections of a session that is ending. A browser that still may come back comes back by itself."""
    _cut(list(PushConnection.objects.filter(session_key=session)))
    ended.told(session)


@transaction.atomic
def end_session(*, session: Session, by: Person) -> None:
    """«Выйти» beside one of his browsers in the list."""
    SessionStore().delete(session.session_key)
    audit.record("accounts:session:ended", by=by.pk, person=by.pk)


@transaction.atomic
def sign_out_everywhere(*, person: Person, by: Person, but: str = "") -> int:
    """End every session of the person, save the one whose key is `but`. Returns how many ended."""
    keys = list(Session.objects.filter(user__person=person).exclude(session_key=but).values_list("session_key", flat=True))
    for key in keys:
        SessionStore().delete(key)
    audit.record("accounts:sessions:ended", by=by.pk, person=person.pk, after={"sessions": len(keys)})
    return len(keys)


@transaction.atomic
def deactivate(*, person: Person, by: Person) -> None:
    """He cannot sign in, and is signed out everywhere at once. What the roster says of him stays."""
    User.objects.filter(person=person).update(is_active=False)
    audit.record("accounts:user:deactivated", by=by.pk, person=person.pk)
    sign_out_everywhere(person=person, by=by)


@transaction.atomic
def activate(*, person: Person, by: Person) -> None:
    User.objects.filter(person=person).update(is_active=True)
    audit.record("accounts:user:activated", by=by.pk, person=person.pk)


def _cut(connections: list[PushConnection]) -> None:
    if not connections:
        return
    named = [(one.server, one.client) for one in connections]
    presence.ended([one.pk for one in connections])
    transaction.on_commit(lambda: push.disconnect(named), robust=True)
