"""Every address of OneRoster's rostering service, one line each. What is not here is not answered.

Comes in: nothing. Goes out: the table of which the addresses, the answers and the description are made.
Called by: `giving.answers`, `giving.description`, `exchange.urls`.
"""

import re
from dataclasses import dataclass
from typing import Final

from zvonok.exchange.giving.collections import CLASSES, COURSES, DEMOGRAPHICS, ENROLLMENTS, ORGS, SESSIONS, USERS, Collection
from zvonok.exchange.giving.oauth import CORE, ROSTER
from zvonok.exchange.giving.oauth import DEMOGRAPHICS as BIRTH_DATES


@dataclass(frozen=True)
class Endpoint:
    """`where` chooses of the collection, `exists` what must be there for the question to make sense: both in SQL, and what
    stands in the braces of the path is their arguments."""

    name: str
    path: str
    collection: Collection
    where: str = "TRUE"
    exists: tuple[str, ...] = ()
    is_one: bool = False
    scopes: frozenset[str] = frozenset({ROSTER})

    @property
    def arguments(self) -> list[str]:
        return re.findall(r"{(\w+)}", self.path)


TERM: Final = "type IN ('term', 'semester')"
GRADING_PERIOD: Final = "type = 'gradingPeriod'"
SCHOOL: Final = "type = 'school'"
STUDENT: Final = """roles @> '[{"role": "student"}]'"""
TEACHER: Final = """roles @> '[{"role": "teacher"}]'"""

THE_SCHOOL: Final = "orgs WHERE \"sourcedId\" = %(schoolSourcedId)s AND type = 'school'"
THE_CLASS: Final = 'classes WHERE "sourcedId" = %(classSourcedId)s'
THE_CLASS_OF_SCHOOL: Final = f'{THE_CLASS} AND "school" = %(schoolSourcedId)s'
IN_CLASS: Final = "enrollments WHERE \"class\" = %(classSourcedId)s AND status = 'active' AND role"
STUDENTS_OF_CLASS: Final = f'"sourcedId" IN (SELECT "user" FROM {IN_CLASS} = \'student\')'  # noqa: S608 - words of our own
TEACHERS_OF_CLASS: Final = f'"sourcedId" IN (SELECT "user" FROM {IN_CLASS} = \'teacher\')'  # noqa: S608 - words of our own


def _both(one: str, many: str, path: str, collection: Collection, where: str = "TRUE") -> tuple[Endpoint, Endpoint]:
    """A collection and one of it."""
    scopes = frozenset({BIRTH_DATES} if collection is DEMOGRAPHICS else {ROSTER, CORE})
    this = f'{where} AND "sourcedId" = %(sourcedId)s'
    return (
        Endpoint(f"getAll{many}", f"/{path}", collection, where, scopes=scopes),
        Endpoint(f"get{one}", f"/{path}/{{sourcedId}}", collection, this, is_one=True, scopes=scopes),
    )


def _classes_of(name: str, path: str, person: str, role: str, is_his: str) -> Endpoint:
    """The classes that somebody learns in or teaches."""
    of_person = f'SELECT "class" FROM enrollments WHERE "user" = %({person})s AND status = \'active\'{is_his}'  # noqa: S608
    exists = (f'users WHERE "sourcedId" = %({person})s AND {role}',)
    return Endpoint(name, path, CLASSES, f'"sourcedId" IN ({of_person})', exists)


