"""Photographs of a bridge with a broken rail, drawn, with the EXIF that a telephone would add: where, when, which telephone."""

from __future__ import annotations

from io import BytesIO
from math import sin

from PIL import Image, ImageDraw

SIZE = WIDTH, HEIGHT = 1200, 900
TELEPHONE = "Telephone-4711"
_STEEL, _CONCRETE, _SHADE = (226, 224, 214), (176, 176, 170), (118, 118, 114)


def photographs() -> list[bytes]:
    """One from afar, one near: JPEG bytes."""
    far = _scene()
    near = far.crop((500, 420, 940, 750)).resize(SIZE, Image.Resampling.LANCZOS)
    return [_as_taken(far), _as_taken(near)]


def _scene() -> Image.Image:
    picture = Image.new("RGB", SIZE)
    draw = ImageDraw.Draw(picture)
    for y in range(HEIGHT):
        draw.line([(0, y), (WIDTH, y)], fill=(182 + y // 16, 206 + y // 24, 226))
    for colour, base, rise, turn in (((150, 172, 170), 0.44, 0.13, 0.4), ((108, 142, 118), 0.52, 0.12, 1.9), ((72, 110, 78), 0.58, 0.07, 3.1)):
        hills = [(x, HEIGHT * (base - rise * abs(sin(x / WIDTH * 3 + turn)))) for x in range(0, WIDTH + 10, 10)]
        draw.polygon([(0, HEIGHT), *hills, (WIDTH, HEIGHT)], fill=colour)
    _water(draw)
    _bridge(draw)
    return picture


def _water(draw: ImageDraw.ImageDraw) -> None:
    draw.rectangle((0, 560, WIDTH, HEIGHT), fill=(156, 128, 92))
    for n in range(90):
        x, y = n * 397 % WIDTH, 640 + n * 53 % 260
        draw.line([(x, y), (x + 60 + n % 7 * 20, y + n % 3)], fill=(178, 150, 112), width=4)


def _bridge(draw: ImageDraw.ImageDraw) -> None:
    draw.polygon([(0, 560), (WIDTH, 520), (WIDTH, 580), (0, 630)], fill=_CONCRETE)
    draw.polygon([(0, 630), (WIDTH, 580), (WIDTH, 612), (0, 668)], fill=_SHADE)
    for x in (170, 520, 860, 1130):
        draw.rectangle((x, 640 - x // 24, x + 44, 760), fill=_SHADE)
    for x in range(40, WIDTH, 96):
        if not 560 < x < 830:
            draw.rectangle((x, _deck(x) - 96, x + 16, _deck(x)), fill=_STEEL)
    for height in (84, 44):
        for left, right in ((0, 560), (840, WIDTH)):
            draw.line([(left, _deck(left) - height), (right, _deck(right) - height)], fill=_STEEL, width=13)
    for line in ([(556, 470), (668, 590)], [(556, 512), (630, 650)], [(842, 458), (752, 566)]):  # what hangs down
        draw.line(line, fill=_STEEL, width=13)


def _deck(x: int) -> float:
    return 612 - 44 * x / WIDTH


def _as_taken(picture: Image.Image) -> bytes:
    exif = Image.Exif()
    exif[0x010F] = TELEPHONE
    exif[0x8825] = {1: "N", 2: (19.0, 56.0, 49.2), 3: "E", 4: (105.0, 28.0, 22.8)}
    out = BytesIO()
    picture.save(out, "JPEG", quality=88, exif=exif)
    return out.getvalue()
