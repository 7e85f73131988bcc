"""The same work as a programmer would write it by hand, in plain statements on a bare connection, to compare the house with.

Comes in: a psycopg connection. Goes out: committed rows. Called by: `bench.heart`.

It does what must be done whoever does it: the fact, the difference between the places that should be and those that are, the
grants and revocations, one service message a chat under its next number, the audit, the commit. It holds nobody's locks, names
nobody in its messages, tells no one and builds no answer.
"""

import json

from psycopg import Connection

DIFFERENCE = """
SELECT coalesce(desired.chat_id, present.chat_id), coalesce(desired.person_id, present.person_id), present.role, desired.role
FROM (SELECT * FROM desired_place WHERE person_id = ANY(%(people)s)) desired
FULL JOIN (
    SELECT place.chat_id, place.person_id, place.role
    FROM messenger_place place JOIN chat_rules_ruledchat rule ON rule.chat_id = place.chat_id
    WHERE place.person_id = ANY(%(people)s)
) present ON present.chat_id = desired.chat_id AND present.person_id = desired.person_id
WHERE desired.role IS DISTINCT FROM present.role
"""
AUDIT = "INSERT INTO ground_auditentry (by_person, what, school, person, before, after) VALUES (1, %s, 1, %s, %s, %s)"


def set_administrator(bare: Connection, person: int, leads: bool) -> None:
    with bare.transaction():
        bare.execute("UPDATE roster_employee SET is_administrator = %s WHERE person_id = %s AND until IS NULL", [leads, person])
        make_right(bare, [person])
        bare.execute(AUDIT, ["roster:administrator:appointed", person, "{}", json.dumps({"is_administrator": leads})])


def move(bare: Connection, person: int, to_class: int) -> None:
    with bare.transaction():
        bare.execute("UPDATE roster_enrolment SET until = '2026-11-24' WHERE person_id = %s AND until IS NULL", [person])
        bare.execute(
            "INSERT INTO roster_enrolment (school_id, school_class_id, person_id, since)"
            " SELECT school_id, id, %s, '2026-11-24' FROM roster_schoolclass WHERE id = %s",
            [person, to_class],
        )
        parents = bare.execute("SELECT parent_id FROM roster_guardianship WHERE child_id = %s", [person]).fetchall()
        make_right(bare, [person, *(row[0] for row in parents)])
        bare.execute(AUDIT, ["roster:pupil:moved", person, "{}", json.dumps({"class": to_class})])


def make_right(bare: Connection, people: list[int]) -> None:
    rows = bare.execute(DIFFERENCE, {"people": people}).fetchall()
    granted = [(chat, person, role) for chat, person, was, role in rows if was is None]
    revoked = [(chat, person) for chat, person, _was, role in rows if role is None]
    revised = [(chat, person, role) for chat, person, was, role in rows if was and role]
    chats = sorted({row[0] for row in rows})
    if not chats:
        return
    numbers = bare.execute(
        "UPDATE messenger_chat SET last_seq = last_seq + 1 WHERE id = ANY(%s) RETURNING id, last_seq", [chats]
    ).fetchall()
    if granted:
        bare.execute(
            "INSERT INTO messenger_place (chat_id, person_id, role)"
            " SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::smallint[])",
            [list(column) for column in zip(*granted, strict=True)],
        )
    if revoked:
        bare.execute(
            "DELETE FROM messenger_place place USING unnest(%s::bigint[], %s::bigint[]) AS gone(chat_id, person_id)"
            " WHERE place.chat_id = gone.chat_id AND place.person_id = gone.person_id",
            [list(column) for column in zip(*revoked, strict=True)],
        )
    for chat, person, role in revised:
        bare.execute("UPDATE messenger_place SET role = %s WHERE chat_id = %s AND person_id = %s", [role, chat, person])
    bare.execute(
        "INSERT INTO messenger_message (chat_id, seq, kind, text, data)"
        " SELECT chat_id, seq, 'service', '', '{\"what\": \"places\"}'"
        " FROM unnest(%s::bigint[], %s::bigint[]) AS said(chat_id, seq)",
        [list(column) for column in zip(*numbers, strict=True)],
    )


