"""Schools to measure on: one made in bulk, the same ninety-nine times more, and classes that wait for their first press.

Comes in: numbers. Goes out: rows. Called by: `bench.__main__`.
"""

from pathlib import Path

from django.db import connection

SCHOOL = (Path(__file__).parent / "school.sql").read_text()
# The numbers of one school's rows lie below this; those of the next begin after it.
STRIDE = 100_000
OPENING_FIRST = 50_000

# Which columns of a table hold numbers of rows: in a clone they are moved on by the stride.
TABLES = {
    "roster_school": ("id",),
    "roster_schoolyear": ("id", "school_id"),
    "roster_person": ("id",),
    "roster_employee": ("id", "school_id", "person_id"),
    "roster_schoolclass": ("id", "school_id"),
    "roster_classteacher": ("id", "school_id", "school_class_id", "employee_id"),
    "roster_enrolment": ("id", "school_id", "school_class_id", "person_id"),
    "roster_subgroup": ("id", "school_class_id"),
    "roster_subgrouppupil": ("id", "subgroup_id", "enrolment_id", "school_class_id"),
    "roster_guardianship": ("id", "parent_id", "child_id"),
    "roster_subject": ("id", "school_id"),
    "roster_studygroup": ("id", "school_id", "year_id", "school_class_id", "subgroup_id", "subject_id"),
    "roster_studygroupteacher": ("id", "study_group_id", "employee_id", "school_id"),
    "profiles_learningprofile": ("person_id",),
    "messenger_chat": ("id", "school_id", "made_by_id", "last_message_id"),
    "chat_rules_ruledchat": ("chat_id", "school_id", "school_class_id", "study_group_id"),
    "messenger_place": ("chat_id", "person_id"),
}


def make_first() -> None:
    with connection.cursor() as cursor:
        cursor.execute(SCHOOL)
        _let_numbers_go_on(cursor, 90_000)
        cursor.execute("ANALYZE")


def clone(times: int) -> None:
    """Every row of the first school again, with other numbers; foreign keys hold by the moving and are not asked."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for table, numbers in TABLES.items():
            columns = _columns(cursor, table)
            moved = ", ".join(f"{one} + {STRIDE} * n" if one in numbers else one for one in columns)
            # Not the classes that wait to be opened; but a pupil who was moved meanwhile has a new enrolment.
            asked = [one for one in numbers if one != "last_message_id" and (table, one) != ("roster_enrolment", "id")]
            mine = " AND ".join(f"({one} IS NULL OR {one} < {OPENING_FIRST})" for one in asked)
            cursor.execute(
                f"INSERT INTO {table} ({', '.join(columns)}) SELECT {moved.replace('last_message_id + ', 'NULL::bigint + ')}"
                f" FROM {table}, generate_series(1, {times}) n WHERE {mine} ORDER BY n"
            )
        cursor.execute("SET session_replication_role = origin")
        _let_numbers_go_on(cursor, STRIDE * (times + 1))
        cursor.execute("VACUUM ANALYZE")


def make_classes_to_open(size: int, number: int) -> list[int]:
    """Classes of the first school whose chat will have `size` members: pupils with profiles, and the class teacher 11."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH class AS (
                INSERT INTO roster_schoolclass (school_id, grade, title)
                SELECT 1, 1, 'к' || (SELECT count(*) FROM roster_schoolclass) || '-' || n
                FROM generate_series(1, %(number)s) n RETURNING id
            ), led AS (
                INSERT INTO roster_classteacher (school_id, school_class_id, employee_id, since)
                SELECT 1, id, 11, '2026-09-01' FROM class
            ), pupil AS (
                INSERT INTO roster_person (last_name, first_name, middle_name, is_active)
                SELECT 'Ученик', 'Имя', '', true FROM generate_series(1, %(number)s * (%(size)s - 1)) RETURNING id
            ), profile AS (
                INSERT INTO profiles_learningprofile (person_id, state) SELECT id, 'active' FROM pupil
            ), numbered AS (
                SELECT id, (row_number() OVER (ORDER BY id) - 1) / (%(size)s - 1) AS place FROM pupil
            )
            INSERT INTO roster_enrolment (school_id, school_class_id, person_id, since)
            SELECT 1, class.id, numbered.id, '2026-09-01'
            FROM numbered JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS place FROM class) class USING (place)
            RETURNING school_class_id
            """,
            {"size": size, "number": number},
        )
        return sorted({row[0] for row in cursor.fetchall()})


def _columns(cursor: object, table: str) -> list[str]:
    cursor.execute(  # type: ignore[attr-defined]
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum",
        [table],
    )
    return [row[0] for row in cursor.fetchall()]  # type: ignore[attr-defined]


def _let_numbers_go_on(cursor: object, number: int) -> None:
    """Rows that are made from now on get numbers above these."""
    cursor.execute(  # type: ignore[attr-defined]
        "SELECT setval(pg_get_serial_sequence(relname, 'id'), %s) FROM pg_class"
        " WHERE relkind = 'r' AND relname ~ '^(roster|messenger|chat_rules)_'"
        " AND EXISTS (SELECT FROM pg_attribute WHERE attrelid = pg_class.oid AND attname = 'id')",
        [number],
    )
