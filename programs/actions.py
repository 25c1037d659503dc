"""The verbs of a task, in one place to import from: who answers for it, and its way to acceptance."""

from programs.assigning import assign, assign_many, reschedule, reschedule_many, revise, write_note
from programs.handling import accept, complete_line, recall, return_, start, submit

__all__ = [
    "accept",
    "assign",
    "assign_many",
    "complete_line",
    "recall",
    "reschedule",
    "reschedule_many",
    "return_",
    "revise",
    "start",
    "submit",
    "write_note",
]
