"""Drawings (SVG of our own making) as PNG, for formats that take only pictures."""

from __future__ import annotations

import io

from documents.setting import renderer

DOTS_PER_INCH = 200


def as_png(svg: bytes) -> bytes:
    """The drawing as PNG at print size; `Unavailable` where there is nothing to draw it with."""
    import pypdfium2

    with pypdfium2.PdfDocument(renderer().drawing_pdf(svg)) as document:
        image = document[0].render(scale=DOTS_PER_INCH / 72).to_pil()
    target = io.BytesIO()
    image.save(target, "PNG")
    return target.getvalue()
