"""A school's chats seen from above: how many people each has, who is missing and why; and the people behind each count.

Comes in: a school and what is looked for. Goes out: a page of rows and counts of all. Called by: `chat_rules.school_pages`.

Each question is one statement, whatever the number of chats: it reads the same views that put people into chats.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zvonok.chat_rules import queries
from zvonok.ground import limits
from zvonok.ground.storable import storable
from zvonok.messenger.models import Chat

Kind = Chat.Kind

KINDS = {
    Kind.STAFF_ROOM: gettext_lazy("Учительская"),
    Kind.CLASS: gettext_lazy("Классы"),
    Kind.PARENTS: gettext_lazy("Родители"),
    Kind.SUBJECT: gettext_lazy("Предметы"),
}


class Why(StrEnum):
    """Why one who belongs is not there. The first that holds: of one who is switched off nothing more is asked."""

    INACTIVE = "inactive"
    BARRED = "barred"
    NONE = "none"
    AWAITING_PARENT = "awaiting_parent"
    SUSPENDED = "suspended"


WHY_WORDS = {
    Why.NONE: gettext_lazy("нет учебного профиля"),
    Why.AWAITING_PARENT: gettext_lazy("ждут согласия родителя"),
    Why.SUSPENDED: gettext_lazy("приостановили учебный профиль"),
    Why.BARRED: gettext_lazy("не допускает исключение"),
    Why.INACTIVE: gettext_lazy("учётная запись отключена"),
}

OF_SCHOOL = "SELECT chat_id FROM chat_rules_ruledchat WHERE school_id = %s ORDER BY chat_id"

# Those who belong and are not there, a row a place.
LACKING = f"""
    SELECT entitled.chat_id, entitled.person_id,
           CASE WHEN NOT person.is_active THEN 'inactive' WHEN barred.id IS NOT NULL THEN 'barred'
                ELSE coalesce(profile.state, 'none') END AS why
    {queries.BELONGING}
    {queries.ABSENT}
"""

CHATS = f"""
WITH lacking AS MATERIALIZED ({LACKING}), lack AS MATERIALIZED (
    SELECT chat_id, count(*) AS missing FROM lacking GROUP BY chat_id
), lack_why AS MATERIALIZED (
    SELECT chat_id, jsonb_object_agg(why, n) AS whys
    FROM (SELECT chat_id, why, count(*) AS n FROM lacking GROUP BY chat_id, why) AS counted GROUP BY chat_id
), placed AS MATERIALIZED (
    SELECT chat_id, count(*) AS people, count(*) FILTER (WHERE role = 2) AS administrators
    FROM messenger_place WHERE chat_id = ANY(%(chats)s) GROUP BY chat_id
), counted AS MATERIALIZED (
    SELECT chat.id, chat.kind, chat.title, chat.archived_at IS NOT NULL AS archived, said.at AS said_at,
           coalesce(placed.people, 0) AS people, coalesce(placed.administrators, 0) AS administrators,
           coalesce(lack.missing, 0) AS missing, lack_why.whys
    FROM messenger_chat chat
    LEFT JOIN placed ON placed.chat_id = chat.id
    LEFT JOIN lack ON lack.chat_id = chat.id
    LEFT JOIN lack_why ON lack_why.chat_id = chat.id
    LEFT JOIN messenger_message said ON said.id = chat.last_message_id
    WHERE chat.id = ANY(%(chats)s)
), found AS MATERIALIZED (
    SELECT * FROM counted
    WHERE archived = %(archived)s AND (%(kind)s = '' OR kind = %(kind)s)
      AND lower(title) LIKE ALL(%(search)s::text[])
      AND CASE %(only)s WHEN 'missing' THEN missing > 0 WHEN 'headless' THEN administrators = 0
                        WHEN 'silent' THEN coalesce(said_at < %(silent_since)s, true) ELSE true END
), page AS (
    SELECT found.*, (
        SELECT jsonb_agg(jsonb_build_array(person.id, person.last_name || ' ' || left(person.first_name, 1) || '.')
                         ORDER BY person.last_name, person.id)
        FROM (SELECT person_id FROM messenger_place WHERE chat_id = found.id AND role = 2
              ORDER BY person_id LIMIT %(names)s) AS leads
        JOIN roster_person person ON person.id = leads.person_id
    ) AS named
    FROM found ORDER BY {{order}} LIMIT %(limit)s OFFSET %(offset)s
)
SELECT (SELECT count(*) FROM found),
       (SELECT coalesce(jsonb_agg(page ORDER BY {{order}}), '[]') FROM page),
       (SELECT coalesce(jsonb_agg(kinds), '[]') FROM (
            SELECT kind, archived, count(*) AS chats, sum(people) AS people, sum(missing) AS missing,
                   count(*) FILTER (WHERE administrators = 0) AS headless
            FROM counted GROUP BY kind, archived) AS kinds),
       (SELECT coalesce(jsonb_object_agg(why, n), '{{{{}}}}') FROM (
            SELECT why, count(DISTINCT person_id) AS n FROM lacking
            WHERE chat_id IN (SELECT id FROM counted WHERE NOT archived) GROUP BY why) AS whys),
       (SELECT count(DISTINCT person_id) FROM lacking WHERE chat_id IN (SELECT id FROM counted WHERE NOT archived))
