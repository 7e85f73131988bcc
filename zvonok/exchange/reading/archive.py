"""What a roster comes in: a zip, a folder, or one file. Nothing of it is ever unpacked to the disk.

Comes in: a path. Goes out: files by their names in lower case, each to be opened as often as a reader wants, or a Refused.
Called by: every reader, `choosing`.

A name inside a zip is a word and never a path, so «..» leads nowhere; a zip that has such names is refused all the same, for
nobody makes one in good faith. How much it unpacks to is looked at before, and counted while it is read.
"""

import stat
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO, Final

from django.utils.translation import gettext as _

from zvonok.exchange.reading.delimited import CHUNK_BYTES, Open
from zvonok.ground import limits
from zvonok.ground.refusal import Refused

# What a Mac and a Windows leave beside people's files.
LITTER: Final = ("__macosx/", ".ds_store", "thumbs.db", "desktop.ini", "._")
ENCRYPTED: Final = 0x1
PACKINGS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
DAMAGED: Final = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError)


@dataclass(frozen=True, slots=True)
class File:
    """`name` as the person knows it."""

    name: str
    open: Open


Files = Mapping[str, File]


def files(path: Path) -> Files:
    """By name in lower case, without folders: people zip the folder as often as what is in it."""
    if path.is_dir():
        return _of_folder(path)
    if not path.is_file():
        raise Refused(_("Такого файла нет: %(path)s") % {"path": path.name}, "file")
    if path.stat().st_size > limits.roster_file_bytes_max:
        raise Refused(_too_big(), "file")
    with path.open("rb") as begin:
        is_zip = begin.read(4) in (b"PK\x03\x04", b"PK\x05\x06")
    if is_zip and path.suffix.lower() not in (".xlsx", ".xlsm"):
        return _of_zip(path)
    return {path.name.lower(): File(path.name, partial(_open_file, path))}


def _of_folder(path: Path) -> Files:
    found: dict[str, File] = {}
    sizes = 0
    for one in sorted(path.iterdir()):
        if _is_litter(one.name) or one.is_symlink() or not one.is_file():
            continue
        sizes += one.stat().st_size
        _put(found, File(one.name, partial(_open_file, one)))
    if sizes > limits.roster_unpacked_bytes_max:
        raise Refused(_too_big(), "file")
    return found


def _of_zip(path: Path) -> Files:
    found: dict[str, File] = {}
    with _readable():
        archive = zipfile.ZipFile(path)
    with archive:
        parts = archive.infolist()
        if len(parts) > limits.roster_files_max:
            raise Refused(
                _("В архиве больше %(most)d файлов. Оставьте только файлы выгрузки.") % {"most": limits.roster_files_max},
                "file",
            )
        if sum(part.file_size for part in parts) > limits.roster_unpacked_bytes_max:
            raise Refused(_too_big(), "file")
        for part in parts:
            name = _name(part)
            if part.is_dir() or _is_litter(name):
                continue
            _check(part, name)
            _read_through(archive, part)
            _put(found, File(PurePosixPath(name).name, partial(_open_part, path, part)))
    return found


def _check(part: zipfile.ZipInfo, name: str) -> None:
    steps = name.split("/")
    if name.startswith("/") or ".." in steps or ":" in name or any(not sign.isprintable() for sign in name):
        raise Refused(_("В архиве файл с недопустимым именем: %(name)s") % {"name": ascii(name)[1:-1][:100]}, "file")
    if stat.S_ISLNK(part.external_attr >> 16):
        raise Refused(_("В архиве ссылка вместо файла: %(name)s. Положите сам файл.") % {"name": name[:100]}, "file")
    if part.flag_bits & ENCRYPTED:
        raise Refused(_("Архив закрыт паролем. Сохраните его без пароля."), "file")
    if part.compress_type not in PACKINGS:
        raise Refused(_("Архив сжат неизвестным способом. Создайте обычный ZIP."), "file")
    if (
        part.file_size > limits.roster_pack_ratio_free_bytes
        and part.file_size > part.compress_size * limits.roster_pack_ratio_max
    ):
        raise Refused(_("Файл %(name)s сжат подозрительно сильно: так прячут «бомбы».") % {"name": name[:100]}, "file")


def _read_through(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Its checksum is right and its size is what it says: from here on reading does not fail."""
    with _readable(), archive.open(part) as opened:
        while opened.read(CHUNK_BYTES):
            pass


def _put(found: dict[str, File], file: File) -> None:
    if file.name.lower() in found:
        raise Refused(_("Файл %(name)s положен дважды. Оставьте один.") % {"name": file.name[:100]}, "file")
    if len(found) >= limits.roster_files_max:
        raise Refused(
            _("Здесь больше %(most)d файлов. Оставьте только файлы выгрузки.") % {"most": limits.roster_files_max}, "file"
        )
    found[file.name.lower()] = file


def _open_file(path: Path) -> IO[bytes]:
    return path.open("rb")


def _open_part(path: Path, part: zipfile.ZipInfo) -> IO[bytes]:
    """A part is opened in an archive of its own, so that several may be read side by side; closing it closes both."""
    with _readable():
        archive = zipfile.ZipFile(path)
        opened = archive.open(part)
    archive.close()
    return opened


def _name(part: zipfile.ZipInfo) -> str:
    """Windows in Russia writes names in DOS letters and does not say so."""
    name = part.filename
    if not part.flag_bits & 0x800 and not name.isascii():
        with suppress(UnicodeError):
            name = name.encode("cp437").decode("cp866")
    return name.replace("\\", "/")


def _is_litter(name: str) -> bool:
    lower = name.lower()
    return lower.startswith(LITTER[0]) or PurePosixPath(lower).name.startswith(LITTER[1:])


def _too_big() -> str:
    return _("Файл слишком велик: после распаковки можно до %(most)d МБ.") % {
        "most": limits.roster_unpacked_bytes_max // 1_000_000
    }


@contextmanager
def _readable() -> Iterator[None]:
    try:
        yield
    except DAMAGED:
        raise Refused(_("Архив повреждён. Скачайте или создайте его заново."), "file") from None
