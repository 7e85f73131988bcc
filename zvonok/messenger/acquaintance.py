"""What a person is to others: the facts that the table of `who_may_write` judges, for many people in two questions.

Comes in: a person, and those he asks about (or nobody named: everyone he might write to). Goes out: a verdict for each.
Called by: `dialogues`, free chats, the search of people, a person's card.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db import connection
from django.db.models import QuerySet

from zvonok.messenger.models import Chat
from zvonok.messenger.who_may_write import If, Is, Pair, Row, verdict
from zvonok.profiles.models import LearningProfile
from zvonok.roster.models import Person

# Everyone whom something joins to the person, and what. Whom nothing joins is a stranger: the table's last row.
JOINED = """
WITH own_chat AS MATERIALIZED (
    SELECT place.chat_id FROM messenger_place place
    JOIN messenger_chat chat ON chat.id = place.chat_id AND chat.ruled AND chat.archived_at IS NULL
    WHERE place.person_id = %(person)s
), childs_chat AS MATERIALIZED (
    SELECT DISTINCT place.chat_id FROM messenger_place place
    JOIN messenger_chat chat ON chat.id = place.chat_id AND chat.ruled AND chat.archived_at IS NULL
    WHERE place.person_id IN (SELECT child_id FROM roster_guardianship WHERE parent_id = %(person)s)
), own_school AS MATERIALIZED (
    SELECT school_id FROM roster_employee WHERE person_id = %(person)s AND until IS NULL
    UNION SELECT school_id FROM roster_enrolment WHERE person_id = %(person)s AND until IS NULL
    UNION SELECT enrolment.school_id FROM roster_guardianship guardianship
    JOIN roster_enrolment enrolment ON enrolment.person_id = guardianship.child_id AND enrolment.until IS NULL
    WHERE guardianship.parent_id = %(person)s
), joined AS (
    SELECT person_id, 'shared_chat' AS joined FROM messenger_place WHERE chat_id IN (SELECT chat_id FROM own_chat)
    UNION ALL
    SELECT person_id, 'childs_chat' FROM messenger_place WHERE chat_id IN (SELECT chat_id FROM childs_chat)
    UNION ALL
    SELECT guardianship.parent_id, 'childs_chat' FROM messenger_place place
    JOIN roster_guardianship guardianship ON guardianship.child_id = place.person_id
    WHERE place.chat_id IN (SELECT chat_id FROM own_chat)
    UNION ALL
    SELECT child_id, 'own_child' FROM roster_guardianship WHERE parent_id = %(person)s
    UNION ALL
    SELECT parent_id, 'own_parent' FROM roster_guardianship WHERE child_id = %(person)s
    UNION ALL
    SELECT person_id, 'one_school' FROM roster_employee
    WHERE school_id IN (SELECT school_id FROM own_school) AND until IS NULL
    UNION ALL
    SELECT guardianship.parent_id, 'one_school' FROM roster_employee own
    JOIN roster_enrolment enrolment ON enrolment.school_id = own.school_id AND enrolment.until IS NULL
    JOIN roster_guardianship guardianship ON guardianship.child_id = enrolment.person_id
    WHERE own.person_id = %(person)s AND own.until IS NULL AND own.is_administrator
    UNION ALL
    SELECT blocked_id, 'blocked' FROM messenger_block WHERE person_id = %(person)s
    UNION ALL
    SELECT person_id, 'blocked' FROM messenger_block WHERE blocked_id = %(person)s
)
SELECT person_id, array_agg(DISTINCT joined) FROM joined
WHERE person_id <> %(person)s AND (%(others)s::bigint[] IS NULL OR person_id = ANY(%(others)s))
GROUP BY person_id
"""

STANDING = """
SELECT person_id, 'pupil', school_id FROM roster_enrolment WHERE person_id = ANY(%(people)s) AND until IS NULL
UNION SELECT person_id, 'employee', school_id FROM roster_employee WHERE person_id = ANY(%(people)s) AND until IS NULL
UNION SELECT person_id, 'administrator', school_id FROM roster_employee
WHERE person_id = ANY(%(people)s) AND until IS NULL AND is_administrator
UNION SELECT guardianship.parent_id, 'parent', enrolment.school_id FROM roster_guardianship guardianship
JOIN roster_enrolment enrolment ON enrolment.person_id = guardianship.child_id AND enrolment.until IS NULL
WHERE guardianship.parent_id = ANY(%(people)s)
"""


def verdicts(person: Person, others: Iterable[int] | None = None) -> dict[int, Row]:
    """Of the named, or else of everyone whom something joins to the person, each with the row that decides."""
    return {other: verdict(pair) for other, pair in _pairs(person, None if others is None else list(others)).items()}


def acquainted(person: Person, other: int) -> bool:
    """Something joins them, be it only that both are of one school."""
    pair = _pairs(person, [other])[other]
    schools = [frozenset[int]().union(*standing.values()) for standing in (pair.who, pair.whom)]
    return bool(pair.joined or schools[0] & schools[1])


def people_to_write(person: Person, space: str) -> QuerySet[Person]:
    """Whom a person may write to first, or put into a free chat; in the learning space those with a profile."""
    may = [other for other, row in verdicts(person).items() if row.may]
    return able(Person.objects.filter(pk__in=may), space).order_by("last_name", "first_name", "pk")


def able(people: QuerySet[Person], space: str) -> QuerySet[Person]:
    """Those who can be in a chat of this space at all."""
    people = people.filter(is_active=True)
    return people.filter(profile__state=LearningProfile.State.ACTIVE) if space == Chat.Space.LEARNING else people


def refusing(person: Person, others: Sequence[int]) -> Row | None:
    """The first row that forbids one of them, if any does."""
    return next((row for row in verdicts(person, others).values() if not row.may), None)


def _pairs(person: Person, others: list[int] | None) -> dict[int, Pair]:
    with connection.cursor() as cursor:
        cursor.execute(JOINED, {"person": person.pk, "others": others})
        joined = {other: frozenset(If(one) for one in how) for other, how in cursor.fetchall()}
        people = list(joined) if others is None else others
        cursor.execute(STANDING, {"people": [person.pk, *people]})
        standings: dict[int, dict[Is, frozenset[int]]] = defaultdict(dict)
        for one, what, school in cursor.fetchall():
            standing = standings[one]
            standing[Is(what)] = standing.get(Is(what), frozenset()) | {school}
    own = standings[person.pk]
    return {other: Pair(own, standings[other], joined.get(other, frozenset())) for other in people}
