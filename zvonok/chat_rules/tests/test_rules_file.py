"""rules.sql is what the database obeys, each of its rules has its page, and nobody writes ruled places but keep.sql.

Called by: pytest.
"""

import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from django.db import connection, transaction

from zvonok.chat_rules.tests.world import Chats, members
from zvonok.messenger.models import Chat
from zvonok.operations.cast import Cast

PACKAGE = Path(__file__).parents[2]
RULES = (PACKAGE / "chat_rules" / "rules.sql").read_text()
PAGES = PACKAGE.parent / "docs" / "rules"
VIEWS = ("claim", "entitled_place", "desired_place")
NEXT_RULE = "\nUNION ALL\n"

# What writes into the table of places: in SQL, in any case of letters, or by the ORM.
WRITES_PLACES = re.compile(
    r"(?i:(insert\s+into|update|delete\s+from|merge\s+into|truncate|copy)\s+(only\s+)?\"?messenger_place)"
    r"|(?<!class )\bPlace\(|\bPlace\.objects\.(bulk_)?\w*(create|update)\w*\(|\bplaces\.(\w*create|add|set|clear|remove)\("
    r"|\bPlace\.objects(?:(?!\n\s*\n)[\s\S])*?\.(delete|update)\("
)
# The messenger writes the places of free chats, and in any chat what is a person's own: read and muted.
# The API of bots reads through a place that is nobody's and never saved.
MAY_WRITE = {
    *("chat_rules/keep.sql", "programs/api.py"),
    *(f"messenger/{name}.py" for name in ("actions", "dialogues", "groups", "own_place", "several")),
}


def named_rules() -> dict[str, str]:
    """The rules of the view `claim`: the sentence above each, and its SELECT."""
    view = RULES.partition("CREATE VIEW claim AS\n")[2].partition(";\n")[0]
    found = {}
    for rule in view.split(NEXT_RULE):
        sentence, _, select = rule.strip().partition("\n")
        assert sentence.startswith("-- "), f"a rule without its sentence: {rule}"
        found[sentence.removeprefix("-- ")] = select
    return found


def broken_rules(forgotten: int | None, *, without: str = "", instead: str = "") -> str:
    """rules.sql with one rule forgotten, or one of its conditions replaced."""
    head, start, rest = RULES.partition("CREATE VIEW claim AS\n")
    view, end, folds = rest.partition(";\n")
    rules = view.split(NEXT_RULE)
    if forgotten is not None:
        rules[forgotten] += "\nAND false"  # for each rule ends with a condition
    text = head + start + NEXT_RULE.join(rules) + end + folds
    assert without in text
    return text.replace(without, instead) if without else text


def definitions() -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, pg_get_viewdef(name::regclass) FROM unnest(%s::text[]) AS name", [list(VIEWS)])
        return dict(cursor.fetchall())


def test_the_views_in_the_database_are_those_of_the_file(cast: Cast) -> None:
    assert _difference_from(RULES) == []


def test_a_file_that_was_changed_without_a_migration_is_found(cast: Cast) -> None:
    assert _difference_from(RULES.replace("enrolment.until IS NULL", "true", 1)) == ["claim"]


def test_what_the_check_tried_it_has_taken_back(cast: Cast, chats: Chats) -> None:
    before = definitions()
    _difference_from(broken_rules(1))
    assert definitions() == before
    assert members(chats.class_10a)


def test_every_rule_has_its_page_and_the_list_of_pages_names_it() -> None:
    contents = (PAGES / "README.md").read_text()
    pages = {page.name: page.read_text() for page in PAGES.glob("*.md") if page.name != "README.md"}
    for sentence in named_rules():
        saying = [name for name, text in pages.items() if sentence in text]
        assert len(saying) == 1, f"«{sentence}» должно стоять ровно на одной странице docs/rules/, а стоит на {saying}"
        assert f"({saying[0]})" in contents, f"docs/rules/README.md не называет {saying[0]}"
    assert len(named_rules()) == 10


def test_every_page_of_a_rule_speaks_of_a_rule_that_there_is() -> None:
    sentences = list(named_rules())
    about_more = {"profile-and-bar.md", "who-may-write.md"}
    for page in PAGES.glob("*.md"):
        if page.name != "README.md" and page.name not in about_more:
            assert any(sentence in page.read_text() for sentence in sentences), f"{page.name} говорит о правиле, которого нет"


def test_only_keep_writes_places_of_ruled_chats() -> None:
    assert {name for name, _line in _writers(_sources())} <= MAY_WRITE


@pytest.mark.parametrize(("module", "made_free"), [("actions", {"make_free_chat"}), ("groups", {"_give_role", "join"})])
def test_the_messenger_writes_places_in_free_chats_only(module: str, made_free: set[str]) -> None:
    """Each function that grants, revokes or revises takes a free chat first; `made_free` have theirs from who does."""
    text = (PACKAGE / "messenger" / f"{module}.py").read_text()
    functions = {re.match(r"\w+", part)[0]: part for part in text.split("\ndef ")[1:]}  # type: ignore[index]
    changing = r"Place\(|Place\.objects\.\w*create|Place\.[^\n]*\.delete\(\)|update\(role|_give_role\("
    for name in {name for name, body in functions.items() if re.search(changing, body)} - made_free:
        assert "_free(place)" in functions[name], f"messenger.{module}.{name} меняет состав, не проверив, что чат свободный"


@pytest.mark.parametrize(
    "line",
    [
        "cursor.execute('INSERT INTO messenger_place VALUES (1, 2)')",
        "cursor.execute('DELETE FROM messenger_place WHERE chat_id = 1')",
        "cursor.execute('update messenger_place set role = 2')",
        "Place.objects.create(chat=chat, person=person)",
        "Place.objects.bulk_create([])",
        "Place.objects.filter(chat=chat).delete()",
        "Place.objects.filter(\n    chat=chat,\n).update(role=2)",
        "Place(chat=chat, person=person).save()",
        "chat.places.create(person=person)",
    ],
)
def test_a_writer_elsewhere_is_found(line: str) -> None:
    assert _writers([("lessons/actions.py", line)])


@pytest.mark.parametrize(
    "line", ["Place.objects.filter(chat=chat).count()", "SELECT 1 FROM messenger_place", "chat.places.all()"]
)
def test_a_reader_is_no_writer(line: str) -> None:
    assert not _writers([("lessons/queries.py", line)])


def test_a_free_chat_can_have_no_rule(cast: Cast) -> None:
    """So `keep`, which walks rules, never touches a free chat; and the kind of a chat cannot be half."""
    from django.db import IntegrityError

    with pytest.raises(IntegrityError, match="free_chat_has_no_rule"), transaction.atomic():
        Chat.objects.create(space="learning", kind="free", ruled=True, title="х", newcomers_see_all=True)


def _difference_from(rules: str) -> list[str]:
    """Which views of the database differ from what this text would make. The text is applied and taken back."""
    now = definitions()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(rules)
        of_text = definitions()
        transaction.set_rollback(True)
    return [view for view in VIEWS if now[view] != of_text[view]]


def _sources() -> Iterable[tuple[str, str]]:
    for path in [*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.sql")]:
        name = path.relative_to(PACKAGE).as_posix()
        if "/tests/" not in name and "/migrations/" not in name:
            yield name, path.read_text()


def _writers(sources: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(name, hit[0]) for name, text in sources for hit in WRITES_PLACES.finditer(text)]
