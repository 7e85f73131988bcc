"""A school's chats from above: right counts, the people behind each, invitations of just those, and few questions.

Called by: pytest.
"""

from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from django.core import mail as outbox
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from zvonok.accounts import inviting
from zvonok.accounts.models import Invitation, User
from zvonok.chat_rules import actions as chats_of_facts
from zvonok.chat_rules import overview, pictures, region
from zvonok.chat_rules.models import ChatException, RuledChat
from zvonok.chat_rules.overview import Scope, Sought, Why
from zvonok.chat_rules.tests.world import Chats
from zvonok.ground import clock, limits
from zvonok.messenger.actions import post
from zvonok.messenger.models import Chat, Place
from zvonok.operations.cast import Cast
from zvonok.profiles import actions as profiles
from zvonok.profiles.models import LearningProfile
from zvonok.roster import actions as roster
from zvonok.roster.models import Enrolment, Person, SchoolClass

MANY = 1000


def row(cast: Cast, chat: Chat) -> overview.Row:
    return next(one for one in overview.overview(cast.school.pk, Sought()).rows if one.id == chat.pk)


def names(scope: Scope) -> set[str]:
    return {one.name.split()[0] for one in overview.missing_people(scope)[0]}


@pytest.fixture
def signed_in(cast: Cast) -> Client:
    client = Client()
    client.force_login(User.objects.get(person=cast.head))
    return client


def test_a_chat_is_told_with_its_people_and_with_who_is_missing_and_why(cast: Cast, chats: Chats) -> None:
    post(chat=chats.class_10a.pk, text="Доброе утро", uuid=uuid4(), by=cast.sibling)
    profiles.suspend(person=cast.classmate, by=cast.classmate)
    told = row(cast, chats.class_10a)
    assert (told.people, told.administrators, told.missing) == (3, 1, 2)
    assert [(why, n) for why, _words, n in told.whys] == [(Why.NONE, 1), (Why.SUSPENDED, 1)]
    assert told.named == [(cast.class_teacher.pk, "Орлова Е.")]
    assert told.said_at and clock.now() - told.said_at < timedelta(minutes=5)
    assert row(cast, chats.geography_10a).said_at is None


def test_behind_the_number_of_a_chat_are_its_people(cast: Cast, chats: Chats) -> None:
    told = row(cast, chats.class_10a)
    people, count = overview.missing_people(Scope(chats=[chats.class_10a.pk]))
    assert count == told.missing == 1
    assert people[0].name == "Сидоров Глеб" and people[0].titles == ["10 А"] and people[0].has_account


def test_one_who_is_missing_in_many_chats_is_one_person(cast: Cast, chats: Chats) -> None:
    seen = overview.overview(cast.school.pk, Sought())
    people, count = overview.missing_people(Scope(chats=overview.living_chats_of(cast.school.pk)))
    assert seen.missing_people == count == len({one.id for one in people})
    gleb = next(one for one in people if one.id == cast.pupil_without_profile.pk)
    assert set(gleb.titles) == {"10 А", "10 А - География"}


def test_whom_an_exception_keeps_out_is_missing_for_that_reason(cast: Cast, chats: Chats) -> None:
    now = clock.now()
    chats_of_facts.make_exception(
        chat=chats.class_10a,
        person=cast.sibling,
        effect=ChatException.Effect.BAR,
        reason="пауза",
        ends_at=now + timedelta(days=3),
        now=now,
        by=cast.head,
    )
    assert names(Scope(chats=[chats.class_10a.pk], why=Why.BARRED)) == {"Иванов"}
    assert (Why.BARRED, 1) in [(why, n) for why, _words, n in row(cast, chats.class_10a).whys]


