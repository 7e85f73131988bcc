"""The table of who may write to whom: every row by an example of the cast, and the page that tells it."""

from pathlib import Path

import pytest

from zvonok.chat_rules.tests.world import Chats
from zvonok.messenger.acquaintance import people_to_write, verdicts
from zvonok.messenger.dialogues import block
from zvonok.messenger.who_may_write import TABLE, If, Is, Pair, verdict
from zvonok.operations.cast import Cast

PAGE = Path(__file__).resolve().parents[3] / "docs" / "rules" / "who-may-write.md"

# Who writes to whom, and the row that decides.
EXAMPLES = [
    ("sibling", "classmate", "pupil-pupil"),
    ("sibling", "young_pupil", "anyone-pupil"),
    ("sibling", "parent_of_both", "pupil-own-parent"),
    ("sibling", "parent_of_two", "strangers"),
    ("sibling", "class_teacher", "pupil-employee"),
    ("sibling", "head", "pupil-administrator"),
    ("sibling", "other_class_teacher", "strangers"),
    ("parent_of_both", "sibling", "parent-own-child"),
    ("parent_of_both", "classmate", "parent-others-child"),
    ("parent_of_both", "parent_of_two", "parents"),
    ("parent_of_both", "class_teacher", "parent-employee"),
    ("parent_of_both", "teacher_and_parent", "parent-teacher"),
    ("parent_of_both", "head", "parent-administrator"),
    ("parent_of_both", "other_class_teacher", "strangers"),
    ("class_teacher", "sibling", "employee-pupil"),
    ("class_teacher", "parent_of_both", "employee-parent"),
    ("class_teacher", "head", "colleagues"),
    ("class_teacher", "stranger", "strangers"),
    ("other_class_teacher", "sibling", "anyone-pupil"),
    ("other_class_teacher", "parent_of_both", "strangers"),
    ("head", "sibling", "anyone-pupil"),
    ("head", "parent_of_both", "administrator-parent"),
    ("teacher_and_parent", "sibling", "employee-pupil"),
    ("teacher_and_parent", "child_of_teacher", "parent-own-child"),
    ("teacher_and_parent", "young_pupil", "parent-others-child"),
    ("teacher_and_parent", "parent_of_both", "teacher-parent"),
    ("stranger", "sibling", "anyone-pupil"),
]


@pytest.mark.parametrize(("who", "whom", "row"), EXAMPLES, ids=lambda part: part)
def test_it_works(cast: Cast, chats: Chats, who: str, whom: str, row: str) -> None:
    person, other = getattr(cast, who), getattr(cast, whom)
    assert verdicts(person, [other.pk])[other.pk].name == row


def test_a_block_stands_above_every_other_row(cast: Cast, chats: Chats) -> None:
    block(person=cast.class_teacher, by=cast.parent_of_both)
    assert verdicts(cast.class_teacher, [cast.parent_of_both.pk])[cast.parent_of_both.pk].name == "blocked"
    assert verdicts(cast.parent_of_both, [cast.class_teacher.pk])[cast.class_teacher.pk].name == "blocked"


def test_every_row_has_an_example() -> None:
    assert {row for _who, _whom, row in EXAMPLES} | {"blocked"} == {row.name for row in TABLE}


def test_every_pair_has_a_verdict() -> None:
    """Whatever two people are and whatever joins them, the table decides; a parent never opens to another's child."""
    for who in Is:
        for whom in Is:
            for joined in If:
                pair = Pair({who: frozenset({1})}, {whom: frozenset({1})}, frozenset({joined}))
                row = verdict(pair)
                if who is Is.PARENT and whom is Is.PUPIL:
                    assert row.may == (joined is If.OWN_CHILD)


def test_the_page_tells_every_row_in_its_order() -> None:
    told = [line.split("`")[1] for line in PAGE.read_text().splitlines() if line.startswith("| `")]
    assert told == [row.name for row in TABLE]


def test_those_who_are_offered_are_those_who_may_be_written_to(cast: Cast, chats: Chats) -> None:
    everybody = cast.people().values()
    for person in everybody:
        offered = set(people_to_write(person, "personal"))
        may = {row.name: row.may for row in TABLE}
        decided = verdicts(person, [other.pk for other in everybody if other != person])
        assert offered == {other for other in everybody if other != person and may[decided[other.pk].name]}, person


def test_without_a_learning_profile_one_is_offered_to_nobody_in_the_learning_space(cast: Cast, chats: Chats) -> None:
    assert cast.without_profile in people_to_write(cast.head, "personal")
    assert cast.without_profile not in people_to_write(cast.head, "learning")
