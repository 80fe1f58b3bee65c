"""The language of buttons: ``v1:<verb>:<id>:<rev>[:<argument>]``, at most 64 bytes, whitelist-parsed.

Button data can be old, forged or forwarded. It therefore only *names* a wish; services check the right and
the revision again on every press.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

_FORM = re.compile(r"v1:([a-z_]{1,12}):(\d{1,18}):(\d{1,9})(?::([A-Za-z0-9_.|-]{1,40}))?", re.ASCII)


NEW = "new"
"""Argument of a list's button that opens a new message instead of rewriting the one it hangs on (a notice)."""


class Verb(StrEnum):
    """Short, because Telegram allows 64 bytes; stable, because old messages keep their buttons."""

    CARD = "card"  # open a task card (id: assignment)
    TASKS = "tasks"  # page of open tasks (id: page)
    DEADLINES = "due"  # page of deadlines (id: page)
    OVERDUE = "late"  # page of late tasks (id: page)
    LATE_TASK = "ltask"  # agencies late with one task (id: task, rev: page)
    TASK = "task"  # all agencies of one task (id: task, rev: page)
    HISTORY = "hist"  # timeline (id: assignment, rev: page)
    REPORT = "rep"  # start a report (id: assignment; 0: choose)
    PERCENT = "pct"  # percent chosen (id: assignment, argument: percent)
    NUMBER = "num"  # "another number" (id: assignment)
    VALUE = "val"  # KPI value (id: assignment)
    DONE = "done"  # say it is finished (id: assignment)
    NOTE = "note"  # text only (id: assignment)
    EXTEND = "ext"  # ask for more time (id: assignment)
    OBSTACLE = "obs"  # tell what is in the way (id: assignment)
    SEEN = "seen"  # acknowledge a notice (id: outbox row)
    CONFIRM = "ok"  # store the draft (id: dialogue, rev: its revision)
    CORRECT = "fix"  # correct the draft
    FIELD = "field"  # correct one field of it (argument: field)
    CANCEL = "no"  # drop the draft
    CHOOSE = "pick"  # which task was meant (id: dialogue, argument: assignment id)
    APPROVE = "appr"  # officer accepts a result (id: assignment, rev)
    RETURN = "back"  # officer returns a result (id: assignment, rev)
    EVIDENCE = "evid"  # open a piece of evidence (id: evidence)
    REVIEW = "rev"  # page of what waits for me
    LANGUAGE = "lang"  # argument: vi | en
    SUMMARY = "sum"  # figures now (id: 0, argument: view)
    DIGEST = "dig"  # frozen digest (id: snapshot, rev: page, argument: view)
    NOTHING = "nop"  # a label in the shape of a button


_VERBS = frozenset(verb.value for verb in Verb)


@dataclass(frozen=True, slots=True)
class Action:
    verb: Verb
    id: int = 0
    rev: int = 0
    argument: str = ""

    def encode(self) -> str:
        """The button data.

        Raises:
            ValueError: the result would not survive Telegram's 64 bytes or our own parser.
        """
        data = f"v1:{self.verb}:{self.id}:{self.rev}" + (f":{self.argument}" if self.argument else "")
        if len(data.encode()) > 64 or _FORM.fullmatch(data) is None:
            raise ValueError(f"button data {data!r} does not fit the codec")
        return data

    @classmethod
    def parse(cls, data: str) -> Self | None:
        """The action in button data; None for anything that we would not have written ourselves."""
        match = _FORM.fullmatch(data)
        if match is None or match[1] not in _VERBS:
            return None
        return cls(Verb(match[1]), int(match[2]), int(match[3]), match[4] or "")

    def as_argument(self) -> str:
        """This action as the argument of another one: where a card's *back* leads."""
        return f"{self.verb}.{self.id}.{self.rev}" + (f".{self.argument}" if self.argument else "")

    @classmethod
    def parse_argument(cls, text: str) -> Self | None:
        """The inverse of ``as_argument``; None for anything else."""
        verb, id_, rev, *rest = [*text.split(".", 3), "", "", ""][:4]
        return cls.parse(f"v1:{verb}:{id_}:{rev}" + (f":{rest[0]}" if rest and rest[0] else ""))
