"""Another system is asked for its roster, by hand and by the clock; whatever befalls it, nothing of the school is lost.

Called by: pytest.
"""

import json
from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings

from tests.rosters import lists, model, oneroster, service
from tests.rosters.broken import TODAY
from tests.rosters.files import put
from tests.rosters.service import Service
from tests.shared_cast import cast, cast_of_module, db
from zvonok.chat_rules import actions as chat_rules
from zvonok.exchange import actions, jobs, known, nightly, remote, sources, telling
from zvonok.exchange.models import KnownAs, Run, Source
from zvonok.exchange.reading import class_list, oneroster_csv
from zvonok.exchange.source_forms import ORDER
from zvonok.ground import clock, limits
from zvonok.ground.models import AuditEntry
from zvonok.ground.refusal import Refused
from zvonok.ground.trouble import Trouble
from zvonok.operations.cast import Cast
from zvonok.operations.rosters import bring_in
from zvonok.roster.models import ClassTeacher, Employee, Enrolment, Guardianship, Person, School, StudyGroup, SubgroupPupil

__all__ = ["cast", "cast_of_module", "db"]
State = Run.State
SCHOOL = model.school(26)
NIGHT = time(0, 0)


@pytest.fixture(autouse=True)
def may_be_inside(settings: Settings) -> None:
    settings.ROSTER_INSIDE_HOSTS = ["127.0.0.1"]


@pytest.fixture
def running() -> Iterator[Service]:
    with service.service(service.collections(SCHOOL, "1.2", dated=False)) as one:
        yield one


@pytest.fixture
def school(cast: Cast) -> School:
    """A new one, of an administrator alone."""
    made = School.objects.create(name="Лицей № 7")
    make_administrator(cast, made)
    return made


def make_administrator(cast: Cast, school: School) -> None:
    Employee.objects.create(school=school, person=cast.head, position="Директор", is_administrator=True, since=clock.today())


@pytest.fixture
def sign_in(db: None) -> Callable[[Person], Client]:
    def make(person: Person) -> Client:
        client = Client()
        client.force_login(person.user)
        return client

    return make


def reached(of: Service, **changed: Any) -> remote.Reached:
    how = {"address": of.address, "token_address": of.token_address, "client_id": service.CLIENT, "secret": service.SECRET}
    return remote.Reached(**{**how, **changed})


def source_of(school: School, of: Service, cast: Cast, **settings: Any) -> Source:
    return sources.save(
        school=school,
        kind=sources.SERVICE,
        name="Электронный журнал",
        reads_at=NIGHT,
        settings={
            "address": of.address,
            "token_address": of.token_address,
            "client_id": service.CLIENT,
            "version": "1.2",
            **settings,
        },
        secret=service.SECRET,
        by=cast.head,
    )


def agreed(source: Source, cast: Cast) -> Run:
    """As a person does it the first time."""
    run = nightly.read(source)
    assert run is not None and run.state == State.PLANNED, run and telling.why(run)
    return actions.apply(run, by=cast.head)


def tomorrow(source: Source) -> Run:
    """The clock has come round: what it read is a day older."""
    for run in Run.objects.filter(source=source):
        Run.objects.filter(pk=run.pk).update(made_at=run.made_at - timedelta(days=1))
    (due,) = sources.due(clock.now())
    read = nightly.read(due)
    assert read is not None
    return read


# The service


@pytest.mark.parametrize("by_link", [True, False])
@pytest.mark.parametrize("version", ["1.1", "1.2"])
def test_a_service_tells_what_its_files_would(tmp_path: Path, version: str, by_link: bool) -> None:
    with service.service(service.collections(SCHOOL, version), by_link=by_link) as one:
        remote.bring(reached(one, version=version), tmp_path)
    rows = oneroster_csv.read(tmp_path, on=TODAY).rows
    assert model.told(rows) == oneroster.expected(SCHOOL)
    assert len(one.asked) > 12, "it was asked page by page"
    assert one.scopes == [remote.SCOPES[version]]


