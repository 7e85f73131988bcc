"""What is wrong across rows, once all are staged: ids that nobody has, doubles, a pupil in two classes, a title twice.

Comes in: a run whose rows are staged. Goes out: problems, each with its line and a sentence. Called by: `exchange.actions`.

Each check is one SELECT that yields (file, line, a, b): where, and what the sentence names. An id that the file does not have
may be known from before, unless the source told all of that kind now.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection
from django.utils.translation import gettext_lazy

from zvonok.exchange.models import FoundProblem, Run
from zvonok.ground import limits

SENTENCE_LENGTH_MAX: Final = 500
# The first lines, each with how many there are.
FIRST: Final = "SELECT count(*) OVER (), found.* FROM ({check}) AS found ORDER BY file, line LIMIT {most}"


@dataclass(frozen=True)
class Check:
    """`column` is the row's own word, which the format translates into its head."""

    column: str
    sentence: Any
    sql: str
    # It would find what is only missing because its own row is wrong.
    is_of_references: bool = False


def unknown(table: str, column: str, kind: str, among: str) -> str:
    return f"""
        SELECT told.file, told.line, told.{column} AS a, '' AS b
        FROM exchange_staged{table} told
        WHERE told.run_id = %(run)s AND told.{column} <> ''
          AND NOT EXISTS (SELECT FROM exchange_staged{among} one WHERE one.run_id = %(run)s AND one.there = told.{column})
          AND ('{kind}' = ANY(%(complete)s) OR NOT EXISTS (
            SELECT FROM exchange_knownas known
            WHERE known.source_id = %(source)s AND known.kind = '{kind}' AND known.there = told.{column}))
    """  # noqa: S608 - our own words


def no_employee(table: str, column: str) -> str:
    """Somebody who is known, and not on the staff."""
    return f"""
        SELECT told.file, told.line, concat_ws(' ', person.last_name, person.first_name) AS a, '' AS b
        FROM exchange_staged{table} told
        JOIN exchange_stagedperson person ON person.run_id = %(run)s AND person.there = told.{column}
        WHERE told.run_id = %(run)s
          AND NOT EXISTS (SELECT FROM exchange_stagedemployee one WHERE one.run_id = %(run)s AND one.person = told.{column})
          AND ('employee' = ANY(%(complete)s) OR NOT EXISTS (
            SELECT FROM exchange_knownas known
            JOIN roster_employee employee ON employee.person_id = known.person_id AND employee.until IS NULL
            WHERE known.source_id = %(source)s AND known.there = told.{column} AND employee.school_id = %(school)s))
    """  # noqa: S608 - our own words


NO_PERSON: Final = gettext_lazy("Человека «%(a)s» в списках нет. Добавьте его строку или исправьте ссылку.")
NO_CLASS: Final = gettext_lazy("Класса «%(a)s» в списках нет. Добавьте его строку или исправьте название.")
NO_GROUP: Final = gettext_lazy("Группы «%(a)s» в списках нет. Добавьте её строку или исправьте ссылку.")
NO_EMPLOYEE: Final = gettext_lazy("%(a)s не сотрудник школы. Добавьте его в список сотрудников или выберите другого.")

