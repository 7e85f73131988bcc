"""A message in a few words, for a notification or a letter: what was said, or what it is.

Called by: `reach.sending`, `reach.letters`.
"""

from django.utils.translation import gettext as _

from zvonok.messenger.models import Message


def said(kind: str, text: str) -> str:
    if kind == Message.Kind.POLL:
        return _("Опрос: %(question)s") % {"question": text}
    return text or {
        Message.Kind.STICKER: _("Стикер"),
        Message.Kind.CALL: _("Звонок"),
        Message.Kind.PHOTO: _("Фото"),
        Message.Kind.FILE: _("Файл"),
        Message.Kind.VOICE: _("Голосовое сообщение"),
    }.get(Message.Kind(kind), "")


def rings(message: Message) -> bool:
    """A call that goes on: it is told at once, and not at all when it has stopped ringing."""
    return message.kind == Message.Kind.CALL and message.data.get("kind") == "call" and message.data.get("state") == "live"
