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
    ASKED = "ask"  # page of an answer (id: page, argument: the question, see domain.asking)
    LATE_TASK = "ltask"  # agencies late with one task (id: task, rev: page)
    TASK = "task"  # all agencies of one task (id: task, rev: page)
    HISTORY = "hist"  # timeline (id: assignment, rev: page)
    CURVE = "curve"  # how an indicator developed (id: assignment, rev: page)
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
    WITHDRAW = "undo"  # take back what was just stored (id: report)
    WANT = "want"  # working days asked for (id: dialogue, rev, argument: days)
    WHY = "why"  # a usual reason (id: dialogue, rev, argument: its number)
    CATEGORY = "cat"  # kind of obstacle (id: dialogue, rev, argument: category)
    ASK_OFFICE = "office"  # the obstacle is for the standing agency (id: dialogue, rev)
    REQUEST = "req"  # open a request for more time (id: extension)
    GRANT = "grant"  # (id: extension)
    REFUSE = "refuse"  # (id: extension)
    PROPOSE = "offer"  # offer another date (id: extension)
    TAKE = "take"  # take the offered date (id: extension)
    LEAVE = "leave"  # keep the old date (id: extension)
    MATTER = "matter"  # open an obstacle (id: obstacle)
    ANSWER = "answer"  # answer it (id: obstacle)
    HAND_ON = "handon"  # pass it to another agency (id: obstacle)
    ASK_BACK = "askback"  # ask the reporter for more (id: obstacle)
    EXPLAIN = "explain"  # the reporter answers that (id: obstacle)
    CLOSE = "close"  # out of the way (id: obstacle)
    URGE = "urge"  # urge (id: of what, argument: kind of target)
    PRAISE = "praise"  # the same with praise
    REMARK = "remark"  # a usual remark (id: dialogue, rev, argument: its number)
    SEND_URGE = "sendurge"  # (id: dialogue, rev, argument: express, or nothing)
    URGE_SEEN = "urgeseen"  # (id: urge)
    CHOOSE = "pick"  # which task was meant (id: dialogue, argument: assignment id)
    APPROVE = "appr"  # officer accepts a result (id: assignment, rev)
    RETURN = "back"  # officer returns a result (id: assignment, rev)
    EVIDENCE = "evid"  # open a piece of evidence (id: evidence)
    REVIEW = "rev"  # page of what waits for me
    LANGUAGE = "lang"  # argument: vi | en
    SUMMARY = "sum"  # figures now (id: 0, argument: view)
    DIGEST = "dig"  # frozen digest (id: snapshot, rev: page, argument: view)
    PERIOD = "per"  # review of a period (id: frozen review, 0: now; rev: page; argument: kind.first day.view)
    PERIOD_FILE = "perxls"  # the same as a workbook (id, argument: kind.first day)
    LEAGUE = "league"  # agencies compared (id: list; rev: page; argument: what to do)
    TALK = "talk"  # answers an open conversation (id: dialogue, rev: its revision, argument: the answer)
    ADJUST = "adjust"  # change an assignment (id, rev, argument: due | transfer | stop)
    AMEND = "amend"  # carry it out (id: assignment, rev, argument: the dialogue and its revision)
    PEOPLE = "ppl"  # the people desk and its lists (rev: page, argument: which list)
    SEATS = "seats"  # people of one agency (id: agency, rev: page)
    PERSON = "person"  # a person's card (id: person)
    FIRST = "first"  # make this the first focal point of its agency (id: appointment)
    INVITE = "invite"  # start an invitation (id: agency, 0: ask; rev: the person who gets one more seat)
    REVOKE = "revoke"  # take every seat of a person away (id: person)
    AWAY = "away"  # absences (id: person, 0: my own)
    UNAWAY = "unaway"  # cancel an absence (id: absence)
    PRIVACY = "privacy"  # what is stored about me (argument: export | erase)
    GROUP = "group"  # may the bot stay in this group? (id: group, argument: yes | no)
    OPEN_LIST = "openlist"  # a leader opens a list for everybody in the group (in the group itself)
    EXCEL = "xls"  # the task list as a workbook (argument: all | late)
    TEMPLATE = "form"  # an empty list to fill in (argument: its kind)
    APPLY = "apply"  # import a previewed list (id: upload, rev: the preview)
    DISCARD = "discard"  # do not import it (id: upload, rev: the preview)
    USE_FILE = "usefile"  # what a file is meant as (id: upload, argument: proof | list)
    RESEAT = "reseat"  # page of seats to confirm again (id: page)
    SEAT_OK = "seatok"  # confirm one (id: appointment)
    SPLITS = "splits"  # page of tasks to allocate (id: page)
    SPLIT = "split"  # choose who takes one over (id: assignment)
    SPLIT_TO = "splitto"  # allocate it (id: assignment, rev: agency)
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