def test_only_what_has_changed_is_asked_for_of_the_great_collections(tmp_path: Path, running: Service) -> None:
    running.collections["users"][0]["dateLastModified"] = "2026-11-25T00:00:00.000Z"
    remote.bring(reached(running), tmp_path, since=datetime.fromisoformat("2026-11-24T12:00:00+03:00"))
    filtered = {path.split("?")[0].rpartition("/")[2] for path in running.asked if "filter" in path}
    assert filtered == {"users", "enrollments", "demographics"}
    assert "2026-11-24T09:00:00Z" in next(unquote(path) for path in running.asked if "filter" in path)
    assert (tmp_path / "users.csv").read_text().count("\n") == 2
    assert "file.users,delta" in (tmp_path / "manifest.csv").read_text()
    assert "file.classes,bulk" in (tmp_path / "manifest.csv").read_text()


def test_a_token_that_ends_in_the_middle_is_asked_for_anew(tmp_path: Path, running: Service) -> None:
    running.token_requests_max = 3
    remote.bring(reached(running), tmp_path)
    assert len(running.tokens) > 3


def test_a_busy_service_is_asked_again(tmp_path: Path, running: Service) -> None:
    running.statuses = [503, 429]
    assert remote.schools(reached(running)) == {SCHOOL.id: SCHOOL.name}


def test_birth_dates_may_be_kept_from_us(tmp_path: Path, running: Service) -> None:
    running.absent = ("demographics",)
    remote.bring(reached(running), tmp_path)
    assert "file.demographics,absent" in (tmp_path / "manifest.csv").read_text()
    assert [row for row in oneroster_csv.read(tmp_path).rows if type(row).__name__ == "PersonRow"]


FAILS: dict[str, tuple[dict[str, Any], str]] = {
    "busy for ever": ({"statuses": [503] * 9}, "Источник ответил ошибкой 503"),
    "another address": ({"statuses": [302]}, "Источник перенаправляет на другой адрес"),
    "no such service": ({"absent": ("orgs",)}, "По этому адресу нет службы OneRoster"),
    "not allowed": ({"statuses": [403]}, "Источник не разрешает читать списки"),
    "not JSON": ({"body": b"<html>"}, "не по стандарту OneRoster"),
    "not an object": ({"body": b"[]"}, "не по стандарту OneRoster"),
    "nested": ({"body": b"[" * 100_000}, "не по стандарту OneRoster"),
    "another collection": ({"body": b'{"users": []}'}, "в ответе нет «orgs»"),
    "no list": ({"body": b'{"orgs": {}}'}, "в ответе нет «orgs»"),
    "next of a stranger": ({"next_link": "https://attacker.example/orgs"}, "отсылает за продолжением на чужой адрес"),
    "next with a name": ({"next_link": "http://a@127.0.0.1/orgs"}, "отсылает за продолжением на чужой адрес"),
    "pages without end": ({"is_endless": True}, "страницы без конца"),
}


