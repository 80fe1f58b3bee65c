"""groups.csv: @groups of agencies by level or by name; and what a list of codes and @groups means on a day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from bot.domain.agencies import Level
from bot.services.exchange.agencies import AgencyDraft
from bot.services.exchange.cells import Cells, is_group
from bot.services.exchange.drafts import Draft, Note, overlay
from bot.services.exchange.files import Table
from bot.services.exchange.problems import ProblemKey
from bot.storage.register_rows import AgencyRow, GroupRow

GroupDraft = Draft[str, GroupRow]


def draft_groups(
    tables: Sequence[Table], stored: Mapping[str, GroupRow], agencies: AgencyDraft, note: Note
) -> GroupDraft:
    def read_group(cells: Cells, code: str, known: GroupRow | None) -> GroupRow:
        row = _read_group(cells, code, known)
        for member in row.members:
            if not agencies.knows(member):
                cells.problem(ProblemKey.UNKNOWN_AGENCY, "members", value=member)
        return row

    return overlay(tables, stored, note, read_key=lambda cells: cells.group_code("code"), read_row=read_group)


def _read_group(cells: Cells, code: str, known: GroupRow | None) -> GroupRow:
    name = cells.required_line("name_vi")
    old = known or GroupRow(code, name)
    row = replace(
        old,
        name_vi=name,
        name_en=cells.one_line("name_en") or old.name_en,
        notes=cells.text("notes") or old.notes,
    )
    if cells.is_stated("levels") or cells.is_stated("members"):
        row = replace(row, levels=cells.choices("levels", Level), members=cells.codes("members"))
    elif known is None:
        cells.problem(ProblemKey.BLANK, "members")
    return row


@dataclass(frozen=True, slots=True)
class Membership:
    """Turns codes and @groups into agencies. A group means those of its agencies that exist on the day."""

    agencies: Mapping[str, AgencyRow]
    groups: Mapping[str, GroupRow]
    _found: dict[tuple[str, date], tuple[str, ...]] = field(default_factory=dict, repr=False)

    def resolve(self, codes: Sequence[str], on: date) -> tuple[str, ...]:
        """Each agency once, in the order named. Agencies named by code are taken at their word."""
        found: dict[str, None] = {}
        for code in codes:
            found |= dict.fromkeys(self.members(code, on) if is_group(code) else (code,))
        return tuple(found)

    def members(self, group: str, on: date) -> tuple[str, ...]:
        if (group, on) not in self._found:
            self._found[group, on] = tuple(self._list(self.groups[group], on))
        return self._found[group, on]

    def _list(self, group: GroupRow, on: date) -> list[str]:
        levels = set(group.levels)
        by_level = [code for code, row in self.agencies.items() if row.level in levels]
        both = dict.fromkeys([*by_level, *group.members])
        return [code for code in both if code in self.agencies and self.agencies[code].is_valid(on)]
