"""WHO MAY WRITE TO WHOM FIRST, and put him into a free chat. One table, read from the top: the first row that fits decides.

Comes in: what two people are to each other (`acquaintance` asks the database). Goes out: the row, with its reason in words.
Called by: dialogues, free chats, the search of people, a person's card. The same table for people: docs/rules/who-may-write.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _


class Is(StrEnum):
    """What a person is at a school. One may be several things, at several schools."""

    ANYONE = "anyone"
    PUPIL = "pupil"
    PARENT = "parent"
    EMPLOYEE = "employee"
    ADMINISTRATOR = "administrator"


class If(StrEnum):
    """What joins the two."""

    BLOCKED = "blocked"  # one of them has blocked the other
    OWN_CHILD = "own_child"  # he writes to his own child
    OWN_PARENT = "own_parent"
    SHARED_CHAT = "shared_chat"  # both are in one ruled chat
    CHILDS_CHAT = "childs_chat"  # one is in a ruled chat with the other's child
    ONE_SCHOOL = "one_school"  # both are what the row says at one and the same school
    OTHERWISE = "otherwise"


@dataclass(frozen=True)
class Row:
    name: str
    who: Is
    whom: Is
    joined: If
    may: bool
    why: Any


TABLE: tuple[Row, ...] = (
    #   name                     who               whom              if              may    why
    Row("blocked", Is.ANYONE, Is.ANYONE, If.BLOCKED, False, _("Один из вас заблокировал другого.")),
    # To a pupil: his family, and those with whom the school has put him into one chat.
    Row("parent-own-child", Is.PARENT, Is.PUPIL, If.OWN_CHILD, True, _("Это ваш ребёнок.")),
    Row("employee-pupil", Is.EMPLOYEE, Is.PUPIL, If.SHARED_CHAT, True, _("У вас общий школьный чат.")),
    Row("pupil-pupil", Is.PUPIL, Is.PUPIL, If.SHARED_CHAT, True, _("У вас общий школьный чат.")),
    Row("parent-others-child", Is.PARENT, Is.PUPIL, If.OTHERWISE, False, _("Родители не пишут первыми чужим детям.")),
    Row(
        "anyone-pupil",
        Is.ANYONE,
        Is.PUPIL,
        If.OTHERWISE,
        False,
        _("Ученику первыми пишут только те, с кем у него общий школьный чат."),
    ),
    # From a pupil.
    Row("pupil-own-parent", Is.PUPIL, Is.PARENT, If.OWN_PARENT, True, _("Это ваш родитель.")),
    Row("pupil-employee", Is.PUPIL, Is.EMPLOYEE, If.SHARED_CHAT, True, _("У вас общий школьный чат.")),
    Row("pupil-administrator", Is.PUPIL, Is.ADMINISTRATOR, If.ONE_SCHOOL, True, _("Это администратор вашей школы.")),
    # Between adults.
    Row("colleagues", Is.EMPLOYEE, Is.EMPLOYEE, If.ONE_SCHOOL, True, _("Вы работаете в одной школе.")),
    Row("employee-parent", Is.EMPLOYEE, Is.PARENT, If.SHARED_CHAT, True, _("У вас общий школьный чат.")),
    Row("teacher-parent", Is.EMPLOYEE, Is.PARENT, If.CHILDS_CHAT, True, _("Вы в школьном чате с ребёнком этого человека.")),
    Row("administrator-parent", Is.ADMINISTRATOR, Is.PARENT, If.ONE_SCHOOL, True, _("Это родитель ученика вашей школы.")),
    Row("parent-employee", Is.PARENT, Is.EMPLOYEE, If.SHARED_CHAT, True, _("У вас общий школьный чат.")),
    Row("parent-teacher", Is.PARENT, Is.EMPLOYEE, If.CHILDS_CHAT, True, _("Этот человек в школьном чате с вашим ребёнком.")),
    Row("parent-administrator", Is.PARENT, Is.ADMINISTRATOR, If.ONE_SCHOOL, True, _("Это администратор вашей школы.")),
    Row("parents", Is.PARENT, Is.PARENT, If.SHARED_CHAT, True, _("У вас общий школьный чат.")),
    Row(
        "strangers",
        Is.ANYONE,
        Is.ANYONE,
        If.OTHERWISE,
        False,
        _("Первыми можно писать только тем, с кем у вас общий школьный чат или общая работа."),
    ),
)

# At which schools a person is what.
Standing = Mapping[Is, frozenset[int]]


@dataclass(frozen=True)
class Pair:
    """One who wants to write, the other, and what joins them besides their schools."""

    who: Standing
    whom: Standing
    joined: frozenset[If] = field(default_factory=frozenset)


def verdict(pair: Pair) -> Row:
    """The first row of the table that fits."""
    return next(row for row in TABLE if _fits(row, pair))


def _fits(row: Row, pair: Pair) -> bool:
    if not (_is(pair.who, row.who) and _is(pair.whom, row.whom)):
        return False
    if row.joined is If.OTHERWISE:
        return True
    if row.joined is If.ONE_SCHOOL:
        return bool(pair.who.get(row.who, frozenset()) & pair.whom.get(row.whom, frozenset()))
    return row.joined in pair.joined


def _is(standing: Standing, what: Is) -> bool:
    return what is Is.ANYONE or bool(standing.get(what))
