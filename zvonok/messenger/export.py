"""A chat as a page with its files, or as a PDF, for its administrators; and all that is one's own, for everyone.

Comes in: an administrator's place and why he saves the chat; or a person. Goes out: an open file to be served.
Called by: `messenger.export_api`.

The members are told before anything is written: who saved their words, and why.
"""

import tempfile
import threading
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any, Final

from django.db import transaction
from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from fpdf import FPDF

from zvonok.accounts.sheets import FONTS
from zvonok.files import contents, filenames
from zvonok.files.models import File
from zvonok.ground import audit, clock, limits
from zvonok.ground.refusal import Refused
from zvonok.messenger import actions, people, tally
from zvonok.messenger.doors import visible
from zvonok.messenger.models import Chat, Draft, Message, Place, PollVote, Scheduled
from zvonok.profiles.models import Consent
from zvonok.roster import names
from zvonok.roster.models import Person

# Each holds a thread and the disk for as long as it is written.
AT_ONCE: Final = threading.BoundedSemaphore(2)
IN_MEMORY_BYTES_MAX: Final = 2_000_000


@dataclass(frozen=True)
class Line:
    """One message as it is printed. A file is its name here, and its row where it lies in the archive."""

    author: str
    at: str
    text: str
    service: bool
    files: Sequence[tuple[str, dict[str, Any]]]


@transaction.atomic
def tell(*, place: Place, reason: str, by: Person) -> str:
    """The members and the audit learn of it first."""
    if len(reason.strip()) < limits.export_reason_length_min:
        raise Refused(_("Напишите, зачем нужна переписка: это увидят участники чата."), "reason")
    reason = names.title(reason, "reason", length_max=limits.reason_length_max)
    actions.say(place.chat_id, {"what": "exported", "by": people.named(by), "reason": reason})
    audit.record(
        "messenger:chat:exported", by=by.pk, school=place.chat.school_id, after={"chat": place.chat_id, "reason": reason}
    )
    return reason


def archive(*, place: Place, reason: str, by: Person) -> IO[bytes]:
    """A ZIP: `index.html` that opens in any browser without a network, and the files beside it."""
    with _one_of_few():
        told = tell(place=place, reason=reason, by=by)
        messages = list(_newest(place, limits.export_messages_max))
        facts = {"title": place.chat.title, "head": _head(place.chat, told, by), "groups": [(None, _lines(messages))]}
        return _zipped(facts, _files_of(messages))


def document(*, place: Place, reason: str, by: Person) -> IO[bytes]:
    with _one_of_few():
        told = tell(place=place, reason=reason, by=by)
        messages = list(_newest(place, limits.export_document_messages_max))
        return _printed(place.chat.title, _head(place.chat, told, by), _lines(messages))


def own(*, by: Person) -> IO[bytes]:
    """What he has said, wherever he said it, the files he brought, and what he agreed to. Others' words are theirs."""
    with _one_of_few():
        audit.record("messenger:own:downloaded", by=by.pk, person=by.pk)
        said = Message.objects.filter(author=by, deleted_at=None).select_related("chat", "author", "school_author")
        messages = list(said.order_by("chat_id", "seq")[: limits.export_messages_max])
        by_chat: dict[int, list[Message]] = {}
        for one in messages:
            by_chat.setdefault(one.chat_id, []).append(one)
        groups = [(several[0].chat.title or _("Диалог"), _lines(several)) for several in by_chat.values()]
        groups += [(_("Мои голоса в опросах"), _votes(by)), (_("Запланированные сообщения"), _scheduled(by))]
        groups += [(_("Черновики"), _drafts(by))]
        consents = Consent.objects.filter(person=by).order_by("given_at").select_related("given_by")
        head = [
            f"{by.full_name}. {_moment(clock.now())}",
            *(
                _("Согласие (%(version)s): %(name)s, %(moment)s")
                % {"version": one.text_version, "name": one.given_by.name, "moment": _moment(one.given_at)}
                for one in consents
            ),
        ]
        brought = File.objects.filter(owner=by).order_by("pk")[: limits.export_messages_max]
        return _zipped({"title": _("Всё моё"), "head": head, "groups": [one for one in groups if one[1]]}, brought)


def _votes(by: Person) -> list[Line]:
    votes = PollVote.objects.filter(person=by, poll__message__deleted_at=None).order_by("poll", "option__number")
    given = votes.values_list("poll__message__text", "option__text", "poll__message__at")[: limits.export_messages_max]
    return [Line(question, _moment(at), answer, False, ()) for question, answer, at in given]


def _scheduled(by: Person) -> list[Line]:
    waiting = Scheduled.objects.filter(author=by).order_by("send_at", "pk").select_related("chat")
    return [Line(one.chat.title or _("Диалог"), _moment(one.send_at), one.text or _("Стикер"), False, ()) for one in waiting]


def _drafts(by: Person) -> list[Line]:
    begun = Draft.objects.filter(person=by).exclude(text="").select_related("chat").order_by("chat_id")
    return [Line(one.chat.title or _("Диалог"), "", one.text, False, ()) for one in begun]


@contextmanager
def _one_of_few() -> Iterator[None]:
    if not AT_ONCE.acquire(blocking=False):
        raise Refused(_("Сейчас сохраняют другую переписку. Повторите через минуту."))
    try:
        yield
    finally:
        AT_ONCE.release()


