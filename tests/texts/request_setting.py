"""Requests, obstacles and drafts for tests of their words; every piece of text in them is ``text``."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from bot.domain.agencies import Agency, Level
from bot.domain.report import Draft, ReportKind
from bot.domain.requests import (
    Extension,
    ExtensionStatus,
    Obstacle,
    ObstacleCategory,
    ObstacleStatus,
)
from bot.domain.rungs import Recipient
from bot.domain.views import DraftView
from tests.texts.hostile_setting import HUGE_ID, NOW, assignment, proofs

DUE, WANTED = date(2024, 7, 20), date(2024, 8, 2)
"""A Saturday, and a Friday ten working days later."""


def extension(text: str, **changes: Any) -> Extension:  # noqa: ANN401 any field
    made = Extension(
        id=HUGE_ID,
        assignment_id=HUGE_ID,
        person_id=1,
        person_name=text[:120],
        asked_at=NOW,
        old_due_on=DUE,
        wanted_on=WANTED,
        reason=(text * 4)[:2000],
        status=ExtensionStatus.PENDING,
        decider=Recipient.OFFICER,
        clock_at=NOW + timedelta(days=2),
        decided_by=text[:120],
        remark=(text * 4)[:2000],
    )
    return replace(made, **changes)


def obstacle(text: str, **changes: Any) -> Obstacle:  # noqa: ANN401 any field
    made = Obstacle(
        id=HUGE_ID,
        assignment_id=HUGE_ID,
        person_id=1,
        person_name=text[:120],
        raised_at=NOW,
        category=ObstacleCategory.FUNDING,
        text=(text * 4)[:2000],
        status=ObstacleStatus.OPEN,
        clock_at=NOW + timedelta(days=3),
        answer=(text * 4)[:2000],
        answered_at=NOW,
        answered_by=text[:120],
    )
    return replace(made, **changes)


def agency(text: str) -> Agency:
    return Agency(1, "X", text[:200], text[:200], text[:60], Level.MINISTRY, "/X/")


def draft(text: str, kind: ReportKind) -> Draft:
    """Everything that a draft of this kind can say."""
    said = Draft(HUGE_ID, kind, note=(text * 4)[:600])
    match kind:
        case ReportKind.EXTENSION:
            return replace(said, wanted_on=WANTED)
        case ReportKind.OBSTACLE:
            return replace(said, category="funding", asked_of="X")
        case ReportKind.DONE:
            attached = tuple(stored.proof for stored in proofs(text))
            return replace(said, percent=99.99, value=1e9, proofs=attached)
        case _:
            return replace(said, percent=99.99, value=1e9)


def drafted(text: str, kind: ReportKind, **changes: Any) -> DraftView:  # noqa: ANN401 any field of the view
    view = DraftView(
        draft(text, kind),
        assignment(text),
        takes_back=True,
        decider=Recipient.LEADER,
        granted_before=1,
        replaces=extension(text),
        asked_of=agency(text),
        is_asked_of_bound=True,
    )
    return replace(view, **changes)
