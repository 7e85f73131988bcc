"""Why a person is in a chat, and who is not there and why: from the same views that put people there.

Called by: `chat_rules.api`, `chat_rules.pages`.
"""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from zvonok.chat_rules.models import last_day
from zvonok.roster.models import Person

REASONS = """
SELECT claim.person_id, claim.reason, claim.role, about.first_name, about.last_name,
       coalesce(exception.reason, substitution.reason), coalesce(exception.ends_at, substitution.ends_at),
       CASE WHEN claim.reason IN ('class_teacher', 'pupil', 'learner', 'teacher', 'parent') THEN
           coalesce(class.title, study_class.title) END
FROM claim
JOIN chat_rules_ruledchat rule ON rule.chat_id = claim.chat_id
LEFT JOIN roster_schoolclass class ON class.id = rule.school_class_id
LEFT JOIN roster_studygroup study ON study.id = rule.study_group_id
LEFT JOIN roster_schoolclass study_class ON study_class.id = study.school_class_id
LEFT JOIN roster_person about ON about.id = claim.about
LEFT JOIN chat_rules_chatexception exception
       ON claim.reason = 'exception' AND exception.chat_id = claim.chat_id
      AND exception.person_id = claim.person_id AND exception.ended_at IS NULL
LEFT JOIN LATERAL (
    SELECT one.reason, one.ends_at FROM roster_substitution one JOIN roster_employee employee ON employee.id = one.employee_id
    WHERE claim.reason = 'substitute' AND one.study_group_id = rule.study_group_id AND employee.person_id = claim.person_id
      AND one.author_id = claim.about AND one.begun_at IS NOT NULL AND one.ended_at IS NULL
    ORDER BY one.ends_at DESC LIMIT 1
) AS substitution ON true
WHERE claim.chat_id = %(chat)s AND (%(person)s::bigint IS NULL OR claim.person_id = %(person)s)
ORDER BY claim.person_id, claim.role DESC, about.first_name
"""

# Those who belong to chats and are not in them: `entitled`, with what is known of why. `barred` speaks of that chat alone.
BELONGING = """
FROM entitled_place entitled
JOIN roster_person person ON person.id = entitled.person_id
LEFT JOIN profiles_learningprofile profile ON profile.person_id = entitled.person_id
LEFT JOIN chat_rules_chatexception barred
       ON barred.chat_id = entitled.chat_id AND barred.person_id = entitled.person_id
      AND barred.effect = 'bar' AND barred.ended_at IS NULL
"""
ABSENT = """
WHERE entitled.chat_id = ANY(%(chats)s)
  AND NOT (person.is_active AND barred.id IS NULL AND coalesce(profile.state, 'none') = 'active')
"""

MISSING = f"""
SELECT entitled.chat_id, entitled.person_id, entitled.role, profile.state, barred.reason, barred.ends_at,
       author.first_name, author.last_name, person.is_active
{BELONGING}
LEFT JOIN roster_person author ON author.id = barred.author_id
{ABSENT}
ORDER BY entitled.chat_id, person.last_name, person.first_name, person.id
"""


@dataclass(frozen=True)
class Missing:
    """One who belongs in the chat and is not there."""

    chat_id: int
    person: Person
    role: int
    why: str


def reasons(chat: int, person: int | None = None) -> dict[int, list[str]]:
    """Every reason of everyone in a ruled chat (or of one person), in words. A free chat has none."""
    found: dict[int, list[str]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(REASONS, {"chat": chat, "person": person})
        for person_id, *rest in cursor.fetchall():
            words = _in_words(*rest)
            # Two substitutions of one day are one reason.
            if words not in found[person_id]:
                found[person_id].append(words)
    return dict(found)


def missing(chats: list[int]) -> list[Missing]:
    """Entitled, but without an active learning profile, or kept out by an exception."""
    with connection.cursor() as cursor:
        cursor.execute(MISSING, {"chats": chats})
        rows = cursor.fetchall()
    people = Person.objects.in_bulk({row[1] for row in rows})
    return [Missing(chat, people[person], role, _why_missing(*rest)) for chat, person, role, *rest in rows]


def _in_words(
    reason: str,
    role: int,
    first_name: str | None,
    last_name: str | None,
    why: str | None,
    ends_at: Any,
    title: str | None,
) -> str:
    about = f"{first_name} {(last_name or '')[:1]}."
    if reason == "exception":
        return _("исключение до %(date)s: %(why)s (%(author)s)") % {
            "date": date_format(last_day(ends_at), "d.m.Y") if ends_at else "",
            "why": why,
            "author": about,
        }
    if reason == "substitute":
        return _("замена до %(date)s: %(why)s (%(author)s)") % {
            "date": date_format(last_day(ends_at), "d.m.Y") if ends_at else "",
            "why": why,
            "author": about,
        }
    return {
        "administrator": _("администратор школы"),
        "employee": _("сотрудник школы"),
        "pupil": _("ученик %(title)s"),
        "class_teacher": _("классный руководитель %(title)s"),
        "parent": _("родитель: %(child)s"),
        "learner": _("учится в %(title)s"),
        "teacher": _("учитель предмета в %(title)s"),
        "archive": _("в составе чата на день, когда тот ушёл в архив"),
    }[reason] % {"title": title, "child": about}


def _why_missing(
    state: str | None, barred: str | None, ends_at: Any, first_name: str | None, last_name: str | None, is_active: bool
) -> str:
    if not is_active:
        return _("учётная запись отключена")
    if barred:
        return _("не допускают до %(date)s: %(why)s (%(author)s)") % {
            "date": date_format(last_day(ends_at), "d.m.Y"),
            "why": barred,
            "author": f"{first_name} {(last_name or '')[:1]}.",
        }
    return {
        None: _("нет учебного профиля"),
        "awaiting_parent": _("учебный профиль ждёт согласия родителя"),
        "suspended": _("учебный профиль приостановлен"),
    }[state]
