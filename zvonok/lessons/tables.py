"""Topics out of a table of Excel.

Comes in: a file that somebody brought. Goes out: topics, or a Refused that names every bad row.
Called by: `lessons.planning_pages`. A table is read behind limits: what it unpacks to, tags, rows; no formula is read.
"""

import io
import zipfile
from collections.abc import Iterable, Sequence
from typing import IO, Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook

from zvonok.ground import limits, workbooks
from zvonok.ground.refusal import Refused
from zvonok.lessons.planning import Topic

HEADS = {"тема", "темы", "тема урока", "topic", "topics"}
COLUMNS = 2


def topics(file: IO[bytes]) -> list[Topic]:
    """The first sheet: a topic in the first column, homework in the second. A head of columns is known by its word."""
    found: list[Topic] = []
    bad: list[str] = []
    for place, (topic, homework) in _rows(file):
        if not found and not bad and str(topic.value or "").strip().lower() in HEADS:
            continue
        if any(cell.data_type == "f" for cell in (topic, homework)):
            bad.append(_("строка %(n)d: в ячейке формула, а нужен текст") % {"n": place})
            continue
        words, home = (" ".join(str(cell.value if cell.value is not None else "").split()) for cell in (topic, homework))
        if not words and not home:
            continue
        if not words:
            bad.append(_("строка %(n)d: задание есть, а темы нет") % {"n": place})
        elif len(words) > limits.topic_length_max:
            bad.append(_("строка %(n)d: тема длиннее %(most)d знаков") % {"n": place, "most": limits.topic_length_max})
        elif len(home) > limits.homework_length_max:
            bad.append(_("строка %(n)d: задание длиннее %(most)d знаков") % {"n": place, "most": limits.homework_length_max})
        elif len(found) >= limits.topics_at_once_max:
            bad.append(_("строка %(n)d: можно до %(most)d тем") % {"n": place, "most": limits.topics_at_once_max})
            break
        else:
            found.append(Topic(words, home))
    if bad:
        raise Refused(_("Не записано ничего: %(bad)s.") % {"bad": "; ".join(bad[:10])}, "file")
    if not found:
        raise Refused(_("В таблице нет тем: их место — первый столбец первого листа."), "file")
    return found


def _rows(file: IO[bytes]) -> Iterable[tuple[int, Sequence[Any]]]:
    content = file.read(limits.topics_table_bytes_max + 1)
    if len(content) > limits.topics_table_bytes_max:
        raise Refused(_("Таблица больше %(most)d МБ.") % {"most": limits.topics_table_bytes_max // 1_000_000}, "file")
    no_table = _("Это не таблица XLSX. Сохраните её в Excel как «Книга Excel» и выберите снова.")
    try:
        if _unpacks_to_much(content):
            raise Refused(_("Таблица слишком велика. Оставьте в ней только темы."), "file")
        book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
        try:
            sheet = book.worksheets[0]
            most = limits.topics_at_once_max * 2
            rows = list(sheet.iter_rows(min_row=1, max_row=most + 1, min_col=1, max_col=COLUMNS))
        finally:
            book.close()
    except workbooks.BROKEN:
        raise Refused(no_table, "file") from None
    if len(rows) > most:
        raise Refused(_("В таблице больше %(most)d строк. Оставьте только темы.") % {"most": most}, "file")
    return [(place, row) for place, row in enumerate(rows, 1) if len(row) == COLUMNS]


def _unpacks_to_much(content: bytes) -> bool:
    """Fifty kilobytes may hold a million cells or styles, and reading each takes its time: bytes and tags have an end."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        if sum(part.file_size for part in parts) > limits.topics_table_unpacked_bytes_max:
            return True
        tags = sum(archive.read(part).count(b"<") for part in parts)
    return tags > limits.topics_table_tags_max