"""  # noqa: S608 - our own words
ORDERS = {
    "title": "kind, title, id",
    "missing": "missing DESC, title, id",
    "said": "said_at DESC NULLS LAST, title, id",
}

# Who belongs to a class, whatever its chats: the pupils, or their parents.
OF_CLASS = {
    "pupils": """
        SELECT DISTINCT enrolment.person_id, class.title FROM roster_enrolment enrolment
        JOIN roster_schoolclass class ON class.id = enrolment.school_class_id
        WHERE enrolment.school_class_id = ANY(%(classes)s) AND enrolment.until IS NULL
    """,
    "parents": """
        SELECT DISTINCT guardianship.parent_id AS person_id, class.title FROM roster_enrolment enrolment
        JOIN roster_schoolclass class ON class.id = enrolment.school_class_id
        JOIN roster_guardianship guardianship ON guardianship.child_id = enrolment.person_id
        WHERE enrolment.school_class_id = ANY(%(classes)s) AND enrolment.until IS NULL
    """,
}
LACKING_OF_CLASS = """
    SELECT belongs.title, belongs.person_id,
           CASE WHEN NOT person.is_active THEN 'inactive' ELSE coalesce(profile.state, 'none') END AS why
    FROM ({belongs}) AS belongs
    JOIN roster_person person ON person.id = belongs.person_id
    LEFT JOIN profiles_learningprofile profile ON profile.person_id = belongs.person_id
    WHERE NOT (person.is_active AND coalesce(profile.state, 'none') = 'active')
"""
LACKING_OF_CHATS = f"""
    SELECT chat.title, lacking.person_id, lacking.why FROM ({LACKING}) AS lacking JOIN messenger_chat chat ON chat.id = chat_id
"""  # noqa: S608 - our own words

PEOPLE = """
WITH lacking AS MATERIALIZED ({lacking}), one AS MATERIALIZED (
    SELECT lacking.person_id, array_agg(DISTINCT lacking.title ORDER BY lacking.title) AS titles,
           array_agg(DISTINCT lacking.why) AS whys
    FROM lacking WHERE %(why)s = '' OR lacking.why = %(why)s
    GROUP BY lacking.person_id
)
SELECT count(*) OVER (), person.id, person.last_name, person.first_name, person.middle_name, one.titles, one.whys,
       account.id IS NOT NULL, account.is_active IS NOT FALSE, address.email
FROM one
JOIN roster_person person ON person.id = one.person_id
LEFT JOIN accounts_user account ON account.person_id = person.id
LEFT JOIN account_emailaddress address ON address.user_id = account.id AND address.verified AND address.primary
WHERE lower(person.last_name || ' ' || person.first_name || ' ' || person.middle_name) LIKE ALL(%(search)s::text[])
ORDER BY person.last_name, person.first_name, person.id
LIMIT %(limit)s OFFSET %(offset)s
"""


@dataclass(frozen=True)
class Row:
    """One chat. `whys` says how many are missing for which reason; `named` are its first administrators."""

    id: int
    kind: str
    title: str
    archived: bool
    said_at: datetime | None
    people: int
    administrators: int
    missing: int
    whys: list[tuple[str, Any, int]]
    named: list[tuple[int, str]]

    @property
    def kind_words(self) -> Any:
        return KINDS[Kind(self.kind)]

    @property
    def more_administrators(self) -> int:
        return self.administrators - len(self.named)


@dataclass(frozen=True)
class OfKind:
    kind: str
    words: Any
    chats: int
    people: int
    missing: int
    headless: int


@dataclass(frozen=True)
class Overview:
    """One page of the chats that were looked for, and the whole school's counts of those that live."""

    rows: list[Row]
    count: int
    kinds: list[OfKind]
    archived: int
    whys: list[tuple[str, Any, int]]
    missing_people: int


