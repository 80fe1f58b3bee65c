"""What was shown of an uploaded list, as it is kept in its row: cut to a size, and never a marked text."""

from collections.abc import Iterable, Mapping
from typing import Any

from bot.domain.import_views import ChangeLine, ImportView, ProblemLine
from bot.services.exchange import Action, ImportResult, RowProblem

MOST_KEPT = 2_000
"""Problems, and changed values, of one list: whoever has more will not read them."""
_LONGEST_FACT = 80


def view_of(result: ImportResult, *, upload_id: int, rev: int, file_name: str) -> ImportView:
    summary = result.files[0] if result.files else None
    changed = [
        ChangeLine(change.key, field.name, field.old, field.new)
        for change in result.amendments
        for field in change.fields
    ]
    actions = [change.action for change in result.changes]
    return ImportView(
        upload_id,
        rev,
        file_name,
        kind=summary.kind.value if summary else "",
        rows=summary.rows if summary else 0,
        added=actions.count(Action.ADDED),
        amended=actions.count(Action.AMENDED),
        new_assignments=result.new_assignments,
        moved_assignments=result.moved_assignments,
        changes=tuple(changed[:MOST_KEPT]),
        change_count=len(changed),
        problems=tuple(_line_of(problem) for problem in result.problems[:MOST_KEPT]),
        problem_count=len(result.problems),
    )


def _line_of(problem: RowProblem) -> ProblemLine:
    facts = {
        name: str(value) if name == "choices" else _short(value) for name, value in problem.facts.items()
    }
    return ProblemLine(problem.key.value, problem.row, problem.column[:_LONGEST_FACT], facts)


def _short(value: object) -> str | float:
    if isinstance(value, int | float):
        return value
    text = str(value)
    return text if len(text) <= _LONGEST_FACT else f"{text[: _LONGEST_FACT - 1]}…"


_NUMBERS = (
    "rows",
    "added",
    "amended",
    "new_assignments",
    "moved_assignments",
    "change_count",
    "problem_count",
)


def encode_view(view: ImportView) -> dict[str, Any]:
    return {
        "kind": view.kind,
        **{name: getattr(view, name) for name in _NUMBERS},
        "changes": [[line.key, line.field, line.old, line.new] for line in view.changes],
        "problems": [[line.key, line.row, line.column, dict(line.facts)] for line in view.problems],
    }


def decode_view(data: Mapping[str, Any], *, upload_id: int, rev: int, file_name: str) -> ImportView:
    lines: Iterable[Any] = data.get("problems", ())
    return ImportView(
        upload_id,
        rev,
        file_name,
        kind=str(data.get("kind", "")),
        **{name: int(data.get(name, 0)) for name in _NUMBERS},
        changes=tuple(ChangeLine(*line) for line in data.get("changes", ())),
        problems=tuple(ProblemLine(*line) for line in lines),
    )
