"""How large a file a school lets into its chats, and of which kinds. A school that settles nothing lets what the house lets.

Comes in: a school, or files that are about to be sent to a chat. Goes out: what is let, or a refusal.
Called by: `messenger.sent_files` before a message with files; the school's page.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from zvonok.files import filenames
from zvonok.files.models import File
from zvonok.ground import audit, limits
from zvonok.ground.refusal import Refused
from zvonok.messenger.models import Chat, SchoolFiles
from zvonok.messenger.queries import schools_of
from zvonok.roster.models import Person, School

MEGABYTE = 1_000_000
MEGABYTES_MAX = limits.file_size_bytes_max // MEGABYTE


@dataclass(frozen=True)
class Let:
    """`endings` are those of files let in; none: all that are no programs. Photos and voices go by their switches."""

    megabytes: int = MEGABYTES_MAX
    endings: tuple[str, ...] = ()


def of(school: int) -> Let:
    return of_all([school])[0]


def of_all(schools: Sequence[int]) -> list[Let]:
    rows = {row.school_id: row for row in SchoolFiles.objects.filter(school__in=schools)}
    return [Let(row.megabytes, tuple(row.endings.split())) if (row := rows.get(one)) else Let() for one in schools]


def refuse_not_let(*, chat: int, files: Iterable[File], by: Person) -> None:
    """A school's chat follows its school; a free learning chat the schools of him who sends; a personal chat no school."""
    where = Chat.objects.filter(pk=chat).values("school_id", "space").first()
    if where is None:
        return
    if where["school_id"] is None and where["space"] != Chat.Space.LEARNING:
        return
    schools = [where["school_id"]] if where["school_id"] else schools_of(by)
    for let in of_all(schools):
        for file in files:
            _refuse(let, file)


def _refuse(let: Let, file: File) -> None:
    if file.size > let.megabytes * MEGABYTE:
        raise Refused(_("Школа разрешает файлы до %(most)d МБ.") % {"most": let.megabytes}, "files")
    if let.endings and file.kind == File.Kind.FILE and filenames.ending(file.name) not in let.endings:
        raise Refused(_("Школа разрешает файлы: %(endings)s.") % {"endings": ", ".join(let.endings)}, "files")


def read_endings(words: str) -> tuple[str, ...]:
    """«PDF, .docx» as a person writes them."""
    endings = tuple(dict.fromkeys(word.lower().lstrip(".") for word in re.split(r"[\s,;]+", words) if word.strip(".")))
    if any(not re.fullmatch(r"[a-z0-9]{1,10}", one) for one in endings) or len(" ".join(endings)) > limits.reason_length_max:
        raise Refused(_("Перечислите окончания имён через запятую: pdf, docx, png."), "file_endings")
    return endings


@transaction.atomic
def settle(*, school: School, let: Let, by: Person) -> None:
    before = of(school.pk)
    if before == let:
        return
    facts = {"megabytes": let.megabytes, "endings": " ".join(let.endings)}
    SchoolFiles.objects.update_or_create(school=school, defaults=facts)
    told = {"megabytes": before.megabytes, "endings": " ".join(before.endings)}
    audit.record("messenger:files:settled", by=by.pk, school=school.pk, before=told, after=facts)
