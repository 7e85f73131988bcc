"""Files in chats: sending them, who sees one, and what a chat holds of them.

Comes in: files that a person brought and has not sent yet. Goes out: a message that tells of them in its `data`; rows by which
the files' door and the page of shared media find them. Called by: `messenger.api`, `messenger.actions`; the files' door.

A message tells of its files by itself, for they never change: a history is read without asking about them.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils.translation import gettext as _

from zvonok.files import actions as files_actions
from zvonok.files import doors as files_doors
from zvonok.files import queries as files_queries
from zvonok.files.models import File
from zvonok.ground import limits
from zvonok.ground.refusal import Refused
from zvonok.messenger import actions, mentions, people, school_files
from zvonok.messenger.doors import places_of
from zvonok.messenger.models import Hidden, Message, MessageFile, Place
from zvonok.roster.models import Person

KINDS = {File.Kind.IMAGE: Message.Kind.PHOTO, File.Kind.VOICE: Message.Kind.VOICE, File.Kind.FILE: Message.Kind.FILE}


@transaction.atomic
def post(
    *,
    chat: int,
    files: Sequence[int],
    text: str,
    uuid: UUID,
    by: Person,
    data: dict[str, Any] | None = None,
    reply_to: Message | None = None,
    chosen: Sequence[int] = (),
) -> tuple[Message, bool]:
    """Files with words under them, or without. The same `uuid` again gives the same message and False."""
    if len(files) > limits.files_in_message_max or len(set(files)) < len(files):
        raise Refused(_("В сообщении может быть до %(most)d файлов.") % {"most": limits.files_in_message_max}, "files")
    words = actions.caption(text)
    # Whoever sends the same once more waits here for the first, and finds its message.
    list(File.objects.select_for_update().filter(pk__in=files, owner=by).order_by("pk").values_list("pk"))
    sent_before = Message.objects.filter(author=by, client_uuid=uuid).exists()
    brought = [] if sent_before else files_doors.unsent(by, files)
    school_files.refuse_not_let(chat=chat, files=brought, by=by)
    told = {"files": [files_queries.row(one) for one in brought]}
    named = mentions.named_in(chat, words, chosen)
    message, is_new = actions.post_message(chat, by, _kind(brought), words, {**(data or {}), **named, **told}, uuid, reply_to)
    if is_new:
        attach(message)
        files_actions.sent(brought)
    return message, is_new


def attach(message: Message) -> None:
    """What a message tells of is found by its chat: said once for every message with files, sent or passed on."""
    MessageFile.objects.bulk_create(
        MessageFile(message=message, file_id=told["id"], chat_id=message.chat_id, seq=message.seq, kind=told["kind"])
        for told in message.data.get("files", ())
    )


@transaction.atomic
def detach(messages: Sequence[int]) -> None:
    """These messages are gone for all: what no other message tells of goes with them."""
    held = MessageFile.objects.filter(message__in=messages)
    files = set(held.values_list("file_id", flat=True))
    held.delete()
    files_actions.delete(files - set(MessageFile.objects.filter(file__in=files).values_list("file_id", flat=True)))


def sees(person: Person, file_id: int) -> bool:
    """He has a place in a chat where it was sent, and sees that message."""
    return places_of(person).filter(chat__files__file=file_id, chat__files__seq__gt=F("sees_after_seq")).exists()


def shared(place: Place, *, kind: str, before: int | None, limit: int) -> dict[str, Any]:
    """A chat's photos, files or voices, the newest first; `next` continues the list."""
    found = (
        MessageFile.objects.filter(chat=place.chat_id, kind=kind, seq__gt=place.sees_after_seq)
        .exclude(Exists(Hidden.objects.filter(message=OuterRef("message"), person=place.person_id)))
        .select_related("file", "message__author", "message__school_author")
        .order_by("-pk")
    )
    if before is not None:
        found = found.filter(pk__lt=before)
    page = list(found[: limit + 1])
    return {
        "files": [_shared_row(one) for one in page[:limit]],
        "next": page[limit - 1].pk if len(page) > limit else None,
    }


def _shared_row(one: MessageFile) -> dict[str, Any]:
    author = people.author(one.message.author, one.message.school_author)
    return {
        "file": files_queries.row(one.file),
        "seq": one.seq,
        "author": author["short_name"] if author else "",
        "at": one.message.at,
    }


def _kind(brought: Sequence[File]) -> str:
    kinds = {File.Kind(one.kind) for one in brought}
    if File.Kind.VOICE in kinds and len(brought) > 1:
        raise Refused(_("Голосовое сообщение отправляют отдельно."), "files")
    return KINDS[kinds.pop()] if len(kinds) == 1 else Message.Kind.FILE
