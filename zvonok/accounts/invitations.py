"""The only writer of invitations: a school invites its people, and a person comes with his code.

Comes in: people of a school, or a code's fingerprint. Goes out: slips to print, or the user that a person now has.
Called by: `accounts.pages`, the demo school.

A code sets a password, so it is worth as much as one. Hence:
* a person who has a sign-in already gets a code only from an administrator, and only of the single school that he belongs
  to: else one school could take over an account that is another's too;
* who has a second factor is asked for it all the same, after the code.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from zvonok.accounts import codes, queries, usernames
from zvonok.accounts.actions import sign_out_everywhere
from zvonok.accounts.models import Invitation, User
from zvonok.ground import audit, clock, limits
from zvonok.ground.refusal import Refused
from zvonok.roster.models import Person, School


@dataclass(frozen=True)
class Slip:
    """What is printed for one person. The code is nowhere else, and not again."""

    person: Person
    code: str
    ends_at: datetime


@transaction.atomic
def invite(*, people: Collection[Person], school: School, by: Person) -> list[Slip]:
    """A new code for each; a code that he was given before and has not used is void from now."""
    numbers = sorted(person.pk for person in people)
    # Locked in one order: two who print for the same people at once leave one open code a person.
    list(Person.objects.select_for_update(no_key=True).filter(pk__in=numbers).order_by("pk"))
    if set(numbers) - queries.may_be_invited(school, numbers, by):
        raise Refused(_("Пригласить можно только людей своей школы. Обновите страницу."))
    Invitation.objects.filter(person__in=numbers, used_at=None).delete()
    ends_at = clock.now() + timedelta(days=limits.invitation_age_days_max)
    slips = [Slip(person, codes.make(), ends_at) for person in people]
    Invitation.objects.bulk_create(
        Invitation(person=slip.person, school=school, code_hash=codes.fingerprint(slip.code), made_by=by, ends_at=ends_at)
        for slip in slips
    )
    for number in numbers:
        audit.record("accounts:person:invited", by=by.pk, school=school.pk, person=number, after={"ends_at": ends_at})
    return slips


def find(fingerprint: str) -> Invitation | None:
    """The open invitation with this code; None for one that is wrong, used, replaced or too old, without saying which."""
    return (
        Invitation.objects.select_related("person", "school")
        .filter(code_hash=fingerprint, used_at=None, ends_at__gt=clock.now(), person__is_active=True)
        .exclude(person__user__is_active=False)
        .first()
    )


@transaction.atomic
def accept(*, fingerprint: str, username: str, password: str) -> User:
    """His first sign-in is made; who had one before gets a new password, and his other sessions end."""
    held = Invitation.objects.select_for_update(of=("self",)).filter(code_hash=fingerprint).first()
    invitation = find(fingerprint) if held else None
    if invitation is None:
        raise Refused(bad_code(), "code")
    person = invitation.person
    user = User.objects.filter(person=person).first()
    is_new = user is None
    user = user or User(person=person, username=usernames.checked(username))
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Refused(" ".join(error.messages), "password") from None
    user.set_password(password)
    user.save()
    invitation.used_at = clock.now()
    invitation.save(update_fields=["used_at"])
    audit.record(
        "accounts:invitation:accepted",
        by=person.pk,
        school=invitation.school_id,
        person=person.pk,
        after={"username": user.username, "is_new": is_new},
    )
    if not is_new:
        sign_out_everywhere(person=person, by=person)
    return user


def bad_code() -> str:
    return _("Этот код не подходит. Проверьте его по листку; если он верен, попросите в школе новый.")