def test_chats_are_found_by_kind_by_title_and_by_what_is_wrong_with_them(cast: Cast, chats: Chats) -> None:
    def found(kind: str = "", search: str = "", only: str = "") -> set[int]:
        return {one.id for one in overview.overview(cast.school.pk, Sought(kind=kind, search=search, only=only)).rows}

    assert found(kind="parents") == {chats.parents_10a.pk, chats.parents_demo6.pk}
    assert found(search="география 10") == {chats.geography_10a.pk}
    assert found(search="%") == set()
    assert chats.class_10a.pk in found(only="missing") and chats.parents_10a.pk not in found(only="missing")
    roster.change_class_teacher(
        school_class=cast.class_10a, employee=None, instead_of=cast.employee(cast.class_teacher), by=cast.head
    )
    assert found(only="headless") == {chats.class_10a.pk, chats.parents_10a.pk}


def test_an_archived_chat_stands_apart(cast: Cast, chats: Chats) -> None:
    Chat.objects.filter(pk=chats.geography_10a.pk).update(archived_at=clock.now())
    seen = overview.overview(cast.school.pk, Sought())
    assert seen.archived == 1 and chats.geography_10a.pk not in {one.id for one in seen.rows}
    assert [one.id for one in overview.overview(cast.school.pk, Sought(only="archive")).rows] == [chats.geography_10a.pk]


def test_a_thousand_chats_are_two_questions_and_a_page(cast: Cast, chats: Chats) -> None:
    _many(cast)
    with CaptureQueriesContext(connection) as asked:
        seen = overview.overview(cast.school.pk, Sought(order="missing"))
    assert len(asked) == 2
    assert seen.count == MANY + len(vars(chats)) and len(seen.rows) == limits.school_chats_page_max
    second = overview.overview(cast.school.pk, Sought(order="missing", page=2))
    assert not {one.id for one in seen.rows} & {one.id for one in second.rows}
    with CaptureQueriesContext(connection) as asked:
        _people, count = overview.missing_people(Scope(chats=overview.living_chats_of(cast.school.pk)))
    assert len(asked) == 2 and count >= MANY


