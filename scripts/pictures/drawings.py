"""Photos and a voice that nobody took: the same each time."""

import io
from math import sin

from PIL import Image, ImageColor, ImageDraw

SIZE = (960, 720)
LOUDNESS = "0123456789abcdefghijklmnopqrstuv"


def landscape(sky: str, horizon: str, hills: str, *, seed: int) -> bytes:
    """Sky over hills and a lake."""
    width, height = SIZE
    column = Image.new("RGB", (1, 2))
    column.putpixel((0, 0), ImageColor.getrgb(sky)[:3])
    column.putpixel((0, 1), ImageColor.getrgb(horizon)[:3])
    image = column.resize(SIZE, Image.Resampling.BILINEAR)
    draw = ImageDraw.Draw(image)
    draw.ellipse((620 - 90 * seed, 90, 720 - 90 * seed, 190), fill="#fff6dc")
    far, near = ImageColor.getrgb(hills)[:3], tuple(part * 2 // 3 for part in ImageColor.getrgb(hills)[:3])
    for place, colour in enumerate((tuple((part + 255) // 2 for part in far), far, near)):
        line = [
            (x, 330 + place * 70 + 70 * sin(x / (170 - 30 * place) + seed * 2 + place) + 18 * sin(x / 37 + seed))
            for x in range(0, width + 20, 20)
        ]
        draw.polygon([(0, height), *line, (width, height)], fill=colour)
    draw.rectangle((0, 600, width, height), fill=sky)
    draw.ellipse((-200, 560, width + 200, 660), fill=sky)
    written = io.BytesIO()
    image.save(written, "JPEG", quality=88)
    return written.getvalue()


def waveform(signs: int = 48) -> str:
    """As loud as a voice is: words, and pauses between them."""
    levels = [abs(sin(place / 2.3) * sin(place / 7.1)) * (0.55 + 0.45 * abs(sin(place * 1.7))) for place in range(signs)]
    return "".join(LOUDNESS[2 + int(level * 29)] for level in levels)
