"""How long what is not the record is kept: raw updates, rendered words, sent letters, invitations."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.services import UnitOfWork
from bot.storage import upkeep

STEP_ROWS = 500
"""Rows a transaction looks at: nobody waits for the database longer than for a single reply."""


@dataclass(frozen=True, slots=True)
class Rule:
    name: str
    step: upkeep.Step
    kept_for: timedelta


RULES = (
    Rule("empty_updates", upkeep.empty_updates, timedelta(days=30)),
    Rule("delete_updates", upkeep.delete_updates, timedelta(days=90)),
    Rule("empty_replies", upkeep.empty_replies, timedelta(days=90)),
    Rule("delete_letters", upkeep.delete_letters, timedelta(days=400)),
    Rule("delete_invitations", upkeep.delete_invitations, timedelta(days=90)),
)


async def apply_rule(uow: UnitOfWork, rule: Rule, *, now: datetime) -> int:
    """One step of the rule; returns how many rows were looked at, ``STEP_ROWS`` when there may be more."""
    return await rule.step(uow, before=now - rule.kept_for, limit=STEP_ROWS)
