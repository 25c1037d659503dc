"""Drawings (SVG of our own making) as PNG, for formats that take only pictures."""

from __future__ import annotations

import io

DOTS_PER_INCH = 200


def as_png(svg: bytes) -> bytes:
    """The drawing as PNG at print size."""
    import pypdfium2

    from documents.setting.pdf import drawing_pdf

    with pypdfium2.PdfDocument(drawing_pdf(svg)) as document:
        image = document[0].render(scale=DOTS_PER_INCH / 72).to_pil()
    target = io.BytesIO()
    image.save(target, "PNG")
    return target.getvalue()
