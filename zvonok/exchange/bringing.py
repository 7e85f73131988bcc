"""Files that a person brings: kept in a folder of the run's own until they are read, then thrown away: they are full of names.

Comes in: uploaded files, or a path at the terminal. Goes out: a run, its reading.
Called by: `exchange.pages`, `exchange.jobs`, the command line.
"""

import shutil
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from zvonok.exchange import actions, known, sources
from zvonok.exchange.models import Run, Source
from zvonok.exchange.reading import choosing
from zvonok.exchange.rows import Reading
from zvonok.files import filenames
from zvonok.ground import limits
from zvonok.ground.refusal import Refused
from zvonok.roster.models import Person, School

NAME_BYTES_MAX = 150


class Later(Protocol):
    """Defers the reading of a run."""

    def __call__(self, run: Run) -> object: ...


def bring(
    *, school: School, files: Sequence["UploadedFile[bytes]"], later: Later, by: Person, source: Source | None = None
) -> Run:
    """Keeps the files, looks what they are if no source is told, and lets them be read later."""
    if not files:
        raise Refused(_("Выберите файл."), "files")
    if len(files) > limits.roster_files_max or sum(file.size or 0 for file in files) > limits.roster_file_bytes_max:
        raise Refused(
            _("Можно до %(files)d файлов и до %(most)d МБ вместе.")
            % {"files": limits.roster_files_max, "most": limits.roster_file_bytes_max // 1_000_000},
            "files",
        )
    folder = _rosters() / f"brought-{get_random_string(20)}"
    folder.mkdir(parents=True)
    try:
        names = [_keep(file, folder) for file in files]
        kind = choosing.guessed(path_in(folder)).name if source is None else source.kind
        with transaction.atomic():
            run = actions.begin(source=source or actions.source_of(school, kind), files=names, by=by)
            folder.rename(folder_of(run))
            later(run)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return run


def reading_of(run: Run) -> Reading:
    """Of what was brought; of what a service says now; of what lies in the source's folder."""
    folder = folder_of(run)
    if not choosing.format_named(run.source.kind).is_file:
        sources.fetch(run, folder)
        return read_path(run, folder)
    return read_path(run, path_in(folder if folder.is_dir() else sources.incoming(run.source)))


def read_path(run: Run, path: Path) -> Reading:
    source = run.source
    format_ = choosing.format_named(source.kind)
    how: dict[str, Any] = {"known": partial(known.of, source)} if format_.remembers else {}
    return format_.reader(path, organisation=source.organisation, settings=source.settings, **how)


def throw_away(run: Run) -> None:
    shutil.rmtree(folder_of(run), ignore_errors=True)


def throw_away_old(*, now: datetime) -> int:
    """What a server that was stopped in the middle has left lying."""
    oldest = now.timestamp() - limits.roster_files_age_hours_max * 3600
    old = [one for one in _rosters().glob("*") if one.is_dir() and one.stat().st_mtime < oldest]
    for folder in old:
        shutil.rmtree(folder, ignore_errors=True)
    return len(old)


def folder_of(run: Run) -> Path:
    return _rosters() / str(run.pk)


def path_in(folder: Path) -> Path:
    """One file is itself; several are their folder."""
    files = sorted(folder.iterdir()) if folder.is_dir() else []
    if not files:
        raise Refused(_("Файлы этой загрузки уже удалены. Выберите их снова."), "files")
    return files[0] if len(files) == 1 else folder


def _rosters() -> Path:
    return Path(settings.VAR) / "rosters"


def _keep(file: "UploadedFile[bytes]", folder: Path) -> str:
    name = filenames.clean(file.name or "")
    stem, dot, tail = name.rpartition(".")
    # A disk takes so many bytes, and Russian letters are two each.
    name = stem.encode()[:NAME_BYTES_MAX].decode(errors="ignore") + dot + tail
    kept = folder / name
    if kept.exists():
        raise Refused(_("Файл %(name)s выбран дважды. Оставьте один.") % {"name": name}, "files")
    with kept.open("wb") as out:
        for chunk in file.chunks():
            out.write(chunk)
    return name
