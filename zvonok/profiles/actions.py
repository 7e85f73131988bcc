"""The only writers of learning profiles and of consent.

Comes in: whose profile, the version of the text that was read, and who acts. Goes out: the profile and what followed in chats.
Called by: `profiles.pages`, the demo school.
"""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from zvonok.ground import audit, clock
from zvonok.ground.refusal import Refused
from zvonok.profiles.age import is_young
from zvonok.profiles.models import Consent, LearningProfile
from zvonok.roster.models import Enrolment, Guardianship, Person
from zvonok.roster.touched import Changed, hold, touched

State = LearningProfile.State


@transaction.atomic
def make_profile(*, text_version: str, by: Person) -> Changed[LearningProfile]:
    """His own. From this moment he is in every chat that is his; a young pupil, once a parent has confirmed."""
    people = hold([by.pk])
    if LearningProfile.objects.filter(person=by).exists():
        raise Refused(_("Учебный профиль уже создан."))
    state = State.AWAITING_PARENT if needs_parent(by, clock.today()) else State.ACTIVE
    profile = LearningProfile.objects.create(person=by, state=state)
    Consent.objects.create(person=by, given_by=by, text_version=text_version)
    effects = touched(people=people) if state == State.ACTIVE else []
    audit.record("profiles:profile:made", by=by.pk, person=by.pk, after={"state": state, "text": text_version})
    return Changed(profile, effects)


@transaction.atomic
def confirm(*, child: Person, text_version: str, by: Person) -> Changed[LearningProfile]:
    """A parent agrees for a young pupil, who may have asked for it or not yet."""
    people = hold([child.pk])
    if not Guardianship.objects.filter(parent=by, child=child).exists():
        raise Refused(_("Подтвердить может только родитель."))
    profile, is_new = LearningProfile.objects.get_or_create(person=child, defaults={"state": State.AWAITING_PARENT})
    if is_new and not needs_parent(child, clock.today()):
        raise Refused(_("Этот ученик уже решает сам: пусть создаст профиль на своей странице."))
    if profile.state != State.AWAITING_PARENT:
        raise Refused(_("Этот профиль уже подтверждён."))
    Consent.objects.create(person=child, given_by=by, text_version=text_version)
    return _change(profile, State.ACTIVE, "profiles:profile:confirmed", people, by)


@transaction.atomic
def suspend(*, person: Person, by: Person) -> Changed[LearningProfile]:
    people = hold([person.pk])
    return _change(_profile(person, State.ACTIVE), State.SUSPENDED, "profiles:profile:suspended", people, by)


@transaction.atomic
def resume(*, person: Person, by: Person) -> Changed[LearningProfile]:
    people = hold([person.pk])
    if by.pk == person.pk and needs_parent(person, clock.today()):
        raise Refused(_("Возобновить профиль может родитель: попросите его."))
    return _change(_profile(person, State.SUSPENDED), State.ACTIVE, "profiles:profile:resumed", people, by)


def needs_parent(person: Person, today: date) -> bool:
    """A pupil under the age of the setting, or one whose age nobody has written down."""
    if not Enrolment.objects.filter(person=person, until=None).exists():
        return False
    return is_young(person.birth_date, today)


def _profile(person: Person, state: str) -> LearningProfile:
    profile = LearningProfile.objects.filter(person=person, state=state).first()
    if profile is None:
        raise Refused(_("Состояние профиля уже другое. Обновите страницу."))
    return profile


def _change(profile: LearningProfile, state: str, what: str, people: list[int], by: Person) -> Changed[LearningProfile]:
    before, profile.state = profile.state, state
    profile.save(update_fields=["state"])
    effects = touched(people=people)
    audit.record(what, by=by.pk, person=profile.person_id, before={"state": before}, after={"state": state})
    return Changed(profile, effects)
