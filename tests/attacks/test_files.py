"""Attacks by files: one thing to the eye and another to the machine, swollen, misnamed, another's, told of wrongly."""

import gzip
import io
import re
import struct
import threading
import zipfile
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from uuid import uuid4

import pytest
from PIL import Image, PngImagePlugin

from tests.attacks.conftest import Browser, Chats, SignIn, nothing_written, signed_in
from tests.attacks.secrets import Secrets, secrets
from zvonok.files import api, contents, images
from zvonok.files.models import File
from zvonok.files.tests.conftest import picture, stored
from zvonok.ground import limits
from zvonok.ground.refusal import Refused
from zvonok.lessons.tests import week
from zvonok.operations.cast import Cast

__all__ = ["secrets"]

HTML = b"<html><script>window.stolen=1</script></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="window.stolen=1"><script>window.stolen=1</script></svg>'


def png_with_words() -> bytes:
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", HTML.decode())
    words.add_itxt("XML:com.adobe.xmp", HTML.decode())
    return picture("PNG", pnginfo=words)


def movie() -> bytes:
    return b"\0\0\0\x20ftypisom\0\0\2\0isomiso2avc1mp41" + HTML + b"\0" * 200


def document_and_archive() -> bytes:
    packed = io.BytesIO(b"%PDF-1.7\n" + HTML + b"\n%%EOF\n")
    packed.seek(0, io.SEEK_END)
    with zipfile.ZipFile(packed, "a") as archive:
        archive.writestr("index.html", HTML)
    return packed.getvalue()


# Two things at once, or one that says that it is another.
POLYGLOTS: dict[str, Callable[[], tuple[bytes, str]]] = {
    "a page in the words of a PNG": lambda: (png_with_words(), "cat.html"),
    "a page behind a PNG": lambda: (picture("PNG") + HTML, "cat.png"),
    "a page in the comment of a JPEG": lambda: (picture("JPEG", comment=HTML), "cat.jpg"),
    "an archive behind a JPEG": lambda: (picture("JPEG") + document_and_archive(), "cat.jpg"),
    "a program in the comment of a GIF": lambda: (picture("GIF", mode="L", comment=b"*/=1;window.stolen=1;/*"), "cat.js"),
    "the beginning of a GIF before a program": lambda: (b"GIF89a/*" + b"\0" * 20 + b"*/=1;window.stolen=1//" + HTML, "cat.gif"),
    "a page in the description of a WebP": lambda: (picture("WEBP", xmp=HTML), "cat.webp"),
    "a page behind a WebP": lambda: (picture("WEBP") + HTML, "cat.webp"),
    "a page behind a BMP": lambda: (picture("BMP") + HTML, "cat.bmp"),
    "a page behind an icon": lambda: (picture("ICO", size=(32, 32)) + HTML, "favicon.ico"),
    "a page before a document": lambda: (HTML + b"\n%PDF-1.7\n1 0 obj", "work.pdf"),
    "a document that is an archive": lambda: (document_and_archive(), "work.pdf"),
    "a movie that begins a page": lambda: (movie(), "lesson.mp4"),
    "a page as a photo": lambda: (HTML, "photo.jpg"),
    "a drawing as a photo": lambda: (SVG, "photo.png"),
    "a drawing": lambda: (SVG, "photo.svg"),
    "a drawing behind a declaration": lambda: (b'<?xml version="1.0"?>' + SVG, "photo.xml"),
    "a packed drawing": lambda: (gzip.compress(SVG), "photo.svgz"),
    "a page in two bytes a letter": lambda: (HTML.decode().encode("utf-16"), "photo.html"),
    "a page in seven bits": lambda: (b"+ADw-script+AD4-window.stolen=1+ADw-/script+AD4-", "photo.html"),
    "a letter that is a page": lambda: (b"MIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n" + HTML, "photo.mht"),
    "a manifest": lambda: (b"CACHE MANIFEST\nFALLBACK:\n/ /files/1/x", "cat.appcache"),
    "a style": lambda: (b"{}*{background:url(//attacker.example)}", "cat.css"),
}


