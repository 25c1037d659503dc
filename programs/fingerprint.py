"""The fingerprint of what a paper says, by which the same paper is known again in whatever file it comes."""

from __future__ import annotations

import hashlib
import json
import unicodedata


def _bare(text: str | None) -> str:
    """Letters and digits alone: white space, width and punctuation differ between a Word and an Excel copy."""
    folded = unicodedata.normalize("NFKC", text or "")
    return "".join(sign for sign in folded if unicodedata.category(sign)[0] in "LN").lower()


def fingerprint(reading: dict) -> str:
    """SHA-256 over the clauses: layer, innermost category, text, points and departments.

    Labels, places and the narrative are left out: an annex sent alone is the same framework.
    """
    said = [
        [
            item["layer"],
            _bare(item["path"][-1]) if item["path"] else "",
            _bare(item["text"]),
            item["points"] or "",
            sorted(_bare(name) for name in item["departments"]),
        ]
        for item in reading["items"]
    ]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()
