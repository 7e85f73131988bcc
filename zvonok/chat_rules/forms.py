"""The form of an exception: who, which chat, added or kept out, why, until when.

Called by: `chat_rules.pages.exceptions`.
"""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zvonok.chat_rules.models import ChatException
from zvonok.ground import clock
from zvonok.ground.forms import day_field
from zvonok.messenger.models import Chat, Place
from zvonok.roster.models import Person, School

EFFECTS = [(ChatException.Effect.ADD, _("добавить в чат")), (ChatException.Effect.BAR, _("не допускать в чат"))]
ROLES = [(Place.Role.MEMBER, _("участник")), (Place.Role.ADMINISTRATOR, _("администратор"))]


class ExceptionForm(forms.Form):
    chat = forms.ModelChoiceField(label=_("чат"), queryset=Chat.objects.none())
    effect = forms.ChoiceField(label=_("что сделать"), choices=EFFECTS)
    role = forms.TypedChoiceField(label=_("кем (если добавить)"), choices=ROLES, coerce=int)
    reason = forms.CharField(label=_("причина"), max_length=20_000, help_text=_("Её прочтут участники чата рядом с именем."))
    ends_at = day_field(_("до какого дня включительно"))

    def __init__(self, *args: Any, school: School, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        chats = Chat.objects.filter(school=school, ruled=True).order_by("title", "pk")
        self.fields["chat"].queryset = chats  # type: ignore[attr-defined]
        self.fields["chat"].label_from_instance = _title  # type: ignore[attr-defined]
        self.initial.setdefault("ends_at", clock.today() + timedelta(days=30))

    def end(self) -> datetime:
        """The end of the chosen day, in the school's time."""
        return clock.at(self.cleaned_data["ends_at"] + timedelta(days=1))


def _title(chat: Chat) -> str:
    """An archived chat may have the title of one that lives."""
    return f"{chat.title} ({_('архив')})" if chat.archived_at else chat.title
