"""What reading a paper yields: items, questions, sections and the lines of the source, as plain data."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from documents.reading.scoring_text import Rule


@dataclass(frozen=True)
class Threshold:
    """A printed comparison: op is >= <= > < or =, the unit stands as printed."""

    op: str
    value: str
    unit: str

    def as_json(self) -> dict:
        return {"op": self.op, "value": self.value, "unit": self.unit}


@dataclass
class Category:
    """A heading of clauses: 一级指标, a section of a plan, a month."""

    name: str
    points: Decimal | None = None
    layer: str = "basic"
    label: str = ""
    where: str = ""
    line: int | None = None
    is_blank: bool = False  # a place for its points is printed and empty
    notes: list[tuple[str, str]] = field(default_factory=list)  # （责任单位：…） behind its name: (role, content)


@dataclass
class Item:
    """The smallest statement that is scored or assigned by itself."""

    text: str
    layer: str = "basic"
    path: list[str] = field(default_factory=list)
    category_points: Decimal | None = None
    number: str | None = None
    points: Decimal | None = None
    departments: list[str] = field(default_factory=list)
    lead: str | None = None
    due: date | None = None
    due_text: str | None = None
    thresholds: list[Threshold] = field(default_factory=list)
    methods: list[str] = field(default_factory=list)
    materials: str | None = None
    scoring: str | None = None
    where: str = ""
    # beyond the contract
    line: int | None = None  # index into Reading.lines
    row: int = 0  # items of one printed row or paragraph share it
    rules: list[Rule] = field(default_factory=list)
    categories: list[Category] = field(default_factory=list, repr=False)
    is_blank: bool = False  # a place for points is printed and empty
    is_prose: bool = False  # read from running text, not from a table
    row_points: Decimal | None = None  # what the row's points cell says, where its statements have points of their own
    last_number: str | None = None  # the last label of a statement that holds several
    shares_number: bool = False  # its number stands in a merged cell of several rows

    def as_json(self) -> dict:
        """Exactly what the contract prints."""
        return {
            "layer": self.layer,
            "path": self.path,
            "category_points": say(self.category_points),
            "number": self.number,
            "text": self.text,
            "points": say(self.points),
            "departments": self.departments,
            "lead": self.lead,
            "due": self.due.isoformat() if self.due else None,
            "due_text": self.due_text,
            "thresholds": [limit.as_json() for limit in self.thresholds],
            "methods": self.methods,
            "materials": self.materials,
            "scoring": self.scoring,
            "where": self.where,
        }


@dataclass
class Question:
    """What the reader does not know, or what contradicts itself."""

    code: str
    message: str
    where: str = ""
    line: int | None = None
    item: int | None = None  # index into Reading.items, where it is about one

    def as_json(self) -> dict:
        return {"code": self.code, "message": self.message, "where": self.where}


@dataclass(frozen=True)
class Line:
    """One line of the source as the page shows it; `cells` holds a table row's cells, in order."""

    place: str
    text: str
    cells: tuple[str, ...] = ()


@dataclass
class Section:
    """A narrative section of a plan (指导思想 … 保障措施)."""

    level: int
    heading: str
    text: str


@dataclass
class Reading:
    """One paper understood."""

    title: str | None = None
    issuer: str | None = None
    number: str | None = None
    year: int | None = None
    total: Decimal | None = None
    items: list[Item] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    # beyond the contract
    lines: list[Line] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)  # what reading the file left out or could not see

    def as_json(self, with_lines: bool = False) -> dict:
        """The contract's object; `with_lines` adds what only this application uses."""
        printed = {
            "title": self.title,
            "issuer": self.issuer,
            "number": self.number,
            "year": self.year,
            "total": say(self.total),
            "items": [item.as_json() for item in self.items],
            "questions": [question.as_json() for question in self.questions],
        }
        if not with_lines:
            return printed
        for told, item in zip(printed["items"], self.items, strict=True):
            told |= {"line": item.line, "row": item.row, "is_blank": item.is_blank}
            told["rules"] = [rule.as_json() for rule in item.rules]
        for told, question in zip(printed["questions"], self.questions, strict=True):
            told |= {"line": question.line, "item": question.item}
        printed["lines"] = [{"place": one.place, "text": one.text, "cells": list(one.cells)} for one in self.lines]
        printed["sections"] = [{"level": s.level, "heading": s.heading, "text": s.text} for s in self.sections]
        printed["doubts"] = list(self.doubts)
        return printed

    @classmethod
    def from_json(cls, told: dict) -> Reading:
        """The other way round, for what a child process printed (with or without lines)."""
        return cls(
            title=told["title"],
            issuer=told["issuer"],
            number=told["number"],
            year=told["year"],
            total=_decimal(told["total"]),
            items=[_item(one) for one in told["items"]],
            questions=[
                Question(q["code"], q["message"], q["where"], q.get("line"), q.get("item")) for q in told["questions"]
            ],
            lines=[Line(one["place"], one["text"], tuple(one["cells"])) for one in told.get("lines", [])],
            sections=[Section(s["level"], s["heading"], s["text"]) for s in told.get("sections", [])],
            doubts=list(told.get("doubts", [])),
        )


def _item(told: dict) -> Item:
    return Item(
        text=told["text"],
        layer=told["layer"],
        path=list(told["path"]),
        category_points=_decimal(told["category_points"]),
        number=told["number"],
        points=_decimal(told["points"]),
        departments=list(told["departments"]),
        lead=told["lead"],
        due=date.fromisoformat(told["due"]) if told["due"] else None,
        due_text=told["due_text"],
        thresholds=[Threshold(**limit) for limit in told["thresholds"]],
        methods=list(told["methods"]),
        materials=told["materials"],
        scoring=told["scoring"],
        where=told["where"],
        line=told.get("line"),
        row=told.get("row", 0),
        rules=[Rule.from_json(rule) for rule in told.get("rules", [])],
        is_blank=told.get("is_blank", False),
    )


def say(amount: Decimal | None) -> str | None:
    """12.00 → "12", 0.50 → "0.5"; never an exponent."""
    if amount is None:
        return None
    text = format(amount, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