def _newest(place: Place, most: int) -> Iterable[Message]:
    newest = visible(place).filter(deleted_at=None).order_by("-seq")[:most]
    return reversed(newest)


def _head(chat: Chat, reason: str, by: Person) -> list[str]:
    saved = _("Сохранено: %(name)s, %(moment)s. Причина: %(reason)s")
    words = saved % {"name": by.name, "moment": _moment(clock.now()), "reason": reason}
    return [chat.school.name, words] if chat.school else [words]


def _lines(messages: Sequence[Message]) -> list[Line]:
    polls = tally.of(messages, None)
    return [_line(one, polls.get(one.pk)) for one in messages]


def _line(one: Message, poll: dict[str, Any] | None) -> Line:
    author = people.author(one.author, one.school_author, one.bot_name)
    files = [(_place_of(told["id"], told["name"]), told) for told in one.data.get("files", ())]
    text = _said(one.data) if one.kind == Message.Kind.SERVICE else _asked(one, poll) if poll else _words(one)
    return Line(
        people.worded(author["name"], is_bot=author["is_bot"]) if author else "",
        _moment(one.at),
        text,
        one.kind == Message.Kind.SERVICE,
        files,
    )


def _words(one: Message) -> str:
    if one.kind == Message.Kind.STICKER:
        return _("Стикер")
    if one.kind == Message.Kind.CALL:
        return _("Звонок")
    return one.text


def _asked(one: Message, poll: dict[str, Any]) -> str:
    """The votes as numbers: who gave them is not for a file that goes from hand to hand."""
    counted = _("%(answer)s: %(votes)d")
    answers = [counted % {"answer": option["text"], "votes": option["votes"]} for option in poll["options"]]
    over = [_("Опрос завершён.")] if poll["closed_at"] else []
    return "\n".join([tally.words(one.text, answers), _("Проголосовали: %(voters)d") % {"voters": poll["voters"]}, *over])


def _said(data: dict[str, Any]) -> str:
    """Service messages in one sentence each; what changed in places is counted."""
    names = ", ".join(one["name"] for one in data.get("people", ()))
    by = data.get("by", data.get("who", {})).get("name", "")
    sentences = {
        "opened": _("Чат создан"),
        "titled": _("Чат теперь называется «%(title)s»") % {"title": data.get("title", "")},
        "added": _("%(by)s добавляет в чат: %(names)s") % {"by": by, "names": names},
        "removed": _("%(by)s исключает из чата: %(names)s") % {"by": by, "names": names},
        "left": _("%(by)s выходит из чата") % {"by": by},
        "joined": _("%(by)s входит в чат по ссылке") % {"by": by},
        "exported": _("%(by)s сохраняет переписку. Причина: %(reason)s") % {"by": by, "reason": data.get("reason", "")},
        "places": _("Вошли: %(granted)d, вышли: %(revoked)d")
        % {"granted": data.get("granted_count", 0), "revoked": data.get("revoked_count", 0)},
    }
    return sentences.get(data.get("what", ""), _("Чат изменился"))


def _moment(at: Any) -> str:
    return date_format(localtime(at), "j E Y, H:i")


def _place_of(file_id: int, name: str) -> str:
    return f"files/{file_id}-{filenames.on_disk(name)}"


def _files_of(messages: Sequence[Message]) -> Iterable[File]:
    return File.objects.in_bulk([told["id"] for one in messages for told in one.data.get("files", ())]).values()


def _zipped(facts: dict[str, Any], files: Iterable[File]) -> IO[bytes]:
    written = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY_BYTES_MAX)  # noqa: SIM115
    size = 0
    missing = False
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archived:
        for file in files:
            size += file.size
            if size > limits.export_files_bytes_max:
                missing = True
                break
            try:
                with contents.opened(file.sha256) as content, archived.open(_place_of(file.pk, file.name), "w") as into:
                    while piece := content.read(1_000_000):
                        into.write(piece)
            except FileNotFoundError:
                missing = True
        archived.writestr("index.html", render_to_string("messenger/export.html", {**facts, "missing": missing}))
    written.seek(0)
    return written


def _printed(title: str, head: Sequence[str], lines: Sequence[Line]) -> IO[bytes]:
    pdf = FPDF(format="A4")
    pdf.set_auto_page_break(True, margin=15)
    pdf.set_title(title)
    pdf.set_lang("ru")
    pdf.add_font("DejaVu", "", FONTS / "DejaVuSans.ttf")
    pdf.add_font("DejaVu", "B", FONTS / "DejaVuSans-Bold.ttf")
    pdf.add_page()

    def say(words: str, size: float, *, bold: bool = False, grey: int = 0) -> None:
        pdf.set_font("DejaVu", "B" if bold else "", size)
        pdf.set_text_color(grey)
        pdf.multi_cell(0, size * 0.5, words, align="L", new_x="LMARGIN", new_y="NEXT")

    say(title, 16, bold=True)
    for words in head:
        say(words, 9, grey=90)
    for line in lines:
        pdf.ln(2)
        if line.service:
            say(f"{line.at}. {line.text}", 8, grey=110)
            continue
        say(f"{line.author}, {line.at}", 8, bold=True, grey=60)
        if line.text:
            say(line.text, 10)
        for _path, told in line.files:
            say(_("[файл: %(name)s]") % {"name": told["name"]}, 9, grey=60)
    written = tempfile.TemporaryFile()  # noqa: SIM115
    written.write(bytes(pdf.output()))
    written.seek(0)
    return written
