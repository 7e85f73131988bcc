"""What is asked of one who lets another system read the school's roster. The action is the judge of every field.

Called by: `giving.pages`.
"""

from django import forms
from django.utils.translation import gettext_lazy as _

from zvonok.ground import limits

DAYS = ((30, _("месяц")), (90, _("три месяца")), (limits.token_age_days_max, _("год")))


class ClientForm(forms.Form):
    name = forms.CharField(
        label=_("Какая система"), max_length=limits.name_length_max, help_text=_("Чтобы потом узнать, кто подключён.")
    )
    days = forms.TypedChoiceField(label=_("Срок"), choices=DAYS, coerce=int, initial=limits.token_age_days_max)
    gives_birth_dates = forms.BooleanField(label=_("отдавать и даты рождения"), required=False)
