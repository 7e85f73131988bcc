"""Files of a roster in the making: written as any system may write them, and broken as any may be.

Comes in: tables of words. Goes out: bytes, a zip, a folder. Called by: the writers beside, tests.
"""

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

Rows = Sequence[Sequence[str]]


def written(
    heads: Sequence[str], rows: Iterable[Mapping[str, str]], *, encoding: str = "utf-8", separator: str = ",", end: str = "\r\n"
) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(heads), restval="", delimiter=separator, lineterminator=end)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode(encoding, "replace")


def zipped(path: Path, files: Mapping[str, bytes], *, folder: str = "") -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(f"{folder}{name}", content)
    return path


def put(folder: Path, files: Mapping[str, bytes]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder
