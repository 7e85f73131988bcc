"""What a consumer asks a collection for, in the standard's words, made into SQL: `filter`, `sort` and `orderBy`, `fields`.

Comes in: the words of a request. Goes out: conditions of names that are known and arguments that are apart, or a Wrong.
Called by: `giving.answers`. `AND` binds before `OR`; text is compared without regard to capitals; a property with many values
is equal to those values in any order, and `~` finds any of them.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from django.utils.dateparse import parse_date, parse_datetime
from django.utils.timezone import is_naive

from zvonok.exchange.giving.collections import Collection, Kind, Part, Property
from zvonok.ground import limits
from zvonok.ground.storable import UNSTORABLE

TERM: Final = re.compile(r"\s*([\w.]+)\s*(!=|>=|<=|=|>|<|~)\s*'((?:[^']|'')*)'\s*")
JOINT: Final = re.compile(r"(AND|OR)(?=\s)", re.IGNORECASE)
OPERATORS: Final = {"=": "=", "!=": "<>", ">": ">", ">=": ">=", "<": "<", "<=": "<="}


@dataclass(frozen=True)
class Wrong(Exception):
    """`code` is the standard's word for what is wrong."""

    code: str
    sentence: str


def condition(words: str, collection: Collection) -> Part:
    """The filter as SQL."""
    if len(words) > limits.oneroster_filter_length_max or UNSTORABLE.search(words):
        raise _bad_filter("The filter is too long, or has characters that nothing can hold.")
    sql: list[str] = []
    arguments: dict[str, object] = {}
    for joint, name, operator, value in _terms(words):
        argument = f"filter{len(arguments)}"
        sql += [joint, _compared(name, operator, value, argument, collection, arguments)]
    return Part(" ".join(sql), arguments)


def order(sort: str, order_by: str, collection: Collection) -> str:
    """A property that nobody knows puts nothing in order: the standard has it so."""
    found = collection.by_name.get(sort)
    if found is None or found.kind in (Kind.ROLES, Kind.EXTENSIONS):
        return ""
    direction = "DESC" if order_by.lower() == "desc" else "ASC"
    return f'"{found.name}" {direction} NULLS LAST'


def fields(words: list[str], collection: Collection) -> list[str]:
    names = [name.strip() for one in words for name in one.split(",") if name.strip()]
    if unknown := [name for name in names if name not in collection.by_name]:
        raise Wrong("invalid_selection_field", f"There is no property {unknown[0][: limits.name_length_max]!r} here.")
    return names


def _terms(words: str) -> Iterator[tuple[str, str, str, str]]:
    place, joint = 0, ""
    for _number in range(limits.oneroster_filter_terms_max):
        found = TERM.match(words, place)
        if not found:
            raise _bad_filter("Write a filter so: property='value' AND other>='value'.")
        yield joint, found[1], found[2], found[3].replace("''", "'")
        place = found.end()
        if place == len(words):
            return
        joined = JOINT.match(words, place)
        if not joined:
            raise _bad_filter("Two conditions are joined by AND or by OR.")
        joint, place = joined[1].upper(), joined.end()
    raise _bad_filter(f"A filter has at most {limits.oneroster_filter_terms_max} conditions.")


def _compared(name: str, operator: str, value: str, argument: str, collection: Collection, arguments: dict[str, object]) -> str:
    """One condition. A null is equal to nothing and unequal to everything."""
    head, _dot, tail = name.partition(".")
    found = collection.by_name.get(head)
    compare = COMPARISONS.get((found.kind, tail)) if found else None
    if found is None or compare is None:
        raise _bad_filter(f"There is no property {name[: limits.name_length_max]!r} to filter by here.")
    sql, arguments[argument] = compare(found, operator, value, f"%({argument})s")
    return f"coalesce({sql}, {'TRUE' if operator == '!=' else 'FALSE'})"


def _text(one: Property, operator: str, value: str, argument: str) -> tuple[str, object]:
    return _of_text(f'"{one.name}"', operator, value, argument)


def _of_text(column: str, operator: str, value: str, argument: str) -> tuple[str, object]:
    if operator == "~":
        return f"strpos(lower({column}), lower({argument})) > 0", value
    return f"lower({column}) {OPERATORS[operator]} lower({argument})", value


def _date(one: Property, operator: str, value: str, argument: str) -> tuple[str, object]:
    if operator == "~":
        return f'strpos("{one.name}"::text, {argument}) > 0', value
    return f'"{one.name}" {OPERATORS[operator]} {argument}::date', _parsed(parse_date, value)


def _moment(one: Property, operator: str, value: str, argument: str) -> tuple[str, object]:
    """A day alone is its first moment. What is told has milliseconds, so that is what is compared."""
    if operator == "~":
        raise _bad_filter("A moment is compared, and contains nothing.")
    column = f"date_trunc('milliseconds', \"{one.name}\")"
    return f"{column} {OPERATORS[operator]} {argument}::timestamptz", _parsed(_moment_of, value)


def _moment_of(value: str) -> datetime | date | None:
    at = parse_datetime(value)
    if at is None:
        return parse_date(value)
    return at.replace(tzinfo=UTC) if is_naive(at) else at


def _list(one: Property, operator: str, value: str, argument: str) -> tuple[str, object]:
    values = [part.strip() for part in value.split(",")]
    match operator:
        case "=":
            return f'"{one.name}"::text[] @> {argument}::text[] AND "{one.name}"::text[] <@ {argument}::text[]', values
        case "!=":
            return f'NOT ("{one.name}"::text[] @> {argument}::text[] AND "{one.name}"::text[] <@ {argument}::text[])', values
        case "~":
            return f'"{one.name}"::text[] && {argument}::text[]', values
    raise _bad_filter("A property with many values is not greater or smaller than others.")


def _role(part: str) -> Callable[[Property, str, str, str], tuple[str, object]]:
    """True of a user one of whose roles it is true of."""

    def compare(one: Property, operator: str, value: str, argument: str) -> tuple[str, object]:
        sql, value_of = _of_text(f"role ->> '{part}'", operator, value, argument)
        return f'EXISTS (SELECT FROM jsonb_array_elements("{one.name}") AS role WHERE {sql})', value_of

    return compare


def _parsed(parse: Callable[[str], date | None], value: str) -> date:
    try:
        found = parse(value)
    except ValueError:
        found = None
    if found is None:
        raise _bad_filter(f"{value[: limits.name_length_max]!r} is no date.")
    return found


def _bad_filter(sentence: str) -> Wrong:
    return Wrong("invalid_filter_field", sentence)


COMPARISONS: Final[dict[tuple[Kind, str], Callable[[Property, str, str, str], tuple[str, object]]]] = {
    (Kind.TEXT, ""): _text,
    (Kind.DATE, ""): _date,
    (Kind.MOMENT, ""): _moment,
    (Kind.LIST, ""): _list,
    (Kind.REFERENCE, ""): _text,
    (Kind.REFERENCE, "sourcedId"): _text,
    (Kind.REFERENCES, ""): _list,
    (Kind.REFERENCES, "sourcedId"): _list,
    (Kind.ROLES, ""): _role("role"),
    (Kind.ROLES, "role"): _role("role"),
    (Kind.ROLES, "roleType"): _role("roleType"),
    (Kind.ROLES, "beginDate"): _role("beginDate"),
    (Kind.ROLES, "endDate"): _role("endDate"),
}