# A school from nothing, rule by rule, by hand: the stronger role first, so that the weaker one finds the place taken.
FILL = """
INSERT INTO messenger_place (chat_id, person_id, role)
SELECT rule.chat_id, employee.person_id, 2
FROM roster_classteacher leads
JOIN roster_employee employee ON employee.id = leads.employee_id AND employee.until IS NULL
JOIN profiles_learningprofile profile ON profile.person_id = employee.person_id AND profile.state = 'active'
JOIN chat_rules_ruledchat rule ON rule.school_class_id = leads.school_class_id
WHERE leads.school_id = %(school)s AND leads.until IS NULL;

INSERT INTO messenger_place (chat_id, person_id, role)
SELECT rule.chat_id, employee.person_id, 2
FROM roster_studygroupteacher teaches
JOIN roster_employee employee ON employee.id = teaches.employee_id AND employee.until IS NULL
JOIN profiles_learningprofile profile ON profile.person_id = employee.person_id AND profile.state = 'active'
JOIN chat_rules_ruledchat rule ON rule.study_group_id = teaches.study_group_id
WHERE teaches.school_id = %(school)s;

INSERT INTO messenger_place (chat_id, person_id, role)
SELECT rule.chat_id, employee.person_id, CASE WHEN employee.is_administrator THEN 2 ELSE 1 END
FROM roster_employee employee
JOIN profiles_learningprofile profile ON profile.person_id = employee.person_id AND profile.state = 'active'
JOIN chat_rules_ruledchat rule ON rule.school_id = employee.school_id AND rule.kind = 'staff_room'
WHERE employee.school_id = %(school)s AND employee.until IS NULL;

INSERT INTO messenger_place (chat_id, person_id, role)
SELECT rule.chat_id, enrolment.person_id, 1
FROM roster_enrolment enrolment
JOIN profiles_learningprofile profile ON profile.person_id = enrolment.person_id AND profile.state = 'active'
JOIN chat_rules_ruledchat rule ON rule.school_class_id = enrolment.school_class_id AND rule.kind = 'class'
WHERE enrolment.school_id = %(school)s AND enrolment.until IS NULL
ON CONFLICT DO NOTHING;

INSERT INTO messenger_place (chat_id, person_id, role)
SELECT DISTINCT rule.chat_id, guardianship.parent_id, 1
FROM roster_enrolment enrolment
JOIN roster_guardianship guardianship ON guardianship.child_id = enrolment.person_id
JOIN profiles_learningprofile profile ON profile.person_id = guardianship.parent_id AND profile.state = 'active'
JOIN chat_rules_ruledchat rule ON rule.school_class_id = enrolment.school_class_id AND rule.kind = 'parents'
WHERE enrolment.school_id = %(school)s AND enrolment.until IS NULL
ON CONFLICT DO NOTHING;

INSERT INTO messenger_place (chat_id, person_id, role)
SELECT rule.chat_id, enrolment.person_id, 1
FROM roster_enrolment enrolment
JOIN profiles_learningprofile profile ON profile.person_id = enrolment.person_id AND profile.state = 'active'
JOIN roster_studygroup study ON study.school_class_id = enrolment.school_class_id AND study.subgroup_id IS NULL
JOIN chat_rules_ruledchat rule ON rule.study_group_id = study.id
WHERE enrolment.school_id = %(school)s AND enrolment.until IS NULL
ON CONFLICT DO NOTHING;

INSERT INTO messenger_place (chat_id, person_id, role)
SELECT rule.chat_id, enrolment.person_id, 1
FROM roster_enrolment enrolment
JOIN profiles_learningprofile profile ON profile.person_id = enrolment.person_id AND profile.state = 'active'
JOIN roster_subgrouppupil pupil ON pupil.enrolment_id = enrolment.id
JOIN roster_studygroup study ON study.subgroup_id = pupil.subgroup_id
JOIN chat_rules_ruledchat rule ON rule.study_group_id = study.id
WHERE enrolment.school_id = %(school)s AND enrolment.until IS NULL
ON CONFLICT DO NOTHING;

UPDATE messenger_chat SET last_seq = last_seq + 1 WHERE school_id = %(school)s AND ruled;

INSERT INTO messenger_message (chat_id, seq, kind, text, data)
SELECT id, last_seq, 'service', '', '{"what": "places"}' FROM messenger_chat WHERE school_id = %(school)s AND ruled
"""


def fill(bare: Connection, school: int) -> None:
    with bare.transaction():
        for statement in FILL.split(";\n"):
            bare.execute(statement, {"school": school})