CHECKS: Final = (
    Check(
        "person.id",
        gettext_lazy("Под тем же номером «%(a)s» уже есть другой человек: %(b)s. Номер у каждого свой."),
        """
        SELECT told.file, told.line, told.there AS a, concat_ws(' ', first.last_name, first.first_name) AS b
        FROM exchange_stagedperson told
        JOIN (
            SELECT DISTINCT ON (there) there, id, last_name, first_name, middle_name, birth_date
            FROM exchange_stagedperson WHERE run_id = %(run)s ORDER BY there, id
        ) AS first ON first.there = told.there AND first.id <> told.id
        WHERE told.run_id = %(run)s
          AND (exchange_looks(told.last_name || told.first_name || told.middle_name)
                  <> exchange_looks(first.last_name || first.first_name || first.middle_name)
               OR told.birth_date <> first.birth_date)
        """,
    ),
    Check("employee.person", NO_PERSON, unknown("employee", "person", "person", "person"), True),
    Check(
        "class.title",
        gettext_lazy("Класс «%(a)s» назван дважды: он уже есть в строке %(b)s. Оставьте одну."),
        """
        SELECT told.file, told.line, told.title AS a, first.line::text AS b
        FROM exchange_stagedclass told
        JOIN (
            SELECT DISTINCT ON (exchange_looks(title)) exchange_looks(title) AS looks, id, line
            FROM exchange_stagedclass WHERE run_id = %(run)s ORDER BY exchange_looks(title), id
        ) AS first ON first.looks = exchange_looks(told.title) AND first.id <> told.id
        WHERE told.run_id = %(run)s
        """,
    ),
    Check(
        "class.id",
        gettext_lazy("Под тем же номером «%(a)s» уже есть класс «%(b)s». Номер у каждого свой."),
        """
        SELECT told.file, told.line, told.there AS a, first.title AS b
        FROM exchange_stagedclass told
        JOIN (
            SELECT DISTINCT ON (there) there, id, title FROM exchange_stagedclass WHERE run_id = %(run)s ORDER BY there, id
        ) AS first ON first.there = told.there AND first.id <> told.id
        WHERE told.run_id = %(run)s AND exchange_looks(told.title) <> exchange_looks(first.title)
        """,
    ),
    Check("class.class_teacher", NO_PERSON, unknown("class", "class_teacher", "person", "person"), True),
    Check("class.class_teacher", NO_EMPLOYEE, no_employee("class", "class_teacher"), True),
    Check("enrolment.person", NO_PERSON, unknown("enrolment", "person", "person", "person"), True),
    Check("enrolment.school_class", NO_CLASS, unknown("enrolment", "school_class", "class", "class"), True),
    Check(
        "enrolment.school_class",
        gettext_lazy("Ученик уже записан в класс «%(a)s»: строка %(b)s. В школе он учится в одном классе."),
        """
        SELECT told.file, told.line, coalesce(class.title, first.school_class) AS a, first.line::text AS b
        FROM exchange_stagedenrolment told
        JOIN (
            SELECT DISTINCT ON (person) person, id, school_class, line
            FROM exchange_stagedenrolment WHERE run_id = %(run)s ORDER BY person, id
        ) AS first ON first.person = told.person AND first.id <> told.id
        LEFT JOIN LATERAL (
            SELECT title FROM exchange_stagedclass WHERE run_id = %(run)s AND there = first.school_class LIMIT 1
        ) AS class ON true
        WHERE told.run_id = %(run)s AND told.school_class <> first.school_class
        """,
    ),
    Check("guardianship.parent", NO_PERSON, unknown("guardianship", "parent", "person", "person"), True),
    Check("guardianship.child", NO_PERSON, unknown("guardianship", "child", "person", "person"), True),
    Check(
        "guardianship.parent",
        gettext_lazy("Человек не может быть родителем самому себе. Выберите другого."),
        "SELECT file, line, '' AS a, '' AS b FROM exchange_stagedguardianship WHERE run_id = %(run)s AND parent = child",
    ),
    Check(
        "guardianship.parent",
        gettext_lazy("Наоборот уже сказано в строке %(a)s: ребёнок не может быть родителем своего родителя."),
        """
        SELECT told.file, told.line, other.line::text AS a, '' AS b
        FROM exchange_stagedguardianship told
        JOIN exchange_stagedguardianship other
            ON other.run_id = %(run)s AND other.child = told.parent AND other.parent = told.child
        WHERE told.run_id = %(run)s AND other.id < told.id
        """,
    ),
    Check("study_group.school_class", NO_CLASS, unknown("studygroup", "school_class", "class", "class"), True),
    Check(
        "study_group.id",
        gettext_lazy("Такая группа уже есть в строке %(b)s: «%(a)s». Оставьте одну или назовите подгруппы по-разному."),
        """
        SELECT told.file, told.line, told.subject AS a, first.line::text AS b
        FROM exchange_stagedstudygroup told
        JOIN (
            SELECT DISTINCT ON (school_class, exchange_looks(subject), exchange_looks(subgroup))
                   school_class, exchange_looks(subject) AS subject, exchange_looks(subgroup) AS subgroup, there, line
            FROM exchange_stagedstudygroup WHERE run_id = %(run)s
            ORDER BY school_class, exchange_looks(subject), exchange_looks(subgroup), id
        ) AS first ON first.school_class = told.school_class AND first.subject = exchange_looks(told.subject)
            AND first.subgroup = exchange_looks(told.subgroup) AND first.there <> told.there
        WHERE told.run_id = %(run)s
        """,
    ),
    Check(
        "study_group.id",
        gettext_lazy("Под тем же номером «%(a)s» уже есть другая группа: строка %(b)s. Номер у каждой свой."),
        """
        SELECT told.file, told.line, told.there AS a, first.line::text AS b
        FROM exchange_stagedstudygroup told
        JOIN (
            SELECT DISTINCT ON (there) there, id, school_class, subject, subgroup, line
            FROM exchange_stagedstudygroup WHERE run_id = %(run)s ORDER BY there, id
        ) AS first ON first.there = told.there AND first.id <> told.id
        WHERE told.run_id = %(run)s AND (told.school_class, told.subject, told.subgroup)
            IS DISTINCT FROM (first.school_class, first.subject, first.subgroup)
        """,
    ),
    Check("study.study_group", NO_GROUP, unknown("study", "study_group", "study_group", "studygroup"), True),
    Check("study.person", NO_PERSON, unknown("study", "person", "person", "person"), True),
    Check(
        "study.person",
        gettext_lazy("%(a)s учится в другом классе, а группа — класса «%(b)s»."),
        """
        SELECT told.file, told.line, concat_ws(' ', person.last_name, person.first_name) AS a, coalesce(class.title, '') AS b
        FROM exchange_stagedstudy told
        JOIN exchange_stagedstudygroup study
            ON study.run_id = %(run)s AND study.there = told.study_group AND study.subgroup <> ''
        JOIN exchange_stagedenrolment enrolment ON enrolment.run_id = %(run)s AND enrolment.person = told.person
        LEFT JOIN exchange_stagedperson person ON person.run_id = %(run)s AND person.there = told.person
        LEFT JOIN exchange_stagedclass class ON class.run_id = %(run)s AND class.there = study.school_class
        WHERE told.run_id = %(run)s AND enrolment.school_class <> study.school_class
        """,
    ),
    Check("teaching.study_group", NO_GROUP, unknown("teaching", "study_group", "study_group", "studygroup"), True),
    Check("teaching.person", NO_PERSON, unknown("teaching", "person", "person", "person"), True),
    Check("teaching.person", NO_EMPLOYEE, no_employee("teaching", "person"), True),
)


def check(run: Run, columns: Mapping[str, Any]) -> None:
    """Adds to `run.counts` how many were found; of very many, only so many are kept.

    What speaks of a row that is wrong itself is no second mistake: references are looked at once all rows are right.
    """
    asked = {"run": run.pk, "source": run.source_id, "school": run.school_id, "complete": run.complete}
    problems = run.counts.get("problems", 0)
    for one in CHECKS:
        if one.is_of_references and run.counts.get("problems"):
            continue
        room = max(0, limits.roster_problems_kept_max - problems)
        with connection.cursor() as cursor:
            cursor.execute(FIRST.format(check=one.sql, most=room + 1), asked)
            found = cursor.fetchall()
        if not found:
            continue
        problems += found[0][0]
        FoundProblem.objects.bulk_create(
            FoundProblem(
                run=run,
                file=file,
                line=line,
                column=str(columns.get(one.column, ""))[:100],
                sentence=(str(one.sentence) % {"a": a, "b": b})[:SENTENCE_LENGTH_MAX],
            )
            for _all, file, line, a, b in found[:room]
        )
    run.counts = {**run.counts, "problems": problems}
