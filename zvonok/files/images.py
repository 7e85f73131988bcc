"""Images are never kept as they came: each is decoded and written anew, so nothing but what the eye sees is left of it.

Comes in: a stream. Goes out: a `Picture` without the place and the device it was taken with, and its two previews; None
if it is no image. Called by: `files.actions`.

1. The format and the size are read from the header; one with more points than we would ever show is refused undecoded.
2. It is decoded (a JPEG at a fraction of its size where that is enough), turned upright, brought to sRGB.
3. It is written anew: PNG where that is small, else JPEG; WebP where it is seen through or moves.
"""

import io
import struct
import threading
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO, Any, Final

from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps, ImageSequence, UnidentifiedImageError

from zvonok.ground import limits
from zvonok.ground.refusal import Refused

FORMATS: Final = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "AVIF")
# A JPEG may hold several pictures too, a phone's depth or brightness beside the photo: that is one photo, and stands still.
MOVING: Final = ("PNG", "WEBP", "GIF", "AVIF")
PREVIEW_SIDES: Final = {"small": limits.preview_small_pixels, "middle": limits.preview_middle_pixels}
# A decoded photograph may take 200 MB: so many at a time in one process, the others wait.
DECODING: Final = threading.BoundedSemaphore(2)
SRGB: Final = ImageCms.createProfile("sRGB")
# What Pillow's decoders raise on a spoilt file: found by spoiling files.
SPOILT: Final = (
    OSError, ValueError, SyntaxError, EOFError, RuntimeError, TypeError, LookupError, ArithmeticError, MemoryError,
    struct.error,
)  # fmt: skip
# Pillow refuses twice as many: also in a frame that is greater than the first, which the header does not tell.
Image.MAX_IMAGE_PIXELS = limits.image_points_max // 2


@dataclass(frozen=True)
class Picture:
    content: bytes
    mime: str
    ending: str
    width: int
    height: int
    previews: dict[str, bytes]


def reencoded(stream: IO[bytes]) -> Picture | None:
    stream.seek(0)
    with DECODING, warnings.catch_warnings():
        # Pillow warns of a size that we refuse ourselves, below, and of what is spoilt beside the points.
        warnings.simplefilter("ignore")
        try:
            opened = Image.open(stream, formats=FORMATS)
        except UnidentifiedImageError:
            return None
        except Image.DecompressionBombError:
            raise Refused(_refused_size(), "file") from None
        except SPOILT:
            raise Refused(_refused_spoilt(), "file") from None
        with opened as image:
            if image.width * image.height > limits.image_points_max or min(image.size) < 1:
                raise Refused(_refused_size(), "file")
            try:
                return _written_anew(image)
            except Image.DecompressionBombError:
                raise Refused(_refused_size(), "file") from None
            except SPOILT:
                raise Refused(_refused_spoilt(), "file") from None


def squares(stream: IO[bytes], *, at: float, sides: Sequence[int]) -> dict[int, bytes]:
    """Of an image that we have written ourselves: its greatest square, `at` along the longer side, in each size."""
    with DECODING, Image.open(stream, formats=FORMATS) as image:
        seen = _upright(image)
    side = min(seen.size)
    left, top = (round((length - side) * min(max(at, 0.0), 1.0)) for length in seen.size)
    seen = seen.crop((left, top, left + side, top + side))
    made = {}
    for wanted in sorted(sides, reverse=True):
        # A small one is not blown up: the browser does that as well.
        seen.thumbnail((wanted, wanted), Image.Resampling.LANCZOS)
        made[wanted] = _bytes(seen, "WEBP", quality=82, method=4)
    return made


def _refused_size() -> str:
    return _("Изображение слишком большое: уменьшите его и отправьте снова.")


def _refused_spoilt() -> str:
    return _("Изображение повреждено: открыть его не удалось.")


def _written_anew(image: Any) -> Picture:
    if moving := _moving(image):
        return moving
    source = image.format
    image.draft("RGB", (limits.image_side_pixels_max, limits.image_side_pixels_max))
    seen = _upright(image)
    seen.thumbnail((limits.image_side_pixels_max, limits.image_side_pixels_max), Image.Resampling.LANCZOS)
    content, mime, ending = _encoded(seen, source)
    return Picture(content, mime, ending, seen.width, seen.height, _previews(seen))


def _upright(image: Any) -> Any:
    profile = image.info.get("icc_profile")
    see_through = image.has_transparency_data
    try:
        turned: Any = ImageOps.exif_transpose(image)
    except SPOILT:
        # What is told beside it is spoilt; it may be whole, lying on its side.
        turned = image
    if profile and turned.mode in ("RGB", "RGBA"):
        try:
            turned = ImageCms.profileToProfile(turned, ImageCms.ImageCmsProfile(io.BytesIO(profile)), SRGB)
        except (ImageCms.PyCMSError, OSError, ValueError):
            turned = turned.copy()
    mode = "RGBA" if see_through else "RGB"
    return turned.convert(mode) if turned.mode != mode else turned.copy()


def _encoded(seen: Any, source: str | None) -> tuple[bytes, str, str]:
    if seen.mode == "RGBA":
        return _bytes(seen, "WEBP", quality=90), "image/webp", "webp"
    # What was drawn or photographed from a screen stays sharp, if it is not great.
    if source in ("PNG", "GIF", "BMP"):
        drawn = _bytes(seen, "PNG", optimize=False)
        if len(drawn) <= limits.drawing_size_bytes_max:
            return drawn, "image/png", "png"
    return _bytes(seen, "JPEG", quality=86), "image/jpeg", "jpg"


def _moving(image: Any) -> Picture | None:
    """One that moves too long or is too great is shown by its first frame, and so is one whose frames differ in size."""
    if image.format not in MOVING or not getattr(image, "is_animated", False) or max(image.size) > limits.image_side_pixels_max:
        return None
    frames: list[Any] = []
    pauses, size = [], image.size
    # Counted here: what the file says of itself may be a lie, and a GIF says nothing.
    most = min(limits.moving_frames_max, limits.moving_points_max // (size[0] * size[1]))
    for frame in ImageSequence.Iterator(image):
        if len(frames) >= most or frame.size != size:
            image.seek(0)
            return None
        frames.append(frame.convert("RGBA"))
        pauses.append(max(20, int(frame.info.get("duration", 100))))
    content = _bytes(frames[0], "WEBP", save_all=True, append_images=frames[1:], duration=pauses, loop=0, quality=80, method=2)
    return Picture(content, "image/webp", "webp", image.width, image.height, _previews(frames[0]))


def _previews(seen: Any) -> dict[str, bytes]:
    """From the greater to the smaller: each is made of the one before it."""
    made = {}
    left = seen.copy()
    for name, side in sorted(PREVIEW_SIDES.items(), key=lambda one: -one[1]):
        left.thumbnail((side, side), Image.Resampling.LANCZOS, reducing_gap=2.0)
        made[name] = _bytes(left, "WEBP", quality=80, method=2)
    return made


def _bytes(seen: Any, form: str, **options: Any) -> bytes:
    # What is not named here is not written: neither EXIF nor XMP nor comments come over.
    seen.info = {}
    written = io.BytesIO()
    seen.save(written, form, **options)
    return written.getvalue()