@pytest.mark.parametrize("what", POLYGLOTS)
def test_a_file_is_two_things_at_once(cast: Cast, sign_in: SignIn, what: str) -> None:
    """What is shown in place we wrote ourselves, and nothing of the other thing is left in it; all else is downloaded."""
    page, (content, name) = sign_in(cast.sibling), POLYGLOTS[what]()
    answer = page.bring(content, name)
    assert answer.status_code in (201, 409), what
    if answer.status_code == 201:
        file = answer.json()
        addresses = [f"/files/{file['id']}/{name}", f"/files/{file['id']}/x.html?download"]
        if file["kind"] == "image":
            addresses += [f"{addresses[0]}?size={size}" for size in contents.PREVIEWS]
        for address in addresses:
            assert_runs_nothing(page.get(address))


@pytest.mark.parametrize("kind", ["text/html", "image/svg+xml", "multipart/form-data; boundary=x", "application/json", "\x00"])
def test_a_file_says_what_it_is(cast: Cast, sign_in: SignIn, kind: str) -> None:
    page = sign_in(cast.sibling)
    file = page.generic("POST", "/api/files?name=cat.png&content_type=text/html", HTML, kind).json()
    assert file["kind"] == "file"
    assert_runs_nothing(page.get(f"/files/{file['id']}/cat.png", headers={"accept": "text/html"}))
    assert_runs_nothing(page.get(f"/files/{file['id']}/cat.png", headers={"range": "bytes=6-"}))


def assert_runs_nothing(served: Any) -> None:
    content = b"".join(served.streaming_content)
    assert served.status_code in (200, 206)
    if served["Content-Type"] in ("image/png", "image/jpeg", "image/webp"):
        assert b"stolen" not in content
        with Image.open(io.BytesIO(content)) as image:
            image.verify()
    else:
        assert served["Content-Type"] == "application/octet-stream"
        assert served["Content-Disposition"].startswith("attachment")
    assert_guarded(served)


def assert_guarded(served: Any) -> None:
    assert served["X-Content-Type-Options"] == "nosniff"
    assert served["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert served["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "private" in served["Cache-Control"] and "public" not in served["Cache-Control"]
    assert served["Vary"] == "Cookie"


# Where it was taken, by whom and with what

TRACES = (b"LENIN-STREET", b"SERIAL-42", "ЛЕНИНА".encode(), "ЛЕНИНА".encode("utf-16-le"))
XMP = "<x:xmpmeta xmlns:x='adobe:ns:meta/'><exif:GPSLatitude>LENIN-STREET ЛЕНИНА</exif:GPSLatitude></x:xmpmeta>".encode()


def traces() -> bytes:
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x9C9C] = "SERIAL-42", "LENIN-STREET", "ЛЕНИНА".encode("utf-16-le")
    exif.get_ifd(0x8825).update({1: "N", 2: (55.0, 45.0, 21.0), 29: "LENIN-STREET"})
    return exif.tobytes()


