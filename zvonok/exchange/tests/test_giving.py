"""OneRoster for other systems: what is told of a school, how it is asked for, who may ask, and what has changed since."""

import base64
import csv
import io
import re
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import signing
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from tests.shared_cast import cast, cast_of_module, db
from zvonok.exchange.giving import clients, endpoints, files, oauth
from zvonok.exchange.giving.answers import BASE, DISCOVERY, TOKEN
from zvonok.exchange.giving.forgetting import forget_long_gone
from zvonok.exchange.giving.models import Client, Noted
from zvonok.ground import clock, limits
from zvonok.ground.models import AuditEntry
from zvonok.ground.trouble import Trouble
from zvonok.operations.cast import Cast
from zvonok.roster import actions
from zvonok.roster.models import Guardianship, StudyGroup

__all__ = ["cast", "cast_of_module", "db"]

pytestmark = pytest.mark.django_db
Ask = Callable[..., Any]


def let_in(cast: Cast, **options: Any) -> tuple[Client, str]:
    options = {"name": "Школьная библиотека", "gives_birth_dates": False, "days": 30, **options}
    return clients.let_in(school=cast.school, now=clock.now(), by=cast.head, **options)


def token_of(client: Client, secret: str, **asked: str) -> Any:
    basic = base64.b64encode(f"{client.client_id}:{secret}".encode()).decode()
    asked = {"grant_type": "client_credentials", **asked}
    return Browser().post(TOKEN, asked, headers={"authorization": f"Basic {basic}"})


@pytest.fixture
def ask(cast: Cast) -> Ask:
    """Asks as a client that may have everything."""
    token = token_of(*let_in(cast, gives_birth_dates=True)).json()["access_token"]

    def asked(path: str, **query: Any) -> Any:
        return Browser().get(BASE + path, query, headers={"authorization": f"Bearer {token}"})

    return asked


