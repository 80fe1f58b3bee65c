"""Agencies that have ended by the day a row speaks of: what a list of successions may say, who is meant instead."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.domain.succession import (
    Fate,
    Share,
    Succession,
    SuccessionEvent,
    fate_of,
    last_day,
    list_heirs,
)
from bot.services.exchange.agencies import AgencyDraft
from bot.services.exchange.cells import Cells, is_group
from bot.services.exchange.problems import ProblemKey
from bot.services.exchange.seats import SeatDraft
from bot.services.exchange.successions import SuccessionDraft
from bot.services.exchange.tasks import TaskDraft
from bot.storage.register_rows import AgencyRow, SeatKey, SeatRow, SuccessionKey, SuccessionRow, TaskRow

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Ends:
    """Agency → its last day, and, of those in the list of successions, who follows it in the end."""

    last_on: Mapping[str, date]
    heirs: Mapping[str, tuple[str, ...]]

    def list_heirs(self, today: date) -> dict[str, tuple[str, ...]]:
        """Of those that have ended by today."""
        return {code: heirs for code, heirs in self.heirs.items() if self.last_on.get(code, date.max) < today}

    def check(self, cells: Cells, column: str, codes: Iterable[str], on: date) -> None:
        """None of ``codes`` may have ended before that day, as far as the list of successions says."""
        for code in codes:
            end = self.last_on.get(code)
            if is_group(code) or end is None or end >= on or code not in self.heirs:
                continue
            heirs = ", ".join(self.heirs.get(code, ()))
            if heirs:
                cells.problem(ProblemKey.AGENCY_ENDED, column, value=code, end=end, successor=heirs)
            else:
                cells.problem(ProblemKey.AGENCY_ENDED_ALONE, column, value=code, end=end)


def find_ends(agencies: Mapping[str, AgencyRow], successions: Mapping[SuccessionKey, SuccessionRow]) -> Ends:
    """By the list of agencies and by the list of successions; the earlier day counts."""
    rows = _numbered(agencies, successions)
    names = list(agencies)
    heirs = {names[n]: tuple(names[h] for h in found) for n, found in list_heirs(rows, date.max).items()}
    last_on = {code: row.valid_to for code, row in agencies.items() if row.valid_to is not None}
    for number, on in _list_endings(rows):
        code = names[number]
        last_on[code] = min(last_on.get(code, date.max), last_day(on))
    return Ends(last_on, heirs)


def _numbered(
    agencies: Mapping[str, AgencyRow], successions: Mapping[SuccessionKey, SuccessionRow]
) -> list[Succession]:
    """The rules speak of ids; here a code's place stands for one."""
    place = {code: number for number, code in enumerate(agencies)}
    return [
        Succession(
            id=number,
            predecessor_id=place[key.predecessor],
            successor_id=place[key.successor] if key.successor else None,
            event=SuccessionEvent(key.event),
            share=Share(row.share),
            effective_on=key.effective_on,
        )
        for number, (key, row) in enumerate(successions.items())
        if key.predecessor in place and (not key.successor or key.successor in place)
    ]


def _list_endings(rows: Sequence[Succession]) -> list[tuple[int, date]]:
    groups: dict[tuple[int, date], list[Succession]] = {}
    for row in rows:
        groups.setdefault((row.predecessor_id, row.effective_on), []).append(row)
    fates: dict[tuple[int, date], Fate] = {key: fate_of(group) for key, group in groups.items()}
    return sorted(key for key, fate in fates.items() if fate.ends)


def with_ends(agencies: Mapping[str, AgencyRow], ends: Ends) -> dict[str, AgencyRow]:
    """A group means nobody who has ended, whichever list says so."""
    return {code: replace(row, valid_to=ends.last_on.get(code)) for code, row in agencies.items()}


def check_successions(draft: SuccessionDraft, agencies: AgencyDraft) -> None:
    """Every row that the files speak of against the agencies and the other rows."""
    rows = _numbered(agencies.rows, draft.rows)
    names = list(agencies.rows)
    endings = [(names[number], on) for number, on in _list_endings(rows)]
    ends = find_ends(agencies.rows, draft.rows)
    for key, cells in draft.places.items():
        if not cells.is_sound:
            continue
        if (key.event == SuccessionEvent.CONTINUE) != (key.successor == key.predecessor):
            cells.problem(ProblemKey.FOLLOWS_ITSELF, "successor")
            continue
        heir, gone = agencies.rows.get(key.successor), agencies.rows.get(key.predecessor)
        if heir is not None:
            _check_heir(cells, key, heir, ends)
        if gone is not None and (key.predecessor, key.effective_on) in endings:
            _check_end(cells, key, gone, endings)


def _check_heir(cells: Cells, key: SuccessionKey, heir: AgencyRow, ends: Ends) -> None:
    on = key.effective_on
    last_on = ends.last_on.get(heir.code)
    if (heir.valid_from and heir.valid_from > on) or (last_on and last_on < on):
        cells.problem(ProblemKey.HEIR_NOT_THERE, "successor", value=heir.code, on=on)


def _check_end(
    cells: Cells, key: SuccessionKey, gone: AgencyRow, endings: Sequence[tuple[str, date]]
) -> None:
    """The list of agencies may leave the end open, or state the last day (or the very day of the change)."""
    on = key.effective_on
    if gone.valid_to is not None and gone.valid_to not in {on, on - _DAY}:
        cells.problem(ProblemKey.ENDS_OTHERWISE, "effective_date", value=gone.code, end=gone.valid_to, on=on)
    earlier = [day for code, day in endings if code == gone.code and day < on]
    if earlier:
        cells.problem(ProblemKey.ENDS_TWICE, "effective_date", value=gone.code, first=min(earlier))


def check_tasks(draft: TaskDraft, stored: Mapping[str, TaskRow], ends: Ends) -> None:
    """A task is not given to an agency that had ended by then.

    What was written before stays as it is. A row without a date of its own may come from an old list: what it gives
    to an agency that has ended goes on to whoever follows it (``services.reorganising``).
    """
    for code, cells in draft.places.items():
        row, known = draft.rows[code], stored.get(code)
        if row.issued_on is None:
            continue
        for column, named, before in (
            ("lead", row.lead, known.lead if known else ()),
            ("coordinating", row.coordinating, known.coordinating if known else ()),
        ):
            ends.check(cells, column, [each for each in named if each not in before], row.issued_on)


def check_seats(draft: SeatDraft, stored: Mapping[SeatKey, SeatRow], ends: Ends, *, today: date) -> None:
    for key, cells in draft.places.items():
        if key not in stored:
            ends.check(cells, "agency", [key.agency], today)
