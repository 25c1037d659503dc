"""How a picture looks, in 64 bits: two that show the same after shrinking or saving again differ in few of them."""

from __future__ import annotations

from math import cos, pi
from statistics import median, pstdev

from PIL import Image

SIDE, WAVES = 32, 8  # pixels looked at, waves kept, both in each direction
PART_BITS = 16
FLATTEST = 6  # spread of grey below which a picture shows nothing to compare by
_WAVES = [[cos(pi * wave * (2 * place + 1) / (2 * SIDE)) for place in range(SIDE)] for wave in range(WAVES)]


def looks_of(image: Image.Image) -> list[int]:
    """Four numbers of 16 bits: which of the picture's slowest waves (its cosine transform) are stronger than half
    of them. Empty for a blank sheet or one colour, which look like every other such picture.
    """
    pixels = image.convert("L").resize((SIDE, SIDE)).tobytes()
    if pstdev(pixels) < FLATTEST:
        return []
    rows = [pixels[start : start + SIDE] for start in range(0, SIDE * SIDE, SIDE)]
    across = [[sum(map(_times, row, wave)) for wave in _WAVES] for row in rows]
    columns = list(zip(*across, strict=True))
    strengths = [sum(map(_times, column, wave)) for wave in _WAVES for column in columns]
    middle = median(strengths)
    bits = sum((strength > middle) << place for place, strength in enumerate(strengths))
    return [bits >> shift & (1 << PART_BITS) - 1 for shift in range(0, WAVES * WAVES, PART_BITS)]


def _times(value: float, wave: float) -> float:
    return value * wave