OF_SCHOOL: Final = "/schools/{schoolSourcedId}"
CLASS_OF_SCHOOL: Final = OF_SCHOOL + "/classes/{classSourcedId}"
ALL: Final[tuple[Endpoint, ...]] = (
    *_both("AcademicSession", "AcademicSessions", "academicSessions", SESSIONS),
    *_both("Class", "Classes", "classes", CLASSES),
    *_both("Course", "Courses", "courses", COURSES),
    *_both("Demographics", "Demographics", "demographics", DEMOGRAPHICS),
    *_both("Enrollment", "Enrollments", "enrollments", ENROLLMENTS),
    *_both("GradingPeriod", "GradingPeriods", "gradingPeriods", SESSIONS, GRADING_PERIOD),
    *_both("Org", "Orgs", "orgs", ORGS),
    *_both("School", "Schools", "schools", ORGS, SCHOOL),
    *_both("Student", "Students", "students", USERS, STUDENT),
    *_both("Teacher", "Teachers", "teachers", USERS, TEACHER),
    *_both("Term", "Terms", "terms", SESSIONS, TERM),
    *_both("User", "Users", "users", USERS),
    Endpoint("getStudentsForClass", "/classes/{classSourcedId}/students", USERS, STUDENTS_OF_CLASS, (THE_CLASS,)),
    Endpoint("getTeachersForClass", "/classes/{classSourcedId}/teachers", USERS, TEACHERS_OF_CLASS, (THE_CLASS,)),
    Endpoint(
        "getClassesForCourse",
        "/courses/{courseSourcedId}/classes",
        CLASSES,
        '"course" = %(courseSourcedId)s',
        ('courses WHERE "sourcedId" = %(courseSourcedId)s',),
    ),
    Endpoint("getClassesForSchool", f"{OF_SCHOOL}/classes", CLASSES, '"school" = %(schoolSourcedId)s', (THE_SCHOOL,)),
    Endpoint("getCoursesForSchool", f"{OF_SCHOOL}/courses", COURSES, '"org" = %(schoolSourcedId)s', (THE_SCHOOL,)),
    Endpoint(
        "getEnrollmentsForSchool", f"{OF_SCHOOL}/enrollments", ENROLLMENTS, '"school" = %(schoolSourcedId)s', (THE_SCHOOL,)
    ),
    # A client reads one school, so all that it may see is of that school.
    Endpoint("getStudentsForSchool", f"{OF_SCHOOL}/students", USERS, STUDENT, (THE_SCHOOL,)),
    Endpoint("getTeachersForSchool", f"{OF_SCHOOL}/teachers", USERS, TEACHER, (THE_SCHOOL,)),
    Endpoint("getTermsForSchool", f"{OF_SCHOOL}/terms", SESSIONS, TERM, (THE_SCHOOL,)),
    Endpoint(
        "getEnrollmentsForClassInSchool",
        f"{CLASS_OF_SCHOOL}/enrollments",
        ENROLLMENTS,
        '"class" = %(classSourcedId)s',
        (THE_SCHOOL, THE_CLASS_OF_SCHOOL),
    ),
    Endpoint(
        "getStudentsForClassInSchool",
        f"{CLASS_OF_SCHOOL}/students",
        USERS,
        STUDENTS_OF_CLASS,
        (THE_SCHOOL, THE_CLASS_OF_SCHOOL),
    ),
    Endpoint(
        "getTeachersForClassInSchool",
        f"{CLASS_OF_SCHOOL}/teachers",
        USERS,
        TEACHERS_OF_CLASS,
        (THE_SCHOOL, THE_CLASS_OF_SCHOOL),
    ),
    _classes_of(
        "getClassesForStudent", "/students/{studentSourcedId}/classes", "studentSourcedId", STUDENT, " AND role = 'student'"
    ),
    _classes_of(
        "getClassesForTeacher", "/teachers/{teacherSourcedId}/classes", "teacherSourcedId", TEACHER, " AND role = 'teacher'"
    ),
    _classes_of("getClassesForUser", "/users/{userSourcedId}/classes", "userSourcedId", "TRUE", ""),
    Endpoint(
        "getClassesForTerm",
        "/terms/{termSourcedId}/classes",
        CLASSES,
        "%(termSourcedId)s = ANY(terms)",
        (f'academic_sessions WHERE "sourcedId" = %(termSourcedId)s AND {TERM}',),
    ),
    Endpoint(
        "getGradingPeriodsForTerm",
        "/terms/{termSourcedId}/gradingPeriods",
        SESSIONS,
        f'{GRADING_PERIOD} AND "parent" = %(termSourcedId)s',
        (f'academic_sessions WHERE "sourcedId" = %(termSourcedId)s AND {TERM}',),
    ),
)