@dataclass(frozen=True)
class MissingPerson:
    id: int
    name: str
    titles: list[str]
    whys: list[str]
    has_account: bool
    may_sign_in: bool
    email: str | None

    @property
    def why(self) -> str:
        return ", ".join(str(WHY_WORDS[Why(one)]) for one in self.whys)


@dataclass(frozen=True)
class Sought:
    """What of the school's chats is looked at."""

    kind: str = ""
    only: str = ""
    search: str = ""
    order: str = "title"
    silent_since: datetime | None = None
    page: int = 1


@dataclass(frozen=True)
class Scope:
    """Whose absence: from some chats, or from the learning space at all, of a class's pupils or parents."""

    chats: list[int] = field(default_factory=list)
    classes: list[int] = field(default_factory=list)
    of: str = ""
    why: str = ""
    search: str = ""


def chats_of(school: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(OF_SCHOOL, [school])
        return [chat for (chat,) in cursor.fetchall()]


def living_chats_of(school: int, kind: str = "") -> list[int]:
    found = Chat.objects.filter(school=school, ruled=True, archived_at=None)
    return sorted((found.filter(kind=kind) if kind else found).values_list("pk", flat=True))


def overview(school: int, sought: Sought, *, limit: int = limits.school_chats_page_max) -> Overview:
    """Two questions: which chats there are, and all about them."""
    order = ORDERS.get(sought.order, ORDERS["title"])
    only = sought.only
    asked: dict[str, Any] = {
        "chats": chats_of(school),
        "kind": sought.kind,
        "archived": only == "archive",
        "only": only,
        "search": _patterns(sought.search),
        "silent_since": sought.silent_since,
        "names": limits.chat_administrators_named_max,
        "limit": limit,
        "offset": (sought.page - 1) * limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(CHATS.format(order=order), asked)
        count, rows, kinds, whys, people = cursor.fetchone()
    living = {one["kind"]: one for one in json.loads(kinds) if not one["archived"]}
    return Overview(
        rows=[_row(one) for one in json.loads(rows)],
        count=count,
        kinds=[
            OfKind(kind, words, *(int(living[kind][name]) for name in ("chats", "people", "missing", "headless")))
            for kind, words in KINDS.items()
            if kind in living
        ],
        archived=sum(one["chats"] for one in json.loads(kinds) if one["archived"]),
        whys=_whys(json.loads(whys)),
        missing_people=people,
    )


def missing_people(scope: Scope, *, page: int = 1, limit: int = limits.members_page_max) -> tuple[list[MissingPerson], int]:
    """Those of the scope who are not there, by name, and how many there are."""
    lacking = LACKING_OF_CLASS.format(belongs=OF_CLASS[scope.of]) if scope.of else LACKING_OF_CHATS
    asked: dict[str, Any] = {
        "chats": scope.chats,
        "classes": scope.classes,
        "why": scope.why,
        "search": _patterns(scope.search),
        "limit": limit,
        "offset": (page - 1) * limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(PEOPLE.format(lacking=lacking), asked)
        found = cursor.fetchall()
    people = [
        MissingPerson(number, " ".join(part for part in names if part), titles, whys, has_account, may_sign_in, email)
        for _count, number, *names, titles, whys, has_account, may_sign_in, email in found
    ]
    return people, found[0][0] if found else 0


def _row(told: dict[str, Any]) -> Row:
    said_at = datetime.fromisoformat(told["said_at"]) if told["said_at"] else None
    whys, named = _whys(told["whys"] or {}), [(number, name) for number, name in told["named"] or []]
    rest = {name: told[name] for name in ("id", "kind", "title", "archived", "people", "administrators", "missing")}
    return Row(said_at=said_at, whys=whys, named=named, **rest)


def _whys(counts: dict[str, int]) -> list[tuple[str, Any, int]]:
    return [(why, words, counts[why]) for why, words in WHY_WORDS.items() if why in counts]


def _patterns(search: str) -> list[str]:
    """Every word somewhere in it; signs that mean something to LIKE mean themselves."""
    words = storable(search).lower().split()[: limits.search_words_max]
    return [f"%{word.translate(ESCAPES)}%" for word in words] or ["%"]


ESCAPES = str.maketrans({"%": r"\%", "_": r"\_", "\\": r"\\"})


def titles_told(titles: Sequence[str]) -> str:
    """«10 А», «10 А - География» и ещё 3."""
    named = ", ".join(f"«{title}»" for title in titles[: limits.titles_told_max])
    more = len(titles) - limits.titles_told_max
    return _("%(named)s и ещё %(n)d") % {"named": named, "n": more} if more > 0 else named