def ids(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.content
    (found,) = answer.json().values()
    return [one["sourcedId"] for one in found]


def code(answer: Any) -> tuple[int, str]:
    told = answer.json()
    assert (told["imsx_codeMajor"], told["imsx_severity"]) == ("failure", "error")
    (minor,) = told["imsx_CodeMinor"]["imsx_codeMinorField"]
    assert minor["imsx_codeMinorFieldName"] == "TargetEndSystem"
    return answer.status_code, minor["imsx_codeMinorFieldValue"]


def test_a_pupil_a_class_and_a_study_group_are_told_as_the_standard_has_it(cast: Cast, ask: Ask) -> None:
    pupil = ask(f"/students/person-{cast.sibling.pk}").json()["user"]
    assert (pupil["familyName"], pupil["grades"], pupil["enabledUser"]) == ("Иванов", ["10"], "true")
    assert [(role["role"], role["roleType"]) for role in pupil["roles"]] == [("student", "primary")]
    assert [one["sourcedId"] for one in pupil["agents"]] == [f"person-{cast.parent_of_both.pk}"]
    assert pupil["agents"][0]["href"] == f"http://testserver{BASE}/users/person-{cast.parent_of_both.pk}"

    homeroom = ask(f"/classes/class-{cast.class_10a.pk}").json()["class"]
    assert (homeroom["title"], homeroom["classType"], homeroom["grades"]) == ("10 А", "homeroom", ["10"])
    assert homeroom["terms"][0]["sourcedId"] == f"year-{cast.year.pk}"
    group = ask(f"/classes/group-{cast.english_10a_first.pk}").json()["class"]
    assert (group["title"], group["classType"]) == ("10 А (группа 1) - Английский язык", "scheduled")
    assert group["metadata"] == {"zvonok.class": f"class-{cast.class_10a.pk}", "zvonok.subgroup": "группа 1"}

    parent = ask(f"/users/person-{cast.parent_of_both.pk}").json()["user"]
    assert {one["sourcedId"] for one in parent["agents"]} == {f"person-{one.pk}" for one in (cast.sibling, cast.other_sibling)}
    teacher = ask(f"/users/person-{cast.teacher_and_parent.pk}").json()["user"]
    assert [role["role"] for role in teacher["roles"]] == ["teacher", "parent"]
    head = ask(f"/users/person-{cast.head.pk}").json()["user"]
    assert [role["role"] for role in head["roles"]] == ["siteAdministrator"]


def test_enrollments_are_the_class_the_subgroup_and_who_teaches(cast: Cast, ask: Ask) -> None:
    of_class = ask(f"/schools/school-{cast.school.pk}/classes/class-{cast.class_10a.pk}/enrollments").json()["enrollments"]
    leads = [one for one in of_class if one["role"] == "teacher"]
    assert [(one["user"]["sourcedId"], one["primary"]) for one in leads] == [(f"person-{cast.class_teacher.pk}", "true")]
    assert len(of_class) == 1 + 4
    group = f"group-{cast.english_10a_first.pk}"
    assert set(ids(ask(f"/classes/{group}/students"))) == {f"person-{one.pk}" for one in (cast.sibling, cast.classmate)}
    assert ids(ask(f"/classes/{group}/teachers")) == [f"person-{cast.teacher_and_parent.pk}"]
    whole = f"group-{cast.geography_10a.pk}"
    assert len(ids(ask(f"/classes/{whole}/students"))) == 4
    assert set(ids(ask(f"/students/person-{cast.sibling.pk}/classes"))) == {f"class-{cast.class_10a.pk}", group, whole}


def test_every_endpoint_answers(cast: Cast, ask: Ask) -> None:
    values = {
        "schoolSourcedId": f"school-{cast.school.pk}",
        "classSourcedId": f"class-{cast.class_10a.pk}",
        "courseSourcedId": f"subject-{cast.geography_10a.subject_id}",
        "studentSourcedId": f"person-{cast.sibling.pk}",
        "teacherSourcedId": f"person-{cast.class_teacher.pk}",
        "userSourcedId": f"person-{cast.head.pk}",
    }
    for one in endpoints.ALL:
        if one.is_one or "termSourcedId" in one.arguments:
            continue
        assert ask(one.path.format(**values)).status_code == 200, one.name
    for one in endpoints.ALL:
        if one.arguments:
            assert code(ask(one.path.format(**dict.fromkeys(one.arguments, "nothing")))) == (404, "unknownobject"), one.name


def test_terms_are_those_of_the_year(cast: Cast, ask: Ask) -> None:
    from zvonok.lessons.models import Term

    year = cast.year
    term = Term.objects.create(year=year, name="1 четверть", starts_on=year.starts_on, ends_on=year.starts_on + timedelta(55))
    assert ids(ask("/terms")) == ids(ask(f"/schools/school-{cast.school.pk}/terms")) == [f"term-{term.pk}"]
    told = ask(f"/terms/term-{term.pk}").json()["academicSession"]
    # The standard's end is the first day that is no more of it.
    assert told["endDate"] == (term.ends_on + timedelta(days=1)).isoformat()
    assert told["parent"]["sourcedId"] == f"year-{year.pk}"
    assert f"class-{cast.class_10a.pk}" in ids(ask(f"/terms/term-{term.pk}/classes"))
    assert ids(ask(f"/terms/term-{term.pk}/gradingPeriods")) == []


@pytest.mark.parametrize(
    ("filter_", "names"),
    [
        ("familyName='кузнецов'", {"Пётр"}),
        ("familyName~'КУЗНЕЦОВ'", {"Пётр", "Анна", "Ирина"}),
        ("familyName='Кузнецов' OR givenName='Анна'", {"Пётр", "Анна"}),
        ("familyName~'кузнецов' AND roles.role='student' AND grades~'6'", {"Анна"}),
        ("givenName='Анна' OR familyName~'кузнецов' AND roles.role='parent'", {"Анна", "Ирина"}),
        ("middleName!='Львовна' AND familyName='Кузнецова'", {"Анна"}),
        ("familyName>='Ф' AND familyName<'Х'", {"Андрей"}),
        ("grades='6' AND roles.role='student'", {"Анна", "Тимур"}),
        ("status='tobedeleted'", set()),
        ("roles.role='guardian'", set()),
        ("familyName='O''Нил'", set()),
    ],
)
def test_a_filter_chooses(ask: Ask, filter_: str, names: set[str]) -> None:
    told = ask("/users", filter=filter_, fields="givenName")
    assert {one["givenName"] for one in told.json()["users"]} == names
    assert told.headers["X-Total-Count"] == str(len(names))


@pytest.mark.parametrize(
    "filter_",
    [
        "password='x'",
        "familyName='x",
        "familyName=x",
        "familyName='x' XOR givenName='y'",
        "familyName LIKE 'x'",
        "dateLastModified>'yesterday'",
        "dateLastModified~'2026'",
        "grades>'5'",
        "familyName.sourcedId='x'",
        "metadata='x'",
        "\x00='x'",
        "' OR '1'='1",
        " AND ".join(["givenName='x'"] * (limits.oneroster_filter_terms_max + 1)),
        "givenName='" + "x" * limits.oneroster_filter_length_max + "'",
    ],
)
def test_a_filter_that_is_not_understood_is_told_so(ask: Ask, filter_: str) -> None:
    assert code(ask("/users", filter=filter_)) == (400, "invalid_filter_field")


def test_fields_sort_and_parts(cast: Cast, ask: Ask) -> None:
    told = ask("/users", fields="familyName,givenName", sort="familyName", orderBy="desc", limit="2", offset="2")
    everybody = ask("/users", sort="familyName", orderBy="desc").json()["users"]
    assert told.json()["users"] == [{name: one[name] for name in ("familyName", "givenName")} for one in everybody[2:4]]
    assert told.headers["X-Total-Count"] == str(len(everybody))
    links = {relation: address for address, relation in re.findall(r'<([^>]+)>; rel="(\w+)"', told.headers["Link"])}
    places = {relation: re.findall(r"limit=(\d+)&offset=(\d+)", address) for relation, address in links.items()}
    assert places["first"] == [("2", "0")] == places["prev"]
    assert places["next"] == [("2", "4")]
    assert places["last"] == [("2", str((len(everybody) - 1) // 2 * 2))]
    assert code(ask("/users", fields="password")) == (400, "invalid_selection_field")
    for wrong in ("0", "-1", "x", "1.5", "9" * 30, "٣"):
        assert code(ask("/users", limit=wrong)) == (422, "invaliddata")
    assert ask("/users", limit="100000").status_code == 200
    assert ids(ask("/users", offset="1000000")) == []
    assert ask("/users", sort="nothing").status_code == 200


def test_walking_by_the_links_meets_everybody_once(ask: Ask) -> None:
    met, address = [], f"{BASE}/enrollments?limit=3"
    while address:
        path, _question, query = address.partition("?")
        told = ask(path.removeprefix(BASE), **dict(one.split("=") for one in query.split("&")))
        met += ids(told)
        following = re.findall(r'<http://testserver([^>]+)>; rel="next"', told.headers["Link"])
        address = following[0] if following else ""
    assert len(met) == len(set(met)) == int(told.headers["X-Total-Count"])


def test_what_has_changed_since_is_told_leavers_too(cast: Cast, ask: Ask) -> None:
    Noted.objects.update(at=clock.now() - timedelta(days=2))
    since = {"filter": f"dateLastModified>='{(clock.now() - timedelta(hours=1)).isoformat()}'"}
    for path in ("/users", "/classes", "/enrollments", "/courses"):
        assert ids(ask(path, **since)) == [], path

    actions.withdraw(enrolment=cast.enrolment(cast.classmate), by=cast.head)
    actions.take_study_group(employee=cast.employee(cast.class_teacher), study_group=cast.geography_10a, by=cast.head)
    actions.remove_parent(guardianship=Guardianship.objects.get(child=cast.sibling), by=cast.head)
    changed = {one["sourcedId"]: one["status"] for one in ask("/enrollments", **since).json()["enrollments"]}
    enrolment = cast.classmate.enrolments.get().pk
    assert changed == {
        f"pupil-{enrolment}": "tobedeleted",
        f"learns-{cast.geography_10a.pk}-{enrolment}": "tobedeleted",
        f"learns-{cast.english_10a_first.pk}-{enrolment}": "tobedeleted",
        f"teaches-{cast.geography_10a.pk}-{cast.employee(cast.class_teacher).pk}": "tobedeleted",
    }
    people = {one["sourcedId"]: one["status"] for one in ask("/users", **since).json()["users"]}
    assert people[f"person-{cast.classmate.pk}"] == "tobedeleted"
    assert people[f"person-{cast.sibling.pk}"] == people[f"person-{cast.parent_of_both.pk}"] == "active"
    assert people[f"person-{cast.class_teacher.pk}"] == "active"
    assert f"person-{cast.head.pk}" not in people

    # Given again, it is the same enrollment, and active.
    actions.give_study_group(employee=cast.employee(cast.class_teacher), study_group=cast.geography_10a, by=cast.head)
    again = ask(f"/enrollments/teaches-{cast.geography_10a.pk}-{cast.employee(cast.class_teacher).pk}").json()["enrollment"]
    assert again["status"] == "active"


def test_what_went_long_ago_is_forgotten(cast: Cast, ask: Ask) -> None:
    actions.take_study_group(employee=cast.employee(cast.class_teacher), study_group=cast.geography_10a, by=cast.head)
    gone = f"teaches-{cast.geography_10a.pk}-{cast.employee(cast.class_teacher).pk}"
    for days, is_told in ((limits.gone_told_days_max - 1, True), (limits.gone_told_days_max + 1, False)):
        forget_long_gone(now=clock.now() + timedelta(days=days))
        assert (gone in ids(ask("/enrollments"))) == is_told
    assert Noted.objects.filter(gone__isnull=True).exists()


def test_the_number_of_questions_does_not_grow_with_the_school(
    cast: Cast, ask: Ask, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    # The client, its count, how many, which.
    with django_assert_num_queries(4):
        assert ask("/enrollments").status_code == 200
    for number in range(20):
        person = actions.add_person(last_name="Новиков", first_name="Яков" + "в" * number, by=cast.head)
        actions.enrol(person=person, school_class=cast.class_10a, by=cast.head)
    with django_assert_num_queries(4):
        assert len(ids(ask("/enrollments"))) > 40


# Who may ask


def test_a_token_is_for_who_knows_the_secret(cast: Cast) -> None:
    client, secret = let_in(cast)
    good = token_of(client, secret)
    assert (good.status_code, good.json()["token_type"], good.json()["expires_in"]) == (200, "Bearer", 3600)
    assert good.headers["Cache-Control"].startswith("no-store")
    assert set(good.json()["scope"].split()) == {oauth.ROSTER, oauth.CORE}
    # What stands in a header has these signs alone (RFC 6750).
    assert re.fullmatch(r"[\w.~+/-]+=*", good.json()["access_token"])
    in_body = {"grant_type": "client_credentials", "client_id": client.client_id, "client_secret": secret}
    assert Browser().post(TOKEN, in_body).status_code == 200

    assert token_of(client, secret, scope=oauth.CORE).json()["scope"] == oauth.CORE
    assert token_of(client, secret, scope=f"{oauth.ROSTER} {oauth.DEMOGRAPHICS}").json()["scope"] == oauth.ROSTER
    assert token_of(client, secret, scope=oauth.DEMOGRAPHICS).json()["error"] == "invalid_scope"
    assert token_of(client, secret, grant_type="password").json()["error"] == "unsupported_grant_type"
    for wrong in (secret[:-1], secret + "x", "", "\0", "zvr_" + "x" * 5000):
        answer = token_of(client, wrong)
        assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
    for header in ("Basic", "Basic ???", "Basic 0LA=", "Bearer x"):
        answer = Browser().post(TOKEN, {"grant_type": "client_credentials"}, headers={"authorization": header})
        assert answer.status_code == 401
    assert Browser().get(TOKEN).status_code == 405
    assert Browser().post(f"{TOKEN}?%%%", b"\xff", content_type="text/plain").status_code == 400


def test_who_has_no_token_or_a_spoilt_one_is_told_to_bring_one(cast: Cast, ask: Ask) -> None:
    client, secret = let_in(cast)
    token = token_of(client, secret).json()["access_token"]
    forged = signing.dumps({"client": client.pk, "scopes": [oauth.ROSTER]}, salt="another")
    for header in (
        {},
        *({"authorization": one} for one in ("", "Bearer", f"Basic {token}", f"Bearer {token}x", f"Bearer {forged}")),
    ):
        answer = Browser().get(f"{BASE}/users", headers=header)
        assert code(answer) == (401, "unauthorisedrequest")
        assert answer.headers["WWW-Authenticate"] == "Bearer"
    signed_in = Browser()
    signed_in.force_login(cast.head.user)
    assert code(signed_in.get(f"{BASE}/users")) == (401, "unauthorisedrequest")


def test_one_that_is_turned_away_is_out_at_once(cast: Cast) -> None:
    client, secret = let_in(cast)
    header = {"authorization": f"Bearer {token_of(client, secret).json()['access_token']}"}
    assert Browser().get(f"{BASE}/users", headers=header).status_code == 200
    clients.turn_away(client=client, now=clock.now(), by=cast.head)
    assert code(Browser().get(f"{BASE}/users", headers=header)) == (401, "unauthorisedrequest")
    assert token_of(client, secret).status_code == 401
    assert AuditEntry.objects.filter(what="exchange:client:turned-away").count() == 1


def test_one_whose_time_is_over_is_out(cast: Cast) -> None:
    client, secret = let_in(cast)
    header = {"authorization": f"Bearer {token_of(client, secret).json()['access_token']}"}
    Client.objects.update(ends_at=clock.now())
    assert code(Browser().get(f"{BASE}/users", headers=header)) == (401, "unauthorisedrequest")
    assert token_of(client, secret).status_code == 401


def test_a_token_opens_what_its_scope_says(cast: Cast) -> None:
    client, secret = let_in(cast, gives_birth_dates=True)

    def answer(path: str, scope: str) -> int:
        token = token_of(client, secret, scope=scope).json()["access_token"]
        return Browser().get(BASE + path, headers={"authorization": f"Bearer {token}"}).status_code

    nested = f"/students/person-{cast.sibling.pk}/classes"
    assert (answer("/users", oauth.CORE), answer(nested, oauth.CORE), answer("/demographics", oauth.CORE)) == (200, 403, 403)
    assert (answer("/users", oauth.ROSTER), answer(nested, oauth.ROSTER)) == (200, 200)
    assert (answer("/demographics", oauth.DEMOGRAPHICS), answer("/users", oauth.DEMOGRAPHICS)) == (200, 403)


def test_birth_dates_are_taken_back(cast: Cast, ask: Ask) -> None:
    assert ask(f"/demographics/person-{cast.sibling.pk}").json()["demographics"]["birthDate"]
    Client.objects.update(gives_birth_dates=False)
    assert code(ask("/demographics")) == (403, "forbidden")


def test_another_school_is_told_nothing_of_this_one(cast: Cast) -> None:
    client, secret = clients.let_in(
        school=cast.other_school, name="Чужая", gives_birth_dates=True, days=1, now=clock.now(), by=cast.stranger
    )
    header = {"authorization": f"Bearer {token_of(client, secret).json()['access_token']}"}

    def told(path: str) -> Any:
        return Browser().get(BASE + path, headers=header)

    assert ids(told("/users")) == [f"person-{cast.stranger.pk}"]
    assert ids(told("/enrollments")) == ids(told("/classes")) == ids(told("/demographics")) == []
    for path in (
        f"/users/person-{cast.sibling.pk}",
        f"/classes/class-{cast.class_10a.pk}",
        f"/classes/group-{cast.geography_10a.pk}/students",
        f"/schools/school-{cast.school.pk}/students",
        f"/schools/school-{cast.other_school.pk}/classes/class-{cast.class_10a.pk}/students",
        f"/users/person-{cast.sibling.pk}/classes",
        f"/demographics/person-{cast.sibling.pk}",
        f"/enrollments/pupil-{cast.enrolment(cast.sibling).pk}",
        "/users/person-1%00",
    ):
        assert code(told(path)) == (404, "unknownobject"), path


def test_a_client_that_asks_too_much_waits(cast: Cast, ask: Ask) -> None:
    client, secret = let_in(cast)
    minute = clock.now().replace(second=0, microsecond=0)
    Client.objects.update(minute=minute, asked_in_minute=limits.oneroster_requests_a_minute_max)
    answer = ask("/users")
    if clock.now().replace(second=0, microsecond=0) == minute:
        assert code(answer) == (429, "server_busy")
        assert 1 <= int(answer.headers["Retry-After"]) <= 60
    answer = token_of(client, secret)
    if clock.now().replace(second=0, microsecond=0) == minute:
        assert (answer.status_code, answer.json()["error"]) == (429, "temporarily_unavailable")


def test_it_is_read_and_never_written(cast: Cast, ask: Ask) -> None:
    token = token_of(*let_in(cast)).json()["access_token"]
    for method in ("post", "put", "patch", "delete"):
        answer = getattr(Browser(), method)(f"{BASE}/users", headers={"authorization": f"Bearer {token}"})
        assert answer.status_code == 405, method


def test_whoever_asks_gets_the_description() -> None:
    told = Browser().get(DISCOVERY).json()
    assert told["servers"] == [{"url": f"http://testserver{BASE}"}]
    assert set(told["paths"]) == {one.path for one in endpoints.ALL}
    assert len({one["get"]["operationId"] for one in told["paths"].values()}) == len(endpoints.ALL) == 41


# The page


def test_the_administrator_lets_a_system_in_and_turns_it_away(cast: Cast) -> None:
    page = Browser()
    page.force_login(cast.head.user)
    address = f"/school/{cast.school.pk}/systems/"
    told = page.post(address, {"name": "Журнал", "days": "30"})
    assert "no-store" in told.headers["Cache-Control"]
    secret = re.findall(r"zvr_[\w-]+", told.content.decode())[0]
    client = Client.objects.get()
    assert token_of(client, secret).status_code == 200
    assert secret not in page.get(address).content.decode()
    assert client.secret_hash != secret
    page.post(f"{address}{client.pk}/turn-away/")
    assert token_of(client, secret).status_code == 401
    assert page.post(f"{address}{client.pk + 1}/turn-away/").status_code == 404


def test_there_are_so_many_clients_and_no_more(cast: Cast) -> None:
    page = Browser()
    page.force_login(cast.head.user)
    for number in range(limits.oneroster_clients_of_school_max):
        let_in(cast, name=f"Система {number}")
    assert page.post(f"/school/{cast.school.pk}/systems/", {"name": "Ещё", "days": "30"}).status_code == 422
    assert Client.objects.count() == limits.oneroster_clients_of_school_max


# The files


def test_the_export_is_whole_and_names_each_file(cast: Cast) -> None:
    out = io.BytesIO()
    files.export(school=cast.school, to=out, by=cast.head)
    archive = zipfile.ZipFile(out)
    tables = {name: list(csv.DictReader(io.TextIOWrapper(archive.open(name), "utf-8"))) for name in archive.namelist()}
    manifest = {row["propertyName"]: row["value"] for row in tables.pop("manifest.csv")}
    assert manifest["oneroster.version"] == "1.2"
    assert {name for name, mode in manifest.items() if mode == "bulk"} == {f"file.{name[:-4]}" for name in tables}
    assert len([name for name in manifest if name.startswith("file.")]) == 21
    assert len(tables["users.csv"]) == 14
    # In a whole file nothing is said of what is no more.
    assert {row["status"] for rows in tables.values() for row in rows} == {""}
    people = {row["sourcedId"] for row in tables["users.csv"]}
    classes = {row["sourcedId"] for row in tables["classes.csv"]}
    for row in tables["enrollments.csv"]:
        assert row["userSourcedId"] in people and row["classSourcedId"] in classes
    for row in tables["users.csv"]:
        assert set(filter(None, row["agentSourcedIds"].split(","))) <= people
    assert AuditEntry.objects.filter(what="exchange:school:exported", by_person=cast.head.pk).count() == 1


def test_the_export_asks_no_more_of_a_greater_school(cast: Cast) -> None:
    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            files.export(school=cast.school, to=io.BytesIO(), by=cast.head)
        return len(asked)

    before = questions()
    for number in range(20):
        person = actions.add_person(last_name="Новиков", first_name="Яков" + "в" * number, by=cast.head)
        actions.enrol(person=person, school_class=cast.class_10a, by=cast.head)
    assert questions() == before


def test_at_the_terminal_a_school_is_named_where_there_are_several(cast: Cast, tmp_path: Path) -> None:
    with pytest.raises(Trouble, match=f"{cast.school.pk} — {cast.school.name}"):
        files.export_to(tmp_path / "school.zip", school=None)
    with pytest.raises(Trouble, match="Не получилось записать"):
        files.export_to(tmp_path / "nowhere" / "school.zip", school=cast.school.pk)
    made = files.export_to(tmp_path / "school.zip", school=cast.school.pk)
    assert zipfile.is_zipfile(made)
    assert list(tmp_path.iterdir()) == [made]


def test_names_with_every_sign_come_out_as_they_are(cast: Cast, ask: Ask) -> None:
    cast.school.name = 'Школа "№ 1", «имени; а»'
    cast.school.save()
    out = io.BytesIO()
    files.export(school=cast.school, to=out, by=cast.head)
    with zipfile.ZipFile(out) as archive, io.TextIOWrapper(archive.open("orgs.csv"), "utf-8") as text:
        assert cast.school.name in [row["name"] for row in csv.DictReader(text)]
    assert ask("/schools").json()["orgs"][0]["name"] == cast.school.name


def test_a_study_group_of_a_past_year_is_not_told_of(cast: Cast, ask: Ask) -> None:
    past = cast.school.years.create(starts_on=cast.year.starts_on - timedelta(365), ends_on=cast.year.starts_on - timedelta(90))
    old = StudyGroup.objects.create(
        school=cast.school, year=past, school_class=cast.class_10a, subject=cast.geography_10a.subject
    )
    assert f"group-{old.pk}" not in ids(ask("/classes"))
    assert f"year-{past.pk}" in ids(ask("/academicSessions"))
