"""What is wrong with an imported file: facts with a key, and their English for the command line.

The chat words the same keys from the catalogue.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class ProblemKey(StrEnum):
    # the file as a whole
    TOO_BIG = "too_big"
    TOO_MANY_ROWS = "too_many_rows"
    EMPTY = "empty"
    UNREADABLE = "unreadable"
    NOT_UTF8 = "not_utf8"
    BROKEN_CSV = "broken_csv"
    UNKNOWN_KIND = "unknown_kind"
    # its header
    UNKNOWN_COLUMN = "unknown_column"
    MISSING_COLUMN = "missing_column"
    REPEATED_COLUMN = "repeated_column"
    # a cell
    FORMULA = "formula"
    ERROR_VALUE = "error_value"
    CONTROL_CHARACTER = "control_character"
    TOO_LONG = "too_long"
    OVER_LIMIT = "over_limit"
    CLASSIFIED = "classified"
    EXTRA_CELL = "extra_cell"
    BLANK = "blank"
    NOT_A_DATE = "not_a_date"
    NOT_A_NUMBER = "not_a_number"
    NOT_A_CHOICE = "not_a_choice"
    NOT_A_CODE = "not_a_code"
    NOT_AN_ADDRESS = "not_an_address"
    # what the row says
    REPEATED_ROW = "repeated_row"
    UNKNOWN_AGENCY = "unknown_agency"
    UNKNOWN_GROUP = "unknown_group"
    UNKNOWN_TASK = "unknown_task"
    OWN_PARENT = "own_parent"
    CIRCLE = "circle"
    DATES_REVERSED = "dates_reversed"
    GROUP_IS_EMPTY = "group_is_empty"
    NOBODY_FOLLOWS = "nobody_follows"
    FOLLOWS_ITSELF = "follows_itself"
    HEIR_NOT_THERE = "heir_not_there"
    ENDS_OTHERWISE = "ends_otherwise"
    ENDS_TWICE = "ends_twice"
    AGENCY_ENDED = "agency_ended"
    AGENCY_ENDED_ALONE = "agency_ended_alone"
    SEVERAL_LEADS = "several_leads"
    LEAD_REMOVED = "lead_removed"
    PRECISION_WITHOUT_DATE = "precision_without_date"
    DATE_WITHOUT_PRECISION = "date_without_precision"
    DUE_BEFORE_ISSUED = "due_before_issued"
    NO_RECURRENCE = "no_recurrence"
    NOT_RECURRING = "not_recurring"
    BAD_RECURRENCE = "bad_recurrence"
    NEVER_RECURS = "never_recurs"
    OUTSIDE_SCOPE = "outside_scope"
    KIND_NOT_YOURS = "kind_not_yours"
    ROW_NOT_YOURS = "row_not_yours"
    CONTRADICTION = "contradiction"


@dataclass(frozen=True, slots=True)
class RowProblem:
    """One fault. ``row`` is counted as a spreadsheet does, the header being row 1; None: the file as a whole."""

    file: str
    key: ProblemKey
    row: int | None = None
    column: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)


_ENGLISH: dict[ProblemKey, str] = {
    ProblemKey.TOO_BIG: "{size} bytes, more than the {limit} that are read",
    ProblemKey.TOO_MANY_ROWS: "more than {limit} rows; split the file",
    ProblemKey.EMPTY: "there are no rows below the header",
    ProblemKey.UNREADABLE: "this is neither a CSV file nor a readable XLSX workbook",
    ProblemKey.NOT_UTF8: "the text is not UTF-8; save the file as 'CSV UTF-8' or as XLSX",
    ProblemKey.BROKEN_CSV: "the quotation marks do not match",
    ProblemKey.UNKNOWN_KIND: "the header fits no kind of file: {header}",
    ProblemKey.UNKNOWN_COLUMN: "unknown column in a file of {kind}",
    ProblemKey.MISSING_COLUMN: "this column is missing from the file of {kind}",
    ProblemKey.REPEATED_COLUMN: "the column occurs more than once",
    ProblemKey.FORMULA: "a formula; only values are read",
    ProblemKey.ERROR_VALUE: "the cell shows an error ({value})",
    ProblemKey.CONTROL_CHARACTER: "the cell contains an invisible control character",
    ProblemKey.TOO_LONG: "{value} characters, more than a cell can hold",
    ProblemKey.OVER_LIMIT: "{value} characters; {limit} are the most",
    ProblemKey.CLASSIFIED: "a secrecy mark; classified content is not taken",
    ProblemKey.EXTRA_CELL: "there is a value but no column heading above it ({value})",
    ProblemKey.BLANK: "a value is needed here",
    ProblemKey.NOT_A_DATE: "{value!r} is not a date; write it as 2024-07-20, or 20/07/2024 with the day first",
    ProblemKey.NOT_A_NUMBER: "{value!r} is not a number; write it as 52.4",
    ProblemKey.NOT_A_CHOICE: "{value!r} is not one of: {choices}",
    ProblemKey.NOT_A_CODE: "{value!r} is not a code: letters of the English alphabet, digits, '-', '.', '_'",
    ProblemKey.NOT_AN_ADDRESS: "{value!r} is not an e-mail address",
    ProblemKey.REPEATED_ROW: "the same row as row {first}: {value}",
    ProblemKey.UNKNOWN_AGENCY: "no agency has the code {value!r}",
    ProblemKey.UNKNOWN_GROUP: "no group has the code {value!r}",
    ProblemKey.UNKNOWN_TASK: "no task has the code {value!r}",
    ProblemKey.OWN_PARENT: "{value!r} is above itself",
    ProblemKey.CIRCLE: "the chain of superiors runs in a circle: {chain}",
    ProblemKey.DATES_REVERSED: "ends on {end}, before it begins on {start}",
    ProblemKey.GROUP_IS_EMPTY: "the group {value!r} has no agency that existed on {on}",
    ProblemKey.NOBODY_FOLLOWS: "only the event 'dissolve' can do without a successor",
    ProblemKey.FOLLOWS_ITSELF: "only the event 'continue' has the same predecessor and successor",
    ProblemKey.HEIR_NOT_THERE: "{value!r} does not exist on {on}",
    ProblemKey.ENDS_OTHERWISE: "{value!r} ends on {end} by the list of agencies, which does not fit {on}",
    ProblemKey.ENDS_TWICE: "{value!r} ends on {first} already",
    ProblemKey.AGENCY_ENDED: "{value!r} ended on {end}; write {successor} instead",
    ProblemKey.AGENCY_ENDED_ALONE: "{value!r} ended on {end}, and nobody follows it",
    ProblemKey.SEVERAL_LEADS: "lead_mode is 'single' but {count} agencies lead; write 'joint' or 'each'",
    ProblemKey.LEAD_REMOVED: "a lead cannot be removed by import: {value}; cancel or transfer the assignment instead",
    ProblemKey.PRECISION_WITHOUT_DATE: "due_precision is {value!r} but there is no due date",
    ProblemKey.DATE_WITHOUT_PRECISION: "due_precision is 'none' but there is a due date ({value})",
    ProblemKey.DUE_BEFORE_ISSUED: "due on {due}, before it was issued on {issued}",
    ProblemKey.NO_RECURRENCE: "a recurring task needs a recurrence rule",
    ProblemKey.NOT_RECURRING: "only a task of kind 'recurring' or 'standing' can have a recurrence rule",
    ProblemKey.BAD_RECURRENCE: "{value!r} is not a daily, weekly, monthly or yearly RRULE",
    ProblemKey.NEVER_RECURS: "{value!r} has no occurrence within ten years from {start}",
    ProblemKey.CONTRADICTION: "{value!r}, but row {first} says {other!r} of the same person",
    ProblemKey.OUTSIDE_SCOPE: "{value} is outside the scope of this seat",
    ProblemKey.KIND_NOT_YOURS: "files of {kind} are not yours to import",
    ProblemKey.ROW_NOT_YOURS: "{value} is outside what you may import",
}


def render_problem(problem: RowProblem) -> str:
    """``tasks.csv, row 12, due_date: ...`` in English."""
    place = [problem.file]
    if problem.row is not None:
        place.append(f"row {problem.row}")
    if problem.column:
        place.append(problem.column)
    return f"{', '.join(place)}: {_ENGLISH[problem.key].format(**problem.facts)}"
