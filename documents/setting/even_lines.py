"""Chinese lines with even right edges and an even pitch, which WeasyPrint does not give by itself.

It stretches spaces only, and a Chinese line has none. And a line holding a character of another font, such as the rare
one of a name, grows by what the two fonts differ, so that a page no longer holds its 22 lines. A few inner functions
are given other notions here. Tests measure edges and pitch; another release than the one this was written for is left
as it is: uneven, but right.
"""

from __future__ import annotations

import re

KNOWN_RELEASE = "70."
STRETCHABLE = re.compile("[—‘’“”…⺀-〿぀-鿿豈-﫿＀-￯\U00020000-\U0003ffff]+")
MOST_EM = 3  # a line shorter by more was broken for another reason than width


def gaps(text: str) -> int:
    """Places in the text that may be made wider: spaces, and after every Chinese character or mark."""
    return text.count(" ") + text.count("\u00a0") + sum(len(run.group()) for run in STRETCHABLE.finditer(text))


def install() -> bool:
    """Teach WeasyPrint; once. False where the release is unknown."""
    import weasyprint
    from weasyprint.formatting_structure import boxes
    from weasyprint.layout import inline
    from weasyprint.text.line_break import Layout

    if not weasyprint.__version__.startswith(KNOWN_RELEASE):
        return False
    if getattr(Layout, "is_even", False):
        return True

    def count(box) -> int:
        if isinstance(box, boxes.TextBox):
            return gaps(box.text)
        if isinstance(box, boxes.LineBox | boxes.InlineBox):
            return sum(count(child) for child in box.children)
        return 0

    def stretch(context, line, missing) -> None:
        places = count(line)
        if places > 1 and 0 < missing <= MOST_EM * line.style["font_size"]:
            # Pango puts half of the room on each side of a character; at the ends of a line it is not seen.
            words = text_of(line)
            unseen = (gaps(words[0]) + gaps(words[-1])) / 2 if words else 0
            inline.add_word_spacing(context, line, missing / (places - unseen), 0)

    def text_of(box) -> str:
        if isinstance(box, boxes.TextBox):
            return box.text
        return "".join(text_of(child) for child in getattr(box, "children", ())).strip()

    inline.count_expandable_spaces = count
    inline.justify_line = stretch
    Layout.set_text = _stretching(Layout.set_text)
    inline.split_text_box = _on_pitch(inline.split_text_box, inline.strut)
    Layout.is_even = True
    return True


def _on_pitch(split_text_box, strut):
    def split(*arguments, **options):
        box, *rest = split_text_box(*arguments, **options)
        if box is not None:
            # Every piece of text sits in its line as the line's own font does, whichever font it is set in.
            _, baseline = strut(box.style)
            shift = baseline - box.baseline
            box.margin_top += shift
            box.margin_bottom -= shift
            box.baseline = baseline
        return box, *rest

    return split


def _stretching(set_text):
    from weasyprint.text.ffi import TO_UNITS, ffi, pango

    def stretched(self, text, justify=False):
        set_text(self, text, justify)
        extra = self.justification_spacing if justify else 0
        if not extra or not self.text:
            return
        usual = self.style["letter_spacing"]
        # The PDF cuts each gap off at a thousandth of the type's size: half of that is given back.
        extra += self.style["font_size"] / 2000
        spacing = int(((0 if usual == "normal" else usual) + extra) * TO_UNITS)
        attributes = pango.pango_layout_get_attributes(self.layout)
        if attributes == ffi.NULL:
            attributes = ffi.gc(pango.pango_attr_list_new(), pango.pango_attr_list_unref)
        for run in STRETCHABLE.finditer(self.text):
            attribute = pango.pango_attr_letter_spacing_new(spacing)
            attribute.start_index = len(self.text[: run.start()].encode())
            attribute.end_index = attribute.start_index + len(run.group().encode())
            pango.pango_attr_list_change(attributes, attribute)
        pango.pango_layout_set_attributes(self.layout, attributes)

    return stretched
