"""What one look at the installation finds, and how a look is named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

GOOD, HEED, WRONG = "good", "heed", "wrong"


@dataclass(frozen=True)
class Finding:
    """One thing looked at: how it is, said in a sentence, and what to do about it."""

    title: str
    state: str
    said: str
    todo: str = ""

    @property
    def tone(self) -> str:
        return {GOOD: "done", HEED: "soon", WRONG: "late"}[self.state]

    @property
    def word(self) -> str:
        return {GOOD: "正常", HEED: "留意", WRONG: "有问题"}[self.state]


def looks_at(title: str):
    """Name what a look is about; one that breaks is a finding itself, and must not hide the others."""

    def mark(look: Callable[[], Finding]) -> Callable[[], Finding]:
        def guarded() -> Finding:
            try:
                return look()
            except Exception as problem:
                said = str(problem).splitlines()[:1] or [type(problem).__name__]
                return Finding(title, WRONG, f"没有查成：{said[0][:120]}", "看服务器上的日志，或联系维护人员。")

        return guarded

    return mark


def size_of(number: int) -> str:
    """A number of bytes as people say it."""
    return f"{number / 2**30:.1f} GB" if number >= 2**30 else f"{number / 2**20:.0f} MB"
