"""The fingerprint of what a paper says, by which the same paper is known again in whatever file it comes."""

from __future__ import annotations

import hashlib
import json

from documents.bigrams import bare


def fingerprint(reading: dict) -> str:
    """SHA-256 over the clauses: layer, innermost category, text, points and departments.

    Labels, places and the narrative are left out: an annex sent alone is the same framework.
    White space, width and punctuation are too: they differ between a Word and an Excel copy.
    """
    said = [
        [
            item["layer"],
            bare(item["path"][-1]) if item["path"] else "",
            bare(item["text"]),
            item["points"] or "",
            sorted(bare(name) for name in item["departments"]),
        ]
        for item in reading["items"]
    ]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()
