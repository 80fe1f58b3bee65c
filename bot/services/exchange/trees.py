"""Chains of superiors: of agencies and of tasks."""

from collections.abc import Callable, Hashable
from typing import TypeVar

from bot.services.exchange.drafts import Draft
from bot.services.exchange.problems import ProblemKey

Row = TypeVar("Row")


def check_parents(
    draft: Draft[str, Row], parent_of: Callable[[Row], str], *, column: str, unknown: ProblemKey
) -> None:
    """Every parent that the files name exists, and nobody is above themselves."""
    for code, cells in draft.places.items():
        parent = parent_of(draft.rows[code]) if code in draft.rows else ""
        if not parent:
            continue
        if not draft.knows(parent):
            cells.problem(unknown, column, value=parent)
        elif parent == code:
            cells.problem(ProblemKey.OWN_PARENT, column, value=code)
        elif chain := _find_circle(code, lambda c: parent_of(draft.rows[c]) if c in draft.rows else ""):
            cells.problem(ProblemKey.CIRCLE, column, chain=" > ".join(chain))


Node = TypeVar("Node", bound=Hashable)


def _find_circle(start: Node, parent_of: Callable[[Node], Node]) -> list[Node]:
    """The way up from ``start`` back to it; empty when the way ends, or runs into a circle of others."""
    chain = [start]
    seen = {start}
    node = parent_of(start)
    while node and node not in seen:
        chain.append(node)
        seen.add(node)
        node = parent_of(node)
    return [*chain, start] if node == start else []
