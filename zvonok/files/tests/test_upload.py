"""What becomes of a file that is brought."""

import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from zvonok.files import actions, contents, jobs
from zvonok.files.models import File
from zvonok.files.tests.conftest import SignIn, picture, stored
from zvonok.ground import clock, limits
from zvonok.ground.refusal import Refused
from zvonok.operations.cast import Cast

WEBM = b"\x1aE\xdf\xa3" + b"\0" * 200


def test_it_works(cast: Cast, sign_in: SignIn, storage: Path) -> None:
    page = sign_in(cast.sibling)
    answer = page.bring(b"%PDF-1.7 homework", "Домашняя работа.pdf")
    assert answer.status_code == 201
    told = answer.json()
    assert (told["kind"], told["name"], told["mime"], told["size"]) == ("file", "Домашняя работа.pdf", "application/pdf", 17)
    served: Any = page.get(f"/files/{told['id']}/x")
    assert b"".join(served.streaming_content) == b"%PDF-1.7 homework"
    assert served["Content-Type"] == "application/octet-stream"
    assert served["Content-Disposition"].startswith("attachment;")
    assert served["Cache-Control"] == "private, max-age=31536000, immutable"
    assert served["Vary"] == "Cookie"


def test_the_same_content_is_stored_once_and_stays_until_the_last_of_its_files_goes(
    cast: Cast, storage: Path, django_capture_on_commit_callbacks: object
) -> None:
    one = actions.upload(content=io.BytesIO(b"notes"), name="a.txt", by=cast.sibling)
    other = actions.upload(content=io.BytesIO(b"notes"), name="b.txt", by=cast.classmate)
    assert one.sha256 == other.sha256
    assert len(stored(storage)) == 1
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        actions.delete([one.pk])
    assert len(stored(storage)) == 1
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        actions.delete([other.pk])
    assert stored(storage) == []


def test_an_image_is_written_anew_without_the_place_where_it_was_taken(cast: Cast) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Phone"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (55.0, 45.0, 21.0)
    secret = b"FLAT-7-LENIN-STREET"
    brought = picture(exif=exif.tobytes(), comment=secret)
    assert secret in brought
    file = actions.upload(content=io.BytesIO(brought), name="IMG_1.JPG", by=cast.sibling)
    assert (file.kind, file.name, file.width, file.height) == ("image", "IMG_1.jpg", 64, 48)
    for size in ("", *contents.PREVIEWS):
        kept = contents.opened(file.sha256, size).read()
        assert secret not in kept and b"Phone" not in kept
        assert not Image.open(io.BytesIO(kept)).getexif()


def test_a_photo_lying_on_its_side_is_stood_up(cast: Cast) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    file = actions.upload(content=io.BytesIO(picture(exif=exif.tobytes())), name="a.jpg", by=cast.sibling)
    assert (file.width, file.height) == (48, 64)


@pytest.mark.parametrize(
    ("form", "mode", "mime"),
    [
        ("PNG", "RGB", "image/png"),
        ("PNG", "RGBA", "image/webp"),
        ("PNG", "L", "image/png"),
        ("PNG", "1", "image/png"),
        ("GIF", "L", "image/png"),
        ("WEBP", "RGB", "image/jpeg"),
        ("WEBP", "RGBA", "image/webp"),
        ("BMP", "RGB", "image/png"),
        ("AVIF", "RGB", "image/jpeg"),
        ("JPEG", "CMYK", "image/jpeg"),
        ("JPEG", "L", "image/jpeg"),
    ],
)
def test_every_sort_of_image_becomes_one_that_we_wrote(cast: Cast, form: str, mode: str, mime: str) -> None:
    written = io.BytesIO()
    Image.new(mode, (30, 20)).save(written, form)
    file = actions.upload(content=io.BytesIO(written.getvalue()), name="x.bin", by=cast.sibling)
    assert (file.kind, file.mime, file.width, file.height) == ("image", mime, 30, 20)


def test_a_great_photo_is_made_smaller_and_has_two_previews(cast: Cast) -> None:
    file = actions.upload(content=io.BytesIO(picture(size=(4000, 3000))), name="a.jpg", by=cast.sibling)
    assert (file.width, file.height) == (2560, 1920)
    sides = [max(Image.open(contents.opened(file.sha256, size)).size) for size in contents.PREVIEWS]
    assert sides == [320, 960]


def test_an_image_that_moves_goes_on_moving(cast: Cast) -> None:
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "green", "blue")]
    written = io.BytesIO()
    frames[0].save(written, "GIF", save_all=True, append_images=frames[1:], duration=80)
    file = actions.upload(content=io.BytesIO(written.getvalue()), name="a.gif", by=cast.sibling)
    kept: Any = Image.open(contents.opened(file.sha256))
    assert (file.name, file.mime, kept.n_frames) == ("a.webp", "image/webp", 3)


def test_a_voice_is_kept_with_its_length_and_its_waveform(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in(cast.sibling)
    told = page.bring(WEBM, "blob", voice_seconds=3.24, waveform="0akv").json()
    assert (told["kind"], told["seconds"], told["waveform"], told["mime"]) == ("voice", 3.2, "0akv", "audio/webm")
    served = page.get(f"/files/{told['id']}/voice.webm")
    assert served["Content-Type"] == "audio/webm"
    assert served["Content-Disposition"].startswith("inline")


def test_what_is_not_sent_is_deleted_the_next_day(cast: Cast, storage: Path) -> None:
    left = actions.upload(content=io.BytesIO(b"left"), name="a.txt", by=cast.sibling)
    kept = actions.upload(content=io.BytesIO(b"kept"), name="b.txt", by=cast.sibling)
    actions.sent([kept])
    assert actions.delete_unsent(now=clock.now() + timedelta(hours=limits.unsent_file_age_hours_max - 1)) == 0
    assert actions.delete_unsent(now=clock.now() + timedelta(hours=limits.unsent_file_age_hours_max + 1)) == 1
    assert list(File.objects.all()) == [kept]
    assert not File.objects.filter(pk=left.pk).exists()
    jobs.delete_unsent_files(timestamp=0)


def test_a_days_allowance_ends(cast: Cast) -> None:
    first = actions.upload(content=io.BytesIO(b"first"), name="a.txt", by=cast.sibling)
    File.objects.filter(pk=first.pk).update(size=limits.files_a_day_bytes_max)
    with pytest.raises(Refused, match="завтра"):
        actions.upload(content=io.BytesIO(b"more"), name="b.txt", by=cast.sibling)
    actions.upload(content=io.BytesIO(b"more"), name="b.txt", by=cast.classmate)


@pytest.mark.parametrize(
    ("header", "status", "served"),
    [
        ("bytes=0-3", 206, b"0123"),
        ("bytes=4-", 206, b"456789"),
        ("bytes=-2", 206, b"89"),
        ("bytes=8-100", 206, b"89"),
        ("bytes=0-1,4-5", 200, b"0123456789"),
        ("bytes=-", 200, b"0123456789"),
        ("bytes=10-", 416, b""),
        ("bytes=5-4", 416, b""),
        ("bytes=-0", 416, b""),
    ],
)
def test_a_player_asks_for_a_piece(cast: Cast, sign_in: SignIn, header: str, status: int, served: bytes) -> None:
    page = sign_in(cast.sibling)
    told = page.bring(b"0123456789", "a.txt").json()
    answer: Any = page.get(f"/files/{told['id']}/a.txt", headers={"Range": header})
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert (answer.status_code, body) == (status, served)
    if status == 206:
        assert answer["Content-Length"] == str(len(served))