@pytest.mark.parametrize("name", FAILS)
def test_a_service_that_fails_is_refused_in_words(running: Service, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(limits, "remote_pages_max", 5)
    how, sentence = FAILS[name]
    for word, value in how.items():
        setattr(running, word, value)
    with pytest.raises(Refused) as refused:
        remote.schools(reached(running))
    assert sentence in refused.value.sentence


def test_a_page_too_big_a_secret_that_is_wrong_and_a_door_that_is_shut(
    running: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Refused, match="не принял имя и секрет"):
        remote.schools(reached(running, secret="не тот"))
    with pytest.raises(Refused, match="Не удалось соединиться"):
        remote.schools(reached(running, token_address="http://127.0.0.1:1/token"))
    monkeypatch.setattr(limits, "remote_page_bytes_max", 10)
    with pytest.raises(Refused, match="слишком велик"):
        remote.schools(reached(running))


def test_nothing_inside_the_network_is_connected_to(running: Service, settings: Settings) -> None:
    settings.ROSTER_INSIDE_HOSTS = []
    for address in (
        running.address,
        "https://10.0.0.1/x",
        "https://localhost/x",
        "ftp://example.org/x",
        "https://a:b@example.org",
    ):
        with pytest.raises(Refused):
            remote.reached(address, "address")
    with pytest.raises(Refused, match="внутри сети"):
        remote.schools(reached(running))
    # One of two hosts that may be inside does not let the other be.
    settings.ROSTER_INSIDE_HOSTS = ["127.0.0.1"]
    with pytest.raises(Refused, match="внутри сети"):
        remote.schools(reached(running, token_address="http://localhost:1/token"))
    assert running.asked == []


def test_hostile_values_are_cells_and_nothing_else(tmp_path: Path, running: Service) -> None:
    running.collections["users"] += [
        {"sourcedId": ["a"], "givenName": {"x": [1]}, "familyName": "=1+1\n\"',;", "roles": "student", "status": "active"},
        {"sourcedId": 7, "givenName": None, "familyName": True, "roles": [None, {"role": 5, "org": []}], "agents": {"a": 1}},
        "words",  # type: ignore[list-item]
        None,  # type: ignore[list-item]
        {"sourcedId": "x\x00\ud800", "metadata": [1], "status": "active", "orgs": "org"},
    ]
    remote.bring(reached(running), tmp_path)
    assert model.problems(oneroster_csv.read(tmp_path).rows)


# How a source is kept


def test_a_secret_is_sealed_and_told_to_nobody(
    cast: Cast, running: Service, school: School, sign_in: Callable[[Person], Client]
) -> None:
    source = source_of(school, running, cast)
    assert service.SECRET not in json.dumps(source.settings, ensure_ascii=False)
    assert sources.reach(source).secret == service.SECRET
    told = json.dumps(list(AuditEntry.objects.values_list("after", flat=True)), ensure_ascii=False)
    assert running.address in told and source.settings["secret"] not in told and service.SECRET not in told
    page = sign_in(cast.head).get(reverse("roster-source", args=[school.pk, source.pk])).content.decode()
    assert running.address in page and service.SECRET not in page and source.settings["secret"] not in page


def test_a_secret_goes_to_no_other_address(cast: Cast, running: Service, school: School) -> None:
    source = source_of(school, running, cast)
    settings = {**source.settings, "token_address": "https://attacker.example/token"}
    how: dict[str, Any] = {"school": school, "source": source, "kind": source.kind, "name": source.name, "by": cast.head}
    with pytest.raises(Refused, match="Введите секрет"):
        sources.save(**how, settings=settings)
    sources.save(**how, settings={**source.settings, "version": "1.1"})
    assert sources.reach(Source.objects.get(pk=source.pk)).secret == service.SECRET


def test_a_source_is_due_once_a_day(cast: Cast, running: Service, school: School) -> None:
    source = source_of(school, running, cast)
    now = clock.now()
    assert sources.due(now) == [source]
    Source.objects.filter(pk=source.pk).update(reads_at=time(23, 59, 59))
    assert sources.due(clock.at(clock.today(), time(12))) == []
    Source.objects.filter(pk=source.pk).update(reads_at=NIGHT)
    nightly.read(source)
    assert sources.due(now) == []
    assert sources.due(now + timedelta(days=1)) == [source]


# By the clock


def test_the_first_time_a_person_looks_and_then_it_goes_by_itself(cast: Cast, running: Service, school: School) -> None:
    source = source_of(school, running, cast)
    agreed(source, cast)
    assert set(Enrolment.objects.filter(school=school, until=None).values_list("school_class__title", flat=True)) == {
        one.title for one in SCHOOL.classes.values()
    }
    moved = next(seat for seat in running.collections["enrollments"] if seat["user"]["sourcedId"] == "p0")
    assert moved["class"]["sourcedId"] == "c0"
    running.collections["enrollments"] = [
        {**seat, "class": {"sourcedId": "c1"}} if seat is moved else seat
        for seat in running.collections["enrollments"]
        if seat is moved or seat["user"]["sourcedId"] != "p0"
    ]
    run = tomorrow(source)
    assert run.state == State.APPLIED and run.applied_by is None
    pupil = KnownAs.objects.get(source=source, there="p0").person
    assert pupil is not None
    assert Enrolment.objects.get(person=pupil, until=None).school_class.title == "2 А"
    again = tomorrow(source)
    assert again.state == State.APPLIED and not again.written.exists(), "nothing has changed, and nothing is written"


def told_to(cast: Cast, school: School) -> None:
    """The source does not know the administrator who began all this: he has been taken on again, and reads his letters."""
    make_administrator(cast, school)
    EmailAddress.objects.create(user=cast.head.user, email="head@example.org", primary=True, verified=True)
    mail.outbox.clear()


DOWN: dict[str, dict[str, Any]] = {
    "down": {"statuses": [503] * 9},
    "another thing": {"body": b"<html>Technical works</html>"},
    "of no people": {"collections": {"users": []}},
    "of no schools": {"collections": {"orgs": []}},
    "of no classes": {"collections": {"classes": [], "enrollments": []}},
}


@pytest.mark.parametrize("name", DOWN)
def test_a_source_that_is_down_or_empty_changes_nothing_and_is_told(
    cast: Cast, running: Service, school: School, sign_in: Callable[[Person], Client], name: str
) -> None:
    """Peers empty the school here."""
    source = source_of(school, running, cast)
    agreed(source, cast)
    chat_rules.open_staff_room(school=school, by=cast.head)
    told_to(cast, school)
    before = facts(school)
    for word, value in DOWN[name].items():
        setattr(running, word, {**running.collections, **value} if word == "collections" else value)
    run = tomorrow(source)
    assert run.state == State.PROBLEMS
    assert facts(school) == before
    (letter,) = mail.outbox
    assert letter.to == ["head@example.org"]
    assert "Лицей № 7" in letter.body and "Электронный журнал" in letter.body
    assert reverse("roster-run", args=[school.pk, run.pk]) in letter.body
    page = sign_in(cast.head).get(reverse("school-staff-room", args=[school.pk])).content.decode()
    assert "Загрузка списков ждёт вас" in page and "Электронный журнал" in page


def test_the_brake_holds_the_clock_until_the_name_is_typed(
    cast: Cast, running: Service, school: School, settings: Settings
) -> None:
    settings.ROSTER_REVOKES_MAX = 1
    source = source_of(school, running, cast)
    run = nightly.read(source)
    assert run is not None
    actions.apply(run, confirmed=school.name, by=cast.head)
    told_to(cast, school)
    before = facts(school)
    running.collections["enrollments"] = [
        seat for seat in running.collections["enrollments"] if seat["user"]["sourcedId"] not in ("p0", "p1", "p2", "p3")
    ]
    running.collections["users"] = [
        user for user in running.collections["users"] if user["sourcedId"] not in ("p0", "p1", "p2", "p3")
    ]
    run = tomorrow(source)
    assert run.state == State.WAITING and facts(school) == before
    assert len(mail.outbox) == 1
    with pytest.raises(Refused):
        actions.apply(run, confirmed="Гимназия", by=cast.head)
    assert actions.apply(run, confirmed="лицей №7", by=cast.head).state == State.APPLIED
    assert Enrolment.objects.filter(school=school, until=None).count() == 4


def test_changes_alone_keep_the_school_right_and_the_whole_is_read_once_a_week(
    cast: Cast, running: Service, school: School
) -> None:
    source = source_of(school, running, cast, by_changes=True)
    assert sources.since(Run(source=source, made_at=clock.now())) is None, "the first time all is asked for"
    agreed(source, cast)
    found = known.of(source)
    assert set(found.classes) == {"c0", "c1"} and found.class_of["p0"] == "c0"
    assert found.parts == {"g0-en1@c0", "g0-en2@c0", "g1-en1@c1", "g1-en2@c1"}
    running.asked.clear()
    later = (clock.now() + timedelta(hours=1)).isoformat()
    for seat in running.collections["enrollments"]:
        if seat["user"]["sourcedId"] == "p0":
            seat |= {"status": "tobedeleted", "dateLastModified": later}
    running.collections["enrollments"].append(
        {
            "sourcedId": "new",
            "status": "active",
            "dateLastModified": later,
            "role": "student",
            "user": {"sourcedId": "p0"},
            "class": {"sourcedId": "c1"},
            "school": {"sourcedId": SCHOOL.id},
        }
    )
    before = facts(school)
    run = tomorrow(source)
    assert run.state == State.APPLIED, telling.why(run)
    assert any("filter" in path for path in running.asked)
    after = facts(school)
    assert {one for one in after if after[one] != before[one]} == {"Enrolment", "SubgroupPupil"}
    pupil = KnownAs.objects.get(source=source, there="p0").person
    assert Enrolment.objects.get(person=pupil, until=None).school_class.title == "2 А"
    Run.objects.filter(source=source, complete__contains="person").update(
        made_at=clock.now() - timedelta(days=limits.remote_whole_days_max + 1)
    )
    assert sources.since(Run(source=source, made_at=clock.now())) is None


def test_the_clock_asks_for_each_source_once_and_the_job_looks_again(cast: Cast, running: Service, school: School) -> None:
    source = source_of(school, running, cast)
    jobs.read_due(0)
    jobs.read_due(0)
    asked = ProcrastinateJob.objects.filter(task_name="exchange-read-source", args={"source": source.pk})
    assert [one.lock for one in asked] == [f"exchange-source-{source.pk}"]
    jobs.read_source(source.pk)
    jobs.read_source(source.pk)
    run = Run.objects.get(source=source)
    assert run.by is None and run.state == State.PLANNED, "the second job has found nothing to do"


def test_a_person_at_work_is_not_disturbed_by_the_clock(cast: Cast, running: Service, school: School) -> None:
    source = source_of(school, running, cast)
    agreed(source, cast)
    run = actions.begin(source=source, files=["x"], by=cast.head)
    for one in Run.objects.filter(source=source, by=None):
        Run.objects.filter(pk=one.pk).update(made_at=one.made_at - timedelta(days=1))
    assert nightly.read(source) is None
    assert Run.objects.get(pk=run.pk).state == State.READING


def test_files_in_the_folder_of_a_source_are_read_by_the_clock(
    cast: Cast, school: School, tmp_path: Path, settings: Settings
) -> None:
    settings.VAR = tmp_path
    source = sources.save(school=school, kind="class_list", name="Списки", reads_at=NIGHT, by=cast.head)
    run = nightly.read(source)
    assert run is not None and run.state == State.PROBLEMS, "an empty folder is told, and changes nothing"
    put(sources.incoming(source), {"1 А.csv": lists.csv(SCHOOL, "c0"), "2 А.csv": lists.csv(SCHOOL, "c1")})
    run = nightly.read(source)
    assert run is not None and run.state == State.PLANNED and run.files == ["1 А.csv", "2 А.csv"]
    actions.apply(run, by=cast.head)
    assert Enrolment.objects.filter(school=school, until=None).count() == 8
    assert len(list(sources.incoming(source).iterdir())) == 2, "they are the other system's, and stay"


# Two sources that know the same people


def test_two_sources_that_know_the_same_people_make_nobody_twice(
    cast: Cast, running: Service, school: School, tmp_path: Path, settings: Settings
) -> None:
    """The journal by OneRoster, and a secretary's list of the same class: each keeps its own number for the same person."""
    settings.VAR = tmp_path
    journal = source_of(school, running, cast)
    agreed(journal, cast)
    people, before = Person.objects.count(), facts(school)
    secretary = sources.save(school=school, kind="class_list", name="Список секретаря", reads_at=NIGHT, by=cast.head)
    put(sources.incoming(secretary), {"1 А.csv": lists.csv(SCHOOL, "c0")})
    run = nightly.read(secretary)
    assert run is not None
    if run.state == State.DOUBTFUL:
        doubts = list(run.doubts.all())
        run = actions.plan(actions.decide(run, {one.pk: True for one in doubts}, by=cast.head))
    assert run.state == State.PLANNED, telling.why(run)
    actions.apply(run, by=cast.head)
    assert Person.objects.count() == people
    assert facts(school) == before
    pupil = KnownAs.objects.get(source=journal, there="p0").person
    assert KnownAs.objects.get(source=secretary, person=pupil).there.startswith("ученик: ")
    # Who is in the one and not in the other stays: a list that is not whole takes nobody away.
    put(sources.incoming(secretary), {"1 А.csv": lists.csv(SCHOOL, "c0").rsplit(b"\r\n", 2)[0]})
    Run.objects.filter(source=secretary).update(made_at=clock.now() - timedelta(days=1))
    shorter = nightly.read(secretary)
    assert shorter is not None and shorter.state == State.APPLIED
    assert facts(school) == before


# At the terminal


def test_one_school_of_several_is_named_at_the_terminal(cast: Cast, running: Service, school: School, tmp_path: Path) -> None:
    running.collections["orgs"].append({"sourcedId": "s2", "status": "active", "name": "Другая", "type": "school"})
    remote.bring(reached(running), tmp_path)
    with pytest.raises(Trouble, match="несколько школ"):
        bring_in(print, path=tmp_path, school=school.pk, apply=False, confirmed="")
    said: list[str] = []
    assert bring_in(said.append, path=tmp_path, school=school.pk, apply=False, confirmed="", organisation=SCHOOL.id)
    assert "ничего не записано" in said[-1]
    assert not Enrolment.objects.filter(school=school).exists()
    # It is remembered.
    assert bring_in(said.append, path=tmp_path, school=school.pk, apply=True, confirmed=school.name)
    assert Enrolment.objects.filter(school=school, until=None).count() == 8


# Pages


def test_columns_are_told_once(cast: Cast, school: School, sign_in: Callable[[Person], Client]) -> None:
    page: Client = sign_in(cast.head)
    made = page.post(reverse("roster-source-new", args=[school.pk, "class_list"]), {"name": "Дневник", "class_title": "5а"})
    source = Source.objects.get(school=school)
    assert made["Location"] == reverse("roster-source", args=[school.pk, source.pk])
    address = reverse("roster-source-columns", args=[school.pk, source.pk])
    looked = page.post(address, {"sample": named("list.csv", lists.csv(SCHOOL, "c0"))}).content.decode()
    assert "Иванова Мария" in looked and '<option value="ФИО учащегося" selected>' in looked
    nameless = page.post(address, {"heads": list(lists.HEADS), "school_class": "Класс"})
    assert nameless.status_code == 422 and "Укажите, в каком столбце фамилия" in nameless.content.decode()
    page.post(address, {"heads": list(lists.HEADS), "full_name": "ФИО учащегося", "school_class": "Класс"})
    source.refresh_from_db()
    assert source.settings == {
        "columns": {"full_name": "ФИО учащегося", "school_class": "Класс"},
        "class_title": "5а",
        "is_whole": False,
    }
    refused = page.post(address, {"sample": named("list.txt", b"1")})
    assert refused.status_code == 422 and "нет таблицы" in refused.content.decode()


def test_every_column_of_a_list_may_be_told() -> None:
    assert set(ORDER) == set(class_list.COLUMNS)


def test_the_line_is_tried_and_the_roster_read_at_once(
    cast: Cast, running: Service, school: School, sign_in: Callable[[Person], Client], django_assert_max_num_queries: Any
) -> None:
    page: Client = sign_in(cast.head)
    typed = {
        "name": "Журнал", "version": "1.2", "address": running.address, "token_address": running.token_address,
        "client_id": service.CLIENT, "typed_secret": service.SECRET, "reads_at": "03:30",
    }  # fmt: skip
    wrong = page.post(
        reverse("roster-source-new", args=[school.pk, "oneroster_rest"]), {**typed, "address": "https://10.0.0.1"}
    )
    assert wrong.status_code == 422 and "внутри сети" in wrong.content.decode()
    page.post(reverse("roster-source-new", args=[school.pk, "oneroster_rest"]), typed)
    source = Source.objects.get(school=school)
    tried = page.post(reverse("roster-source-check", args=[school.pk, source.pk])).content.decode()
    assert "Связь есть" in tried and SCHOOL.id in tried
    running.statuses = [403]
    assert "не разрешает читать" in page.post(reverse("roster-source-check", args=[school.pk, source.pk])).content.decode()
    answer = page.post(reverse("roster-source-read", args=[school.pk, source.pk]))
    run = Run.objects.get(source=source)
    assert answer["Location"] == reverse("roster-run", args=[school.pk, run.pk]) and run.by == cast.head
    with django_assert_max_num_queries(25):
        listed = page.get(reverse("roster-sources", args=[school.pk])).content.decode()
    assert "каждый день в 03:30" in listed


def named(name: str, content: bytes) -> Any:
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile(name, content)


def facts(school: School) -> dict[str, list[Any]]:
    """All that is now, by numbers."""
    found = {
        "Employee": Employee.objects.filter(school=school, until=None).values_list("person", "position", "is_administrator"),
        "Enrolment": Enrolment.objects.filter(school=school, until=None).values_list("person", "school_class"),
        "ClassTeacher": ClassTeacher.objects.filter(school=school, until=None).values_list("school_class", "employee"),
        "StudyGroup": StudyGroup.objects.filter(school=school).values_list("school_class", "subject", "subgroup", "until"),
        "SubgroupPupil": SubgroupPupil.objects.filter(school_class__school=school).values_list("subgroup", "enrolment"),
        "Guardianship": Guardianship.objects.filter(child__enrolments__school=school).values_list(
            "parent", "child", "relation"
        ),
    }
    return {name: sorted(set(map(str, rows))) for name, rows in found.items()}
