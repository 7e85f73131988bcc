"""What is asked of a source. `exchange.sources` is the judge of every field.

Called by: `exchange.source_pages`.
"""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zvonok.exchange import remote
from zvonok.exchange.models import Source
from zvonok.exchange.reading.class_list import COLUMNS
from zvonok.exchange.sources import LIST, SERVICE
from zvonok.ground import limits

# As people read them; `COLUMNS` stand in the order in which heads are guessed.
ORDER = (
    *("full_name", "last_name", "first_name", "middle_name", "school_class", "grade", "letter", "birth_date", "number"),
    *("mother", "mother_contact", "father", "father_contact", "parents", "parents_contact", "position", "leads"),
)


class SourceForm(forms.Form):
    """Of files in a standard form."""

    name = forms.CharField(label=_("Название"), max_length=limits.title_length_max, help_text=_("Как эту систему зовут у вас."))
    organisation = forms.CharField(
        label=_("Код школы в источнике"),
        max_length=limits.source_id_length_max,
        required=False,
        help_text=_("Нужен, если в источнике несколько школ."),
    )
    reads_at = forms.TimeField(
        label=_("Читать каждый день в"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("Пусто — только вручную. Первый план всё равно посмотрите вы."),
    )

    @classmethod
    def told(cls, source: Source) -> dict[str, Any]:
        return {"name": source.name, "organisation": source.organisation, "reads_at": source.reads_at, **source.settings}

    def settings(self) -> dict[str, Any]:
        return {}

    @property
    def secret(self) -> str:
        return ""


class ServiceForm(SourceForm):
    version = forms.ChoiceField(label=_("Версия OneRoster"), choices=[(one, one) for one in remote.VERSIONS])
    address = forms.CharField(
        label=_("Адрес службы"),
        max_length=limits.webhook_url_length_max,
        widget=forms.URLInput(attrs={"placeholder": "https://sis.example.org/ims/oneroster/rostering/v1p2"}),
        help_text=_("До того места, за которым идут /users, /classes и другие."),
    )
    token_address = forms.CharField(
        label=_("Адрес выдачи ключей"),
        max_length=limits.webhook_url_length_max,
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
    )
    client_id = forms.CharField(label=_("Имя (client id)"), max_length=limits.source_id_length_max)
    typed_secret = forms.CharField(
        label=_("Секрет (client secret)"),
        max_length=1000,
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("Хранится запечатанным. Пусто — останется прежний."),
    )
    scope = forms.CharField(
        label=_("Права (scope)"), max_length=500, required=False, help_text=_("Пусто — как в стандарте."),
    )  # fmt: skip
    by_changes = forms.BooleanField(
        label=_("Спрашивать только изменения"),
        required=False,
        help_text=_("По dateLastModified; раз в неделю всё равно читается всё."),
    )

    field_order = ("name", "version", "address", "token_address", "client_id", "typed_secret", "organisation", "reads_at")

    def settings(self) -> dict[str, Any]:
        return {
            name: self.cleaned_data[name]
            for name in ("version", "address", "token_address", "client_id", "scope", "by_changes")
        }

    @property
    def secret(self) -> str:
        return str(self.cleaned_data["typed_secret"])


class ListForm(SourceForm):
    organisation = None  # type: ignore[assignment]
    class_title = forms.CharField(
        label=_("Класс"),
        max_length=limits.class_title_length_max,
        required=False,
        help_text=_("Если в списке один класс и он нигде не назван: «5 А»."),
    )
    is_whole = forms.BooleanField(
        label=_("В файлах вся школа"),
        required=False,
        help_text=_("Тогда тот, кого в них нет, выбывает. Иначе только добавляем и меняем."),
    )

    def settings(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("class_title", "is_whole")}


class SampleForm(forms.Form):
    """A list by which columns are told."""

    sample = forms.FileField(label=_("Файл со списком"), help_text=_("CSV или XLSX: прочитаем названия столбцов, и только их."))


class ColumnsForm(forms.Form):
    """Which column is what: a choice of the file's own heads for each."""

    def __init__(self, *args: Any, heads: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "—"), *((head, head) for head in dict.fromkeys(heads) if head)]
        for name in ORDER:
            self.fields[name] = forms.ChoiceField(label=COLUMNS[name][0], choices=choices, required=False)

    def columns(self) -> dict[str, str]:
        return {name: head for name, head in self.cleaned_data.items() if head}


def form_of(kind: str) -> type[SourceForm]:
    return {SERVICE: ServiceForm, LIST: ListForm}.get(kind, SourceForm)
