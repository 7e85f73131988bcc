"""What is asked on the pages of programs. The actions are the judges of every field.

Called by: `programs.pages`, `programs.school_pages`.
"""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zvonok.ground import limits
from zvonok.programs.models import Webhook
from zvonok.programs.scopes import OF_PERSON

DAYS = ((7, _("неделя")), (30, _("месяц")), (90, _("три месяца")), (limits.token_age_days_max, _("год")))


class BotTokenForm(forms.Form):
    name = forms.CharField(label=_("Название"), max_length=limits.name_length_max, help_text=_("Чтобы потом узнать, где он."))
    days = forms.TypedChoiceField(label=_("Срок"), choices=DAYS, coerce=int, initial=90)


class TokenForm(BotTokenForm):
    scopes = forms.MultipleChoiceField(
        label=_("Что программе можно"),
        choices=[(scope.value, words) for scope, words in OF_PERSON.items()],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Отметьте, что программе можно.")},
    )

    field_order = ("name", "scopes", "days")


class BotForm(forms.Form):
    name = forms.CharField(
        label=_("Имя бота"),
        max_length=limits.bot_name_length_max,
        help_text=_("Так он подписан в чатах; рядом всегда стоит «(бот)»."),
    )
    purpose = forms.CharField(label=_("Зачем он"), max_length=limits.reason_length_max)


class WebhookForm(forms.Form):
    url = forms.CharField(
        label=_("Адрес"),
        max_length=limits.webhook_url_length_max,
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
    )
    events = forms.MultipleChoiceField(
        label=_("О чём сообщать"),
        choices=Webhook.Event.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Отметьте, о чём сообщать.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("prefix", "webhook")
        super().__init__(*args, **kwargs)
