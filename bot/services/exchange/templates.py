"""An empty list of each kind, with an example of what every column takes. The examples are codes, not words."""

from bot.domain.agencies import Level
from bot.domain.import_views import Template
from bot.domain.people import Language, Role
from bot.domain.succession import Share, SuccessionEvent
from bot.domain.task import LeadMode, Precision, TaskKind
from bot.services.exchange.headers import COLUMNS, FileKind


def make_template(kind: FileKind) -> Template:
    columns = COLUMNS[kind]
    needed = [(name, True, _example(kind, name)) for name in columns.required]
    return Template(
        kind.value, (*needed, *((name, False, _example(kind, name)) for name in columns.optional))
    )


def _example(kind: FileKind, column: str) -> str:
    return _OF_KIND.get((kind, column)) or _EXAMPLES.get(column, "")


_DATE = "2024-07-20"
_EXAMPLES = {
    "date": _DATE,
    "works": "yes | no",
    "issued_date": "2024-07-10",
    "due_date": _DATE,
    "due_precision": " | ".join(Precision),
    "lead": "HDG | HDG|BGG | @TINH",
    "coordinating": "BYT|BTTTT",
    "lead_mode": " | ".join(LeadMode),
    "recurrence": "FREQ=MONTHLY;BYMONTHDAY=25",
    "kpi_target": "52.4",
    "kpi_baseline": "40",
    "kpi_unit": "%",
    "parent": "HDG",
    "parent_code": "NV-001",
    "level": " | ".join(Level),
    "levels": "province|ministry",
    "members": "HDG|BGG",
    "valid_from": "2025-07-01",
    "valid_to": "2025-06-30",
    "effective_date": "2025-07-01",
    "successor": "HPG",
    "predecessor": "HDG",
    "event": " | ".join(SuccessionEvent),
    "share": " | ".join(Share),
    "agency": "HDG",
    "role": " | ".join(Role),
    "order": "1",
    "language": " | ".join(Language),
    "portfolio": "HDG|BGG",
    "email": "an@example.vn",
}
_OF_KIND = {
    (FileKind.TASKS, "code"): "NV-001",
    (FileKind.TASKS, "kind"): " | ".join(TaskKind),
    (FileKind.AGENCIES, "code"): "HDG",
    (FileKind.GROUPS, "code"): "@TINH",
}