def traced(form: str) -> bytes:
    side = (640, 480)
    if form == "PNG":
        words = PngImagePlugin.PngInfo()
        words.add_text("Location", "LENIN-STREET", zip=True)
        words.add_itxt("XML:com.adobe.xmp", XMP.decode())
        return picture("PNG", side, pnginfo=words, exif=traces())
    if form == "GIF":
        return picture("GIF", side, "L", comment=b"LENIN-STREET SERIAL-42")
    if form == "MOVING":
        frames = [Image.new("RGB", side, colour) for colour in ("green", "blue")]
        return picture("WEBP", side, save_all=True, append_images=frames, exif=traces(), xmp=XMP)
    comment = {"comment": b"LENIN-STREET"} if form == "JPEG" else {}
    return picture(form, side, exif=traces(), xmp=XMP, **comment)  # type: ignore[arg-type]


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "GIF", "AVIF", "MOVING"])
@pytest.mark.parametrize("where", ["a photo in a chat", "a person's picture", "a chat's picture"])
def test_a_photo_tells_where_one_lives(cast: Cast, secrets: Secrets, storage: Path, form: str, where: str) -> None:
    page, content = signed_in(cast.sibling), traced(form)
    assert any(trace in content for trace in TRACES)
    before = set(stored(storage))
    file = page.bring(content, "me.jpg").json()
    if where == "a photo in a chat":
        body = {"uuid": str(uuid4()), "text": "", "files": [file["id"]]}
        assert page.call("POST", f"/chats/{secrets.free.chat}/messages", body).status_code == 201
    else:
        of = "/me" if where == "a person's picture" else f"/chats/{secrets.free.chat}"
        assert page.call("PUT", f"{of}/picture", {"file": file["id"]}).status_code == 200
    kept = set(stored(storage)) - before
    assert len(kept) >= 3
    for path in kept:
        assert not any(trace in path.read_bytes() for trace in TRACES), path.name
        with Image.open(path) as image:
            assert not image.getexif() and not image.info.get("xmp") and not image.info.get("comment")


# Small files that unfold


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(*chunks: bytes, size: tuple[int, int] = (16, 16)) -> bytes:
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", *size, 8, 0, 0, 0, 0))
    points = chunk(b"IDAT", zlib.compress(b"\0" * 300))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(chunks) + points + chunk(b"IEND", b"")


def gif(*frames: tuple[int, int], screen: tuple[int, int] = (1, 1)) -> bytes:
    """Frames of nothing: each says how great it is."""
    drawn = (b"\x2c" + struct.pack("<HHHH", 0, 0, *size) + b"\0\x02\x02\x44\x01\0" for size in frames)
    return b"GIF89a" + struct.pack("<HH", *screen) + b"\x80\0\0\0\0\0\xff\xff\xff" + b"".join(drawn) + b"\x3b"


def webp(width: int, height: int) -> bytes:
    said = b"\x02\0\0\0" + struct.pack("<I", width - 1)[:3] + struct.pack("<I", height - 1)[:3]
    body = b"WEBPVP8X" + struct.pack("<I", len(said)) + said + b"ANIM\x06\0\0\0" + b"\0" * 6
    return b"RIFF" + struct.pack("<I", len(body)) + body


def jpeg(width: int, height: int) -> bytes:
    content = bytearray(picture("JPEG"))
    place = content.index(b"\xff\xc0") + 5
    content[place : place + 4] = struct.pack(">HH", height, width)
    return bytes(content)


def bmp(width: int, height: int) -> bytes:
    content = bytearray(picture("BMP"))
    content[18:26] = struct.pack("<ii", width, height)
    return bytes(content)


SWOLLEN = b"\0" * 30_000_000
BOMBS: dict[str, Callable[[], bytes]] = {
    "a PNG": lambda: png(size=(50_000, 50_000)),
    "a PNG that is one line": lambda: png(size=(2**31 - 1, 1)),
    "a word of a PNG": lambda: png(chunk(b"zTXt", b"x\0\0" + zlib.compress(SWOLLEN))),
    "another word of a PNG": lambda: png(chunk(b"iTXt", b"x\0\1\0\0\0" + zlib.compress(SWOLLEN))),
    "the colours of a PNG": lambda: png(chunk(b"iCCP", b"x\0\0" + zlib.compress(SWOLLEN))),
    "frames that a PNG only tells of": lambda: png(chunk(b"acTL", struct.pack(">II", 2**31 - 1, 0))),
    "a screen of a GIF": lambda: gif((1, 1), screen=(65_535, 65_535)),
    "the second frame of a GIF": lambda: gif((1, 1), (65_535, 65_535)),
    "the hundredth frame of a GIF": lambda: gif(*[(1, 1)] * 99, (9_000, 9_000)),
    "two hundred thousand frames": lambda: gif(*[(1, 1)] * 200_000),
    "many great frames": lambda: gif(*[(5_000, 5_000)] * 5_000, screen=(5_000, 5_000)),
    "a WebP": lambda: webp(16_384, 16_384),
    "a JPEG": lambda: jpeg(65_000, 65_000),
    "a BMP": lambda: bmp(2**31 - 1, 2**31 - 1),
    "a BMP upside down": lambda: bmp(60_000, -(2**31 - 1)),
}


