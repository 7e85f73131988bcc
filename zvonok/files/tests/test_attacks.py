"""Attacks by files, each named as what the attacker does."""

import io
import struct
import zlib
from pathlib import Path

import pytest
from django.test import Client

from zvonok.files import actions, contents, filenames, images
from zvonok.files.models import File
from zvonok.files.tests.conftest import SignIn, picture, stored
from zvonok.ground import limits
from zvonok.ground.refusal import Refused
from zvonok.operations.cast import Cast

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'
HTML = b"<!DOCTYPE html><html><script>alert(document.cookie)</script></html>"


@pytest.mark.parametrize(
    ("content", "name"),
    [(SVG, "cat.svg"), (SVG, "cat.png"), (HTML, "page.html"), (HTML, "cat.jpg"), (b"GIF89a/*" + HTML, "cat.txt")],
)
def test_a_page_is_brought_as_a_file_and_opened_by_its_address(cast: Cast, sign_in: SignIn, content: bytes, name: str) -> None:
    page = sign_in(cast.sibling)
    answer = page.bring(content, name)
    if answer.status_code == 409:
        return
    served = page.get(f"/files/{answer.json()['id']}/{name}")
    assert answer.json()["kind"] == "file"
    assert served["Content-Type"] == "application/octet-stream"
    assert served["Content-Disposition"].startswith("attachment")
    assert served["X-Content-Type-Options"] == "nosniff"
    assert served["Content-Security-Policy"] == "sandbox; default-src 'none'"


def test_script_is_hidden_behind_a_true_image(cast: Cast) -> None:
    file = actions.upload(content=io.BytesIO(picture("PNG") + HTML), name="a.png", by=cast.sibling)
    assert file.kind == "image"
    assert b"<script>" not in contents.opened(file.sha256).read()


@pytest.mark.parametrize("content", [b"MZ\x90\0" + b"\0" * 99, b"\x7fELF\x02\x01\x01" + b"\0" * 99])
def test_a_program_calls_itself_a_photo(cast: Cast, content: bytes) -> None:
    with pytest.raises(Refused, match="Программы"):
        actions.upload(content=io.BytesIO(content), name="photo.jpg", by=cast.sibling)


@pytest.mark.parametrize(
    "name", ["game.exe", "GAME.EXE", "photo.jpg.scr", "a.exe.", "a.exe ", "photo\u202egpj.exe", "dir/../a.bat"]
)
def test_a_name_that_a_machine_would_run(cast: Cast, name: str) -> None:
    with pytest.raises(Refused, match="Программы"):
        actions.upload(content=io.BytesIO(b"@echo off"), name=name, by=cast.sibling)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\windows\\win.ini", "win.ini"),
        ("/etc/shadow", "shadow"),
        ("..", "file"),
        ("", "file"),
        ("a\0b.txt", "ab.txt"),
        ("a\r\nSet-Cookie: x=1.txt", "aSet-Cookie_ x=1.txt"),
        ("cod\u202efdp.txt", "codfdp.txt"),
        ('a"b;c.txt', "a_b;c.txt"),
        (".htaccess", "htaccess"),
        ("я" * 400 + ".pdf", "я" * (limits.file_name_length_max - 4) + ".pdf"),
        ("x." + "y" * 400, "x." + "y" * (limits.file_name_length_max - 2)),
    ],
)
def test_a_name_is_a_path_or_a_header_or_a_riddle(given: str, kept: str) -> None:
    assert filenames.clean(given) == kept


def test_nothing_of_a_name_stands_in_the_path_of_the_content(cast: Cast, storage: Path) -> None:
    actions.upload(content=io.BytesIO(b"x"), name="../../../../tmp/evil", by=cast.sibling)
    (path,) = stored(storage)
    assert path.name == "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"


def bomb(width: int, height: int) -> bytes:
    """A PNG whose header says how great it is, and whose points are a few bytes of zeros."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(100_000, 100_000), (20_000, 4_000), (60_000_001, 1), (2**31 - 1, 2**31 - 1)])
def test_a_small_file_unfolds_into_a_great_picture(cast: Cast, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(images, "_written_anew", lambda _image: pytest.fail("it was decoded"))
    with pytest.raises(Refused, match="слишком большое"):
        actions.upload(content=io.BytesIO(bomb(*size)), name="a.png", by=cast.sibling)


@pytest.mark.parametrize("cut", [20, 40, 200])
def test_an_image_is_broken(cast: Cast, cut: int) -> None:
    try:
        file = actions.upload(content=io.BytesIO(picture("JPEG", (640, 480))[:cut]), name="a.jpg", by=cast.sibling)
    except Refused:
        return
    assert file.kind == "file"


def test_another_persons_file_is_guessed_by_its_number(cast: Cast, sign_in: SignIn) -> None:
    told = sign_in(cast.sibling).bring(b"diary", "diary.txt").json()
    for person in (cast.classmate, cast.head, cast.stranger):
        other = sign_in(person)
        assert other.get(f"/files/{told['id']}/diary.txt").status_code == 404
        assert other.get("/files/999999999/diary.txt").status_code == 404
    assert Client().get(f"/files/{told['id']}/diary.txt").status_code == 302


def test_one_whose_account_is_shut_reads_his_files_on(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in(cast.sibling)
    told = page.bring(b"diary", "diary.txt").json()
    cast.sibling.is_active = False
    cast.sibling.save()
    assert page.get(f"/files/{told['id']}/diary.txt").status_code in (302, 404)


def test_a_file_is_greater_than_may_be(cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch, storage: Path) -> None:
    monkeypatch.setattr(limits, "file_size_bytes_max", 1000)
    answer = sign_in(cast.sibling).bring(b"x" * 1001, "a.txt")
    assert (answer.status_code, "больше" in answer.json()["detail"]) == (409, True)
    with pytest.raises(Refused, match="больше"):
        actions.upload(content=io.BytesIO(b"x" * 1001), name="a.txt", by=cast.sibling)
    assert stored(storage) == []


def test_nothing_is_brought(cast: Cast, sign_in: SignIn) -> None:
    assert sign_in(cast.sibling).bring(b"", "a.txt").status_code == 409


@pytest.mark.parametrize("more", [{"voice_seconds": "nan"}, {"voice_seconds": "1e9"}, {"voice_seconds": 3, "waveform": "<b>"}])
def test_a_voice_tells_lies_about_itself(cast: Cast, sign_in: SignIn, more: dict[str, str]) -> None:
    answer = sign_in(cast.sibling).bring(b"\x1aE\xdf\xa3" + b"\0" * 99, "a", **more)
    assert answer.status_code in (409, 422)
    assert not File.objects.exists()


def test_a_page_calls_itself_a_voice(cast: Cast, sign_in: SignIn) -> None:
    assert sign_in(cast.sibling).bring(HTML, "a.webm", voice_seconds=3).status_code == 409


def test_a_photo_with_its_place_hides_as_heic(cast: Cast) -> None:
    with pytest.raises(Refused, match="HEIC"):
        actions.upload(content=io.BytesIO(b"\0\0\0\x18ftypheic" + b"\0" * 50), name="a.heic", by=cast.sibling)


def test_a_file_is_brought_by_a_page_of_another_site(cast: Cast) -> None:
    victim = Client(enforce_csrf_checks=True)
    victim.force_login(cast.sibling.user)
    assert victim.post("/api/files?name=a.txt", b"x", content_type="application/octet-stream").status_code == 403
