"""Painted stand-ins for photographs and certificates: a place, people, a banner; no real person is shown."""

import io
import random
from datetime import date, datetime
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont
from pylopdf_fonts_zh_cn import __path__ as _FONT_FOLDERS

SIZE = (1280, 960)
SKIES = [("#cfe3f5", "#f6efe2"), ("#bcd3ea", "#e9f1f5"), ("#f3e2c7", "#f7f1e6"), ("#d5e5da", "#f2f4ea")]
COATS = ["#b3403a", "#2f6aa8", "#2e7d55", "#c98a1b", "#6a4c93", "#37474f", "#d9772f", "#4a7a8c"]
SKINS = ["#e8bd99", "#f0c9a6", "#dba883"]


def _font(size: int):
    folder = Path(next(iter(_FONT_FOLDERS)))
    path = next(path for path in sorted(folder.rglob("*")) if path.suffix in (".ttf", ".otf") and "Sans" in path.name)
    return ImageFont.truetype(str(path), size)


def _scene(draw, chance: random.Random, is_inside: bool) -> None:
    width, height = SIZE
    top, bottom = chance.choice(SKIES)
    for y in range(height):
        share = y / height
        mixed = tuple(
            round(int(top[i : i + 2], 16) * (1 - share) + int(bottom[i : i + 2], 16) * share) for i in (1, 3, 5)
        )
        draw.line([(0, y), (width, y)], fill=mixed)
    if is_inside:
        draw.rectangle([0, 690, width, height], fill="#b89b79")
        for x in range(90, width, 300):
            draw.rectangle([x, 240, x + 170, 460], fill="#eef4f8", outline="#8d9aa5", width=6)
            draw.line([(x + 85, 240), (x + 85, 460)], fill="#8d9aa5", width=4)
        return
    for x in range(-200, width, 330):
        hill = chance.randint(150, 300)
        draw.ellipse([x, 640 - hill, x + 620, 900], fill=chance.choice(["#7da385", "#8fb08c", "#6f9a80"]))
    draw.rectangle([0, 680, width, height], fill="#a9bf92")
    for _ in range(9):
        x, size = chance.randint(0, width), chance.randint(50, 90)
        draw.rectangle([x - 8, 660, x + 8, 720], fill="#7b5d43")
        draw.ellipse([x - size, 660 - 2 * size, x + size, 680], fill=chance.choice(["#4f8a5b", "#5d9a63", "#44795a"]))


def _people(draw, chance: random.Random) -> None:
    count = chance.randint(6, 11)
    for index in range(count):
        x = 90 + index * (SIZE[0] - 180) // max(count - 1, 1) + chance.randint(-18, 18)
        y = chance.randint(560, 640)
        draw.rounded_rectangle([x - 44, y + 42, x + 44, y + 230], radius=30, fill=chance.choice(COATS))
        draw.rectangle([x - 34, y + 220, x - 6, y + 320], fill="#2d333b")
        draw.rectangle([x + 6, y + 220, x + 34, y + 320], fill="#2d333b")
        draw.ellipse([x - 34, y - 28, x + 34, y + 46], fill=chance.choice(SKINS))
        draw.pieslice([x - 36, y - 34, x + 36, y + 36], 180, 360, fill="#2b2320")


def _banner(draw, text: str) -> None:
    font = _font(46)
    text = text if len(text) <= 22 else text[:21] + "…"
    left = (SIZE[0] - font.getlength(text)) / 2
    draw.rectangle([left - 50, 96, SIZE[0] - left + 50, 184], fill="#b3201b")
    draw.text((left, 108), text, font=font, fill="#fff4d6")


def paint(title: str, number: int, taken_at: datetime, *, is_inside: bool) -> bytes:
    """A JPEG of 1280 × 960 with its capture time; the same arguments paint the same picture."""
    chance = random.Random(f"{title}/{number}")
    picture = Image.new("RGB", SIZE)
    draw = ImageDraw.Draw(picture)
    _scene(draw, chance, is_inside)
    _people(draw, chance)
    _banner(draw, title)
    exif = Image.Exif()
    stamp = taken_at.strftime("%Y:%m:%d %H:%M:%S")
    exif[0x0132] = stamp
    exif.get_ifd(0x8769)[0x9003] = stamp
    data = io.BytesIO()
    picture.save(data, "JPEG", quality=82, exif=exif)
    return data.getvalue()


def certificate(title: str, *, to: str, issuer: str, day: date) -> bytes:
    """A JPEG of an honour's certificate."""
    picture = Image.new("RGB", SIZE, "#fdf6e3")
    draw, (width, height) = ImageDraw.Draw(picture), SIZE
    for inset, colour, wide in ((30, "#b98a3c", 10), (52, "#d9bd84", 3)):
        draw.rectangle([inset, inset, width - inset, height - inset], outline=colour, width=wide)

    def write(text: str, y: int, size: int, fill: str, right: int | None = None) -> None:
        font = _font(size)
        room = font.getlength(text)
        draw.text(((width - room) / 2 if right is None else right - room, y), text, font=font, fill=fill)

    write("荣 誉 证 书", 150, 96, "#b3201b")
    write(f"{to}：", 340, 44, "#2b2320", right=560)
    write("被评为", 430, 44, "#2b2320")
    write(title, 510, 58 if len(title) <= 16 else 46, "#b3201b")
    write("特发此证，以资鼓励。", 620, 44, "#2b2320")
    write(issuer, 730, 40, "#2b2320", right=width - 170)
    write(f"{day.year}年{day.month}月{day.day}日", 800, 40, "#2b2320", right=width - 170)
    draw.ellipse([width - 340, 690, width - 190, 840], outline="#c9544d", width=6)
    data = io.BytesIO()
    picture.save(data, "JPEG", quality=82)
    return data.getvalue()