@pytest.mark.parametrize("what", BOMBS)
def test_a_small_file_unfolds(cast: Cast, sign_in: SignIn, what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is refused, or shown by what little is in it; never is more decoded than one picture may hold."""
    decoded: list[int] = []
    convert = Image.Image.convert

    def counted(image: Image.Image, *given: Any, **more: Any) -> Image.Image:
        decoded.append(image.width * image.height)
        return convert(image, *given, **more)

    monkeypatch.setattr(Image.Image, "convert", counted)
    answer = sign_in(cast.sibling).bring(BOMBS[what](), "a.png")
    assert answer.status_code in (201, 409), answer.content
    assert sum(decoded) <= limits.image_points_max and len(decoded) <= limits.moving_frames_max + 9
    if answer.status_code == 201:
        assert answer.json()["size"] < 200_000


def test_a_photo_of_a_phone_that_holds_two_pictures_is_one_photo(cast: Cast, sign_in: SignIn) -> None:
    """What phones write for depth and brightness lies in the same file, in another size; it used to break the page."""
    written = io.BytesIO()
    Image.new("RGB", (640, 480)).save(written, "MPO", save_all=True, append_images=[Image.new("L", (320, 240))])
    file = sign_in(cast.sibling).bring(written.getvalue(), "IMG.jpg").json()
    assert (file["kind"], file["mime"], file["width"]) == ("image", "image/jpeg", 640)


FORMS = ("JPEG", "PNG", "GIF", "WEBP", "BMP", "AVIF", "MPO")


@pytest.mark.parametrize("form", FORMS)
def test_a_spoilt_image_is_refused_and_breaks_nothing(form: str) -> None:
    """Byte after byte of the head: whatever the decoder makes of it, people hear a sentence."""
    whole = picture(form, (24, 16), "L" if form == "GIF" else "RGB", **({} if form in ("GIF", "BMP") else {"exif": traces()}))
    for place in range(0, min(len(whole), 500), 3):
        for value in (0, 255):
            spoilt = whole[:place] + bytes([value]) + whole[place + 1 :]
            with suppress(Refused):
                images.reencoded(io.BytesIO(spoilt))


# Names

NAMES = (
    "../../../etc/passwd",
    "..\\..\\Windows\\win.ini",
    "/etc/shadow",
    "C:\\autoexec.txt",
    "....//....//evil.txt",
    "file:///etc/passwd",
    "a\x00.png.html",
    "a.txt\x00.html",
    "CON",
    "con.txt",
    "LPT1.pdf",
    "nul .txt",
    "work.txt:hidden",
    "trailing.txt...",
    "spaces .txt   ",
    "я" * 400 + ".pdf",
    "😀" * 200 + ".txt",
    "x." + "я" * 300,
    "\u202egnp.txt",
    "\u2066a\u2069.txt",
    "a\r\nb.txt",
    "-rf ~.txt",
    "~root",
    "$(reboot).txt",
    "`reboot`.txt",
    "%2e%2e%2fevil.txt",
    "..",
    ".",
    " ",
    ".htaccess",
    "index.html",
    "page.HTM",
    "page.xhtml",
    "page.shtml",
    "cat.svg",
    "cat.SVGZ",
    "feed.xml",
    "run.js",
    "letter.mht",
    "letter.eml",
    "script.py",
    "run.sh",
    "noending",
)
# What is taken by Windows for a machine, or turns the eye.
BAD = re.compile(r"(^|/)(con|nul|prn|aux|com\d|lpt\d)\s*(\.|$)|[\\:*?\"<>|\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]|[. ]$", re.I)
PAGES = re.compile(r"\.(s?html?|xht(ml)?|svgz?|xml|xsl|m?js|mht(ml)?|eml|hta|url|lnk|py|sh)$", re.IGNORECASE)


@pytest.mark.parametrize(
    "name", ["game.exe", "a.url", "a.LNK", "a.hta", "a.scf", "a.desktop", "a.library-ms", "a.settingcontent-ms"]
)
def test_a_file_that_leads_or_runs_is_not_brought(cast: Cast, sign_in: SignIn, name: str) -> None:
    answer = sign_in(cast.sibling).bring(b"[InternetShortcut]\nURL=file://attacker.example/a", name)
    assert (answer.status_code, "Программы" in answer.json()["detail"]) == (409, True)


def test_names_are_paths_machines_and_pages_in_what_is_taken_away(
    cast: Cast, chats: Chats, sign_in: SignIn, tmp_path: Path
) -> None:
    """The archive is unpacked by whoever saved it: nothing leaves the folder, each file is there, none opens as a page."""
    page, chat = sign_in(cast.sibling), chats.of_10a
    brought = [page.bring(f"<script>window.stolen={number}</script>".encode(), name) for number, name in enumerate(NAMES)]
    assert {one.status_code for one in brought} == {201}
    for one in brought:
        assert not BAD.search(one.json()["name"]) and "/" not in one.json()["name"]
    ids = [one.json()["id"] for one in brought]
    for several in (ids[at : at + limits.files_in_message_max] for at in range(0, len(ids), limits.files_in_message_max)):
        body = {"uuid": str(uuid4()), "text": "", "files": several}
        assert page.call("POST", f"/chats/{chat}/messages", body).status_code == 201
    saved = sign_in(cast.class_teacher).call("POST", f"/chats/{chat}/export", {"form": "zip", "reason": "для педсовета"})
    for made in saved, page.call("GET", "/me/archive"):
        with zipfile.ZipFile(io.BytesIO(b"".join(made))) as archive:
            names = archive.namelist()
            shown = archive.read("index.html").decode()
            archive.extractall(tmp_path / str(len(names)))
        assert len(set(names)) == len(names)
        assert set(ids) <= {int(number) for number in re.findall(r"files/(\d+)-", " ".join(names))}
        for name in set(names) - {"index.html"}:
            assert re.fullmatch(r"files/\d+-[^/]+", name)
            assert len(name.removeprefix("files/").encode()) <= 255
            assert not BAD.search(name) and not PAGES.search(name), name
            assert (tmp_path / str(len(names)) / name).is_file()
        linked = {unquote(link) for link in re.findall(r'href="(files/[^"]+)"', shown)}
        assert "<script>window.stolen" not in shown
        assert linked <= set(names)
        assert len(linked) >= len(NAMES) or made is not saved


# Others' files


def test_anothers_file_is_asked_for_in_every_way(cast: Cast, secrets: Secrets) -> None:
    """By a piece, by its head, by what a cache knows of it: it is not there, and says so to the letter."""
    owner, other = signed_in(cast.sibling), signed_in(cast.stranger)
    unsent = owner.bring(picture(), "mine.png").json()["id"]
    for file in (unsent, secrets.ruled.file, secrets.free.file):
        for query in ("", "?size=small", "?size=middle", "?size=../x", "?download"):
            for headers in ({}, {"range": "bytes=0-3"}, {"range": "bytes=99999999-"}, {"if-none-match": "*"}):
                for method in ("GET", "HEAD"):
                    address = f"/files/{{}}/x{query}"
                    asked = other.generic(method, address.format(file), headers=headers)
                    nowhere = other.generic(method, address.format(10**9), headers=headers)
                    assert asked.status_code == nowhere.status_code == 404
                    assert asked.headers.keys() == nowhere.headers.keys()
                    assert "тайное" not in asked.content.decode() and len(asked.content) < len(nowhere.content) + 9
                    assert "Content-Range" not in asked.headers
    assert owner.get(f"/files/{unsent}/x?size=small").status_code == 200
    hashes = File.objects.values_list("sha256", flat=True)
    for sha256 in hashes:
        for address in (f"/files/{sha256}/x", f"/media/files/{sha256[:2]}/{sha256}", f"/static/../files/{sha256[:2]}/{sha256}"):
            assert owner.get(address).status_code == 404


def test_anothers_file_is_put_into_ones_own_message(cast: Cast, secrets: Secrets) -> None:
    """By its number, whether it was sent or not; as a picture; and as what goes with another's words."""
    unsent = signed_in(cast.classmate).bring(picture(size=(300, 300)), "his.png").json()["id"]
    page = signed_in(cast.sibling)
    own = page.call("POST", "/chats", {"uuid": str(uuid4()), "title": "Сам с собой", "people": []}).json()["id"]
    stranger = signed_in(cast.stranger)
    strangers = stranger.call("POST", "/chats", {"uuid": str(uuid4()), "title": "Сам", "people": []}).json()["id"]
    for file in (unsent, secrets.ruled.file, secrets.free.file):
        for thief, chat in ((page, own), (stranger, strangers)):
            blank = attach(thief, chat, [10**9])
            with nothing_written("a file"):
                taken = attach(thief, chat, [file])
            assert (taken.status_code, taken.content) == (409, blank.content)
            assert thief.call("PUT", "/me/picture", {"file": file}).status_code == 409
            assert thief.call("PUT", f"/chats/{chat}/picture", {"file": file}).status_code == 409
    mine = page.bring(b"words", "mine.txt").json()["id"]
    assert attach(page, own, [mine, mine]).status_code in (409, 422)
    assert attach(page, own, [mine, unsent]).status_code == 409
    assert attach(page, own, [mine]).status_code == 201
    assert signed_in(cast.classmate).get(f"/files/{mine}/x").status_code == 404


def attach(page: Browser, chat: int, files: list[int]) -> Any:
    return page.call("POST", f"/chats/{chat}/messages", {"uuid": str(uuid4()), "text": "", "files": files})


def test_the_same_content_as_anothers_opens_nothing_of_his(cast: Cast, secrets: Secrets) -> None:
    """Who knows a content knows it; the row, the name and the place of the other stay hidden."""
    page = signed_in(cast.stranger)
    mine = page.bring(b"secret", "guess.txt").json()
    assert File.objects.get(pk=mine["id"]).sha256 == File.objects.get(pk=secrets.ruled.file).sha256
    assert mine["name"] == "guess.txt" and mine["id"] != secrets.ruled.file
    assert page.get(f"/files/{secrets.ruled.file}/guess.txt").status_code == 404


def test_every_address_that_serves_a_file_is_guarded(cast: Cast, secrets: Secrets) -> None:
    page, teacher = signed_in(cast.sibling), signed_in(cast.class_teacher)
    photo = page.bring(picture(size=(300, 300)), "me.png").json()["id"]
    word = page.call("PUT", "/me/picture", {"file": photo}).json()["picture"]
    photo = page.bring(picture(size=(300, 300)), "us.png").json()["id"]
    of_chat = page.call("PUT", f"/chats/{secrets.free.chat}/picture", {"file": photo}).json()["picture"]
    voice = page.bring(b"\x1aE\xdf\xa3" + HTML, "voice", voice_seconds=2).json()["id"]
    for address in (
        f"/files/{secrets.free.file}/x",
        f"/files/{voice}/x",
        f"/pictures/people/{cast.sibling.pk}/{word}/128",
        f"/pictures/chats/{secrets.free.chat}/{of_chat}/128",
    ):
        assert_guarded(page.get(address))
    assert page.get(f"/files/{voice}/x")["Content-Type"] == "audio/webm"
    export = {"form": "pdf", "reason": "для педсовета"}
    for served in (
        page.call("GET", "/me/archive"),
        teacher.call("POST", f"/chats/{secrets.ruled.chat}/export", export),
        teacher.call("POST", f"/chats/{secrets.ruled.chat}/export", export | {"form": "zip"}),
    ):
        assert served.status_code == 200
        assert served["Content-Disposition"].startswith("attachment")
        assert served["X-Content-Type-Options"] == "nosniff"
        assert served["Cache-Control"] == "no-store"
        assert "default-src" in served["Content-Security-Policy"]


# How it is brought


def test_an_upload_lies_about_its_length(cast: Cast, sign_in: SignIn, storage: Path) -> None:
    page = sign_in(cast.sibling)
    before = stored(storage)
    great = page.generic("POST", "/api/files?name=a.txt", b"x", "text/plain", CONTENT_LENGTH=str(10**15))
    assert (great.status_code, "больше" in great.json()["detail"]) == (409, True)
    none = page.generic("POST", "/api/files?name=a.txt", b"x" * 99, "text/plain", CONTENT_LENGTH="")
    assert (none.status_code, none.json()["detail"]) == (409, "Файл пуст.")
    assert stored(storage) == before
    short = page.generic("POST", "/api/files?name=a.txt", b"0123456789", "text/plain", CONTENT_LENGTH="4")
    assert short.json()["size"] == 4


def test_one_brings_file_after_file(cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    """Small ones too: each is a row and a file on the disk."""
    page = sign_in(cast.classmate)
    monkeypatch.setattr(limits, "files_a_day_max", 3)
    answers = [page.bring(b"x", f"{number}.txt") for number in range(5)]
    assert [one.status_code for one in answers] == [201, 201, 201, 409, 409]
    assert "завтра" in answers[-1].json()["detail"]
    assert sign_in(cast.head).bring(b"x", "a.txt").status_code == 201


def test_more_uploads_at_once_than_threads_are_kept_for_them(
    cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "upload_wait_seconds_max", 0.01)
    monkeypatch.setattr(api, "AT_ONCE", threading.BoundedSemaphore(1))
    page = sign_in(cast.sibling)
    with api.AT_ONCE:
        answer = page.bring(b"x", "a.txt")
    assert (answer.status_code, "Повторите" in answer.json()["detail"]) == (409, True)
    assert page.bring(b"x", "a.txt").status_code == 201


def test_a_refused_upload_gives_its_thread_back(cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "AT_ONCE", threading.BoundedSemaphore(1))
    page = sign_in(cast.sibling)
    for content, name in ((b"MZ", "a.exe"), (b"", "a"), (png(size=(50_000, 50_000)), "a.png")):
        assert page.bring(content, name).status_code == 409
    assert page.bring(b"x", "a.txt").status_code == 201


def test_a_page_is_brought_as_homework(cast: Cast, sign_in: SignIn) -> None:
    """The other way in: a form of the diary. What it keeps is served as all files are."""
    lesson, teacher = week.make(cast).geography[0], sign_in(cast.class_teacher)
    sent = io.BytesIO(HTML)
    sent.name = "../../task.html"
    assert teacher.post(f"/lessons/{lesson.pk}/files/", {"file": sent}).status_code == 302
    file = File.objects.latest("pk")
    assert (file.name, file.kind) == ("task.html", "file")
    assert_runs_nothing(sign_in(cast.sibling).get(f"/files/{file.pk}/task.html"))
    assert sign_in(cast.stranger).get(f"/files/{file.pk}/task.html").status_code == 404
