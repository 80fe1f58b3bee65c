"""Agencies that change: who follows whom, what moves by itself and what a person decides.

A predecessor that ends and has exactly one successor hands everything over by itself. One that is split, dissolved or
has several successors waits for an officer: nothing is guessed. One that lives on keeps what it has.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

_DAY = timedelta(days=1)


class SuccessionEvent(StrEnum):
    """The kinds of reorganisation that Resolution 190/2025/QH15 knows, as the sample data names them."""

    CONTINUE = "continue"
    MERGE_INTO = "merge_into"
    MERGE_NEW = "merge_new"
    SPLIT = "split"
    SEPARATE = "separate"
    RENAME = "rename"
    RENAME_EXPAND = "rename_expand"
    RENAME_STATUS = "rename_status"
    CONVERT = "convert"
    REPLACE = "replace"
    TRANSFER_FUNCTION = "transfer_function"
    DISSOLVE = "dissolve"


class Share(StrEnum):
    MAIN = "main"
    PART = "part"


#: By themselves these end nobody: a part is carved out, or the agency goes on as it was.
_LIVES_ON = frozenset({SuccessionEvent.CONTINUE, SuccessionEvent.SEPARATE, SuccessionEvent.TRANSFER_FUNCTION})


@dataclass(frozen=True, slots=True)
class Succession:
    """One row of the list: ``successor_id`` None when nobody follows."""

    id: int
    predecessor_id: int
    successor_id: int | None
    event: SuccessionEvent
    share: Share
    effective_on: date
    legal_basis: str = ""


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of one agency on one day. ``heirs``: the main one first, itself never."""

    ends: bool
    heirs: tuple[int, ...] = ()
    is_split: bool = False

    @property
    def heir(self) -> int | None:
        """Who takes over without anybody deciding anything."""
        return self.heirs[0] if self.ends and not self.is_split and len(self.heirs) == 1 else None


def fate_of(rows: Sequence[Succession]) -> Fate:
    """``rows`` are those of one predecessor and one day."""
    ordered = sorted(rows, key=lambda row: (row.share is not Share.MAIN, row.id))
    heirs = dict.fromkeys(
        row.successor_id
        for row in ordered
        if row.successor_id is not None and row.successor_id != row.predecessor_id
    )
    goes_on = any(
        row.event is SuccessionEvent.CONTINUE or row.successor_id == row.predecessor_id for row in rows
    )
    ends = not goes_on and any(row.event not in _LIVES_ON for row in rows)
    return Fate(ends, tuple(heirs), any(row.event is SuccessionEvent.SPLIT for row in rows))


def last_day(effective_on: date) -> date:
    """The last day of an agency that is followed by another from ``effective_on``."""
    return effective_on - _DAY


@dataclass(frozen=True, slots=True)
class Reorganisation:
    """What happens in one go: several predecessors of one heir together, each other one alone.

    ``heir_id`` None: the predecessors wait for a decision, or (not ``ends``) nothing of theirs moves.
    """

    effective_on: date
    predecessor_ids: tuple[int, ...]
    row_ids: tuple[int, ...]
    heir_id: int | None = None
    ends: bool = True
    heirs: tuple[int, ...] = ()
    """Whom a person can choose from."""
    legal_basis: str = ""


def plan_reorganisations(rows: Sequence[Succession]) -> list[Reorganisation]:
    """In the order in which they take effect."""
    by_key: dict[tuple[date, int], list[Succession]] = {}
    for row in rows:
        by_key.setdefault((row.effective_on, row.predecessor_id), []).append(row)
    gathered: dict[tuple[date, int], list[Succession]] = {}
    alone: list[Reorganisation] = []
    for (on, predecessor_id), group in sorted(by_key.items()):
        fate = fate_of(group)
        if fate.heir is not None:
            gathered.setdefault((on, fate.heir), []).extend(group)
        else:
            alone.append(_one(on, (predecessor_id,), group, fate))
    merged = [
        _one(on, tuple(dict.fromkeys(row.predecessor_id for row in group)), group, Fate(True, (heir,)))
        for (on, heir), group in gathered.items()
    ]
    return sorted([*merged, *alone], key=lambda each: (each.effective_on, each.row_ids))


def _one(
    on: date, predecessor_ids: tuple[int, ...], group: Sequence[Succession], fate: Fate
) -> Reorganisation:
    return Reorganisation(
        effective_on=on,
        predecessor_ids=predecessor_ids,
        row_ids=tuple(row.id for row in group),
        heir_id=fate.heir,
        ends=fate.ends,
        heirs=fate.heirs,
        legal_basis=next((row.legal_basis for row in group if row.legal_basis), ""),
    )


def list_heirs(rows: Sequence[Succession], on: date) -> Mapping[int, tuple[int, ...]]:
    """Agency → who follows it on that day, over as many changes as there were; several after a split, none when it
    was dissolved. Agencies that have not ended are not in it."""
    fates = _list_ends(rows, on)
    return {agency_id: _follow(agency_id, fates) for agency_id in fates}


def list_certain_heirs(rows: Sequence[Succession], on: date) -> Mapping[int, int]:
    """The same for those of whom nobody had to choose on the way."""
    fates = _list_ends(rows, on)
    found: dict[int, int] = {}
    for agency_id in fates:
        heir, seen = fates[agency_id].heir, {agency_id}
        while heir is not None and heir in fates and heir not in seen:
            seen.add(heir)
            heir = fates[heir].heir
        if heir is not None and heir not in seen:
            found[agency_id] = heir
    return found


def _list_ends(rows: Sequence[Succession], on: date) -> dict[int, Fate]:
    groups: dict[tuple[int, date], list[Succession]] = {}
    for row in rows:
        if row.effective_on <= on:
            groups.setdefault((row.predecessor_id, row.effective_on), []).append(row)
    fates = {key: fate_of(group) for key, group in sorted(groups.items())}
    return {predecessor_id: fate for (predecessor_id, _), fate in fates.items() if fate.ends}


def _follow(agency_id: int, fates: Mapping[int, Fate]) -> tuple[int, ...]:
    found: dict[int, None] = {}
    seen = {agency_id}
    waiting = list(fates[agency_id].heirs)
    while waiting:
        heir = waiting.pop(0)
        if heir in seen:
            continue
        seen.add(heir)
        if heir in fates:
            waiting = [*fates[heir].heirs, *waiting]
        else:
            found[heir] = None
    return tuple(found)