def test_the_page_of_a_thousand_chats_asks_no_more_than_that_of_nine(cast: Cast, chats: Chats, signed_in: Client) -> None:
    def asked(name: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert signed_in.get(reverse(name, args=[cast.school.pk])).status_code == 200
        return len(queries)

    pages = ("school-chats", "school-missing", "school-coverage", "school-exceptions")
    for name in pages:
        asked(name)
    few = [asked(name) for name in pages]
    _many(cast)
    assert [asked(name) for name in pages] == few


def _many(cast: Cast) -> None:
    """A thousand classes, each with its chat, one pupil in it and one who has no profile."""
    classes = SchoolClass.objects.bulk_create(
        SchoolClass(school=cast.school, grade=5, title=f"5 класс {number}") for number in range(MANY)
    )
    pupils = Person.objects.bulk_create(Person(last_name=f"Ученик{number}", first_name="Один") for number in range(2 * MANY))
    Enrolment.objects.bulk_create(
        Enrolment(school=cast.school, school_class=classes[number // 2], person=pupil, since=clock.today())
        for number, pupil in enumerate(pupils)
    )
    LearningProfile.objects.bulk_create(LearningProfile(person=pupil, state="active") for pupil in pupils[::2])
    chats = Chat.objects.bulk_create(
        Chat(space="learning", kind="class", ruled=True, school=cast.school, title=one.title, newcomers_see_all=True)
        for one in classes
    )
    RuledChat.objects.bulk_create(
        RuledChat(chat=chat, kind="class", school=cast.school, school_class=one)
        for chat, one in zip(chats, classes, strict=True)
    )
    Place.objects.bulk_create(Place(chat=chat, person=pupil, role=1) for chat, pupil in zip(chats, pupils[::2], strict=True))


def test_coverage_counts_each_class_and_leads_to_those_who_have_none(cast: Cast, chats: Chats) -> None:
    pupils, parents = pictures.coverage(cast.school.pk)
    cells = {cell.title: cell for row in pupils.rows for cell in row.cells}
    assert (cells["10 А"].active, cells["10 А"].people, cells["10 А"].percent) == (3, 4, 75)
    assert [row.grade for row in pupils.rows] == [6, 10]
    behind = Scope(classes=[cast.class_10a.pk], of="pupils")
    assert overview.missing_people(behind)[1] == cells["10 А"].missing == 1
    assert (
        parents.whole.missing
        == overview.missing_people(Scope(classes=[cast.class_10a.pk, cast.class_demo6.pk], of="parents"))[1]
    )


@pytest.mark.parametrize(("active", "people", "percent"), [(0, 0, None), (0, 9, 0), (1, 999, 1), (998, 999, 99), (9, 9, 100)])
def test_all_and_nobody_are_said_only_of_all_and_of_nobody(active: int, people: int, percent: int | None) -> None:
    assert pictures.Heat(0, "", people, active).percent == percent


def test_growth_ends_with_those_who_have_a_profile_now(cast: Cast, chats: Chats) -> None:
    today = clock.today()
    LearningProfile.objects.filter(person=cast.sibling).update(made_at=clock.now() - timedelta(weeks=60))
    LearningProfile.objects.filter(person=cast.classmate).update(made_at=clock.now() - timedelta(weeks=3))
    grown = pictures.growth(cast.school.pk, today)
    everybody = LearningProfile.objects.filter(state="active").exclude(person=cast.stranger).count()
    assert grown.bars[-1].value == everybody and grown.bars[0].value == 1 and len(grown.bars) == limits.growth_weeks
    week = next(bar for bar in grown.bars if bar.more and bar.day < today - timedelta(days=7))
    assert [name for _number, name, _at in pictures.joined(cast.school.pk, week.day)] == ["Кузнецов Пётр"]


def test_activity_counts_words_of_people_by_the_schools_day(cast: Cast, chats: Chats) -> None:
    for _ in range(2):
        post(chat=chats.class_10a.pk, text="Раз", uuid=uuid4(), by=cast.sibling)
    post(chat=chats.geography_10a.pk, text="Два", uuid=uuid4(), by=cast.classmate)
    today = timezone.localdate()
    bars = pictures.activity(cast.school.pk, today).bars
    assert (bars[-1].day, bars[-1].value, bars[-1].more) == (today, 3, 2)
    assert [(title, said, who) for _number, title, said, who in pictures.talked(cast.school.pk, today)] == [
        ("10 А", 2, 1),
        ("10 А - География", 1, 1),
    ]


def test_slips_are_printed_for_just_those_who_have_no_sign_in(cast: Cast, chats: Chats, signed_in: Client) -> None:
    User.objects.filter(person=cast.pupil_without_profile).delete()
    address = reverse("invite-missing", args=[cast.school.pk])
    answer = signed_in.post(f"{address}?chat={chats.class_10a.pk}", {"how": "slips"})
    assert answer["Content-Type"] == "application/pdf"
    assert b"".join(answer).startswith(b"%PDF")
    assert list(Invitation.objects.values_list("person", flat=True)) == [cast.pupil_without_profile.pk]


def test_nobody_to_print_for_makes_no_codes(cast: Cast, chats: Chats, signed_in: Client) -> None:
    address = reverse("invite-missing", args=[cast.school.pk])
    answer = signed_in.post(f"{address}?chat={chats.class_10a.pk}", {"how": "slips"})
    assert answer.status_code == 302 and not Invitation.objects.exists()


def test_a_letter_goes_to_just_those_whose_address_is_confirmed_and_once_a_day(cast: Cast, chats: Chats) -> None:
    for person, verified in ((cast.pupil_without_profile, True), (cast.without_profile, False), (cast.stranger, True)):
        user = User.objects.get(person=person)
        EmailAddress.objects.create(user=user, email=f"{user.username}@example.org", verified=verified, primary=True)
    people = [cast.pupil_without_profile.pk, cast.without_profile.pk, cast.stranger.pk]
    asked = {"school": cast.school, "people": people, "address": "https://school.example/profile/", "by": cast.head}
    now = clock.now()
    assert inviting.remind(**asked, now=now) == 1  # type: ignore[arg-type]
    assert inviting.remind(**asked, now=now) == 0  # type: ignore[arg-type]
    assert inviting.send([cast.pupil_without_profile.pk], cast.school.pk, "https://school.example/profile/") == 1
    letter = outbox.outbox[-1]
    assert letter.to == ["pupil-without-profile@example.org"] and "https://school.example/profile/" in letter.body


def test_exceptions_are_listed_with_author_reason_and_end_and_are_ended_there(
    cast: Cast, chats: Chats, signed_in: Client
) -> None:
    now = clock.now()
    made = chats_of_facts.make_exception(
        chat=chats.class_10a,
        person=cast.other_class_teacher,
        effect=ChatException.Effect.ADD,
        reason="ведёт олимпиаду",
        ends_at=now + timedelta(days=3),
        now=now,
        by=cast.head,
    )
    page = reverse("school-exceptions", args=[cast.school.pk])
    shown = signed_in.get(page).content.decode()
    assert "ведёт олимпиаду" in shown and "Ольга Г." in shown and "Фомин Андрей Ильич" in shown
    ended = signed_in.post(reverse("end-exception", args=[made.record.pk]), {"next": "exceptions"})
    assert ended["Location"] == page
    assert "ведёт олимпиаду" not in signed_in.get(page).content.decode()
    assert "ведёт олимпиаду" in signed_in.get(f"{page}?ended=1").content.decode()


def test_a_region_shows_the_schools_that_one_administers_and_no_other(cast: Cast, chats: Chats, signed_in: Client) -> None:
    assert cast.school.region
    cast.other_school.region = cast.school.region
    cast.other_school.save()
    page = reverse("region", args=[cast.school.region.pk])
    assert cast.other_school.name not in signed_in.get(page).content.decode()
    roster.hire(school=cast.other_school, person=cast.head, position="Куратор", is_administrator=True, by=cast.stranger)
    shown = signed_in.get(page).content.decode()
    assert cast.other_school.name in shown and cast.school.name.replace('"', "&quot;") in shown
    _region, schools = region.administered(cast.head, cast.school.region.pk)
    ours = next(one for one in region.side_by_side(schools, clock.now()) if one.id == cast.school.pk)
    assert (ours.classes, ours.chats, ours.pupils.people) == (2, 9, 6)


def test_an_administrator_of_another_school_reaches_no_chat_by_its_number(cast: Cast, chats: Chats, signed_in: Client) -> None:
    there = chats_of_facts.open_staff_room(school=cast.other_school, by=cast.stranger)
    page = reverse("school-missing", args=[cast.school.pk])
    assert signed_in.get(f"{page}?chat={there.chat_id}").status_code == 404


def test_what_is_seen_is_downloaded_whole(cast: Cast, chats: Chats, signed_in: Client) -> None:
    now = clock.now()
    chats_of_facts.make_exception(
        chat=chats.class_10a,
        person=cast.without_profile,
        effect="add",
        reason="ведёт олимпиаду",
        ends_at=now + timedelta(days=9),
        now=now,
        by=cast.head,
    )

    def table(name: str, **asked: str) -> list[tuple[object, ...]]:
        answer = signed_in.get(reverse(name, args=[cast.school.pk]), {"form": "xlsx", **asked})
        return list(load_workbook(BytesIO(answer.content)).worksheets[0].iter_rows(min_row=2, values_only=True))

    told = {line[0]: line[1:5] for line in table("school-chats")}
    assert told[chats.class_10a.title] == ("Классы", 4, 1, 2)
    assert [line[0] for line in table("school-missing", chat=str(chats.class_10a.pk))] == [
        "Новиков Павел Сергеевич",
        "Сидоров Глеб",
    ]
    assert [line[:4] for line in table("school-exceptions")] == [
        ("Новиков Павел Сергеевич", "10 А", "добавили", "ведёт олимпиаду")
    ]
