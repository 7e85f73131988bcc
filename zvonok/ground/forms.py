"""Forms that speak the house's words: an action's Refused stands beside the field it names. And what stands in an address.

Called by: pages of every room.
"""

from datetime import date
from typing import Any

from django import forms
from django.utils.dateparse import parse_date

from zvonok.ground.refusal import Refused

# Wider than any school year, and narrower than what a calendar can count.
YEARS = range(1991, 2200)
NUMBER_SIGNS_MAX = 18


def put_beside(form: forms.BaseForm, refused: Refused) -> None:
    """The refusal's sentence beside its field, or over the whole form if the form has no such field."""
    form.add_error(refused.field if refused.field in form.fields else None, refused.sentence)


def day_field(label: Any, **more: Any) -> forms.DateField:
    """A day, as browsers choose it."""
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)


def moment_field(label: Any, help_text: Any = "") -> forms.DateTimeField:
    """A day and an hour, as browsers choose them."""
    shape = "%Y-%m-%dT%H:%M"
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=shape)
    return forms.DateTimeField(label=label, widget=widget, input_formats=[shape], help_text=help_text)


def typed_day(typed: str) -> date | None:
    """A day out of an address; None for what is none, or is far from every school."""
    try:
        day = parse_date(typed)
    except ValueError:
        return None
    return day if day and day.year in YEARS else None


def typed_number(typed: str) -> int:
    """A row's number out of an address or a button; 0, which no row has, for what is none."""
    return int(typed) if typed.isdecimal() and len(typed) <= NUMBER_SIGNS_MAX else 0
