"""The register and the record: agencies, people, tasks, reports, history.

Rows of the register are closed, never deleted; reports, evidence and events are append-only.
"""

import sqlalchemy as sa

from bot.storage.columns import BigId, Json, PathText, UtcDateTime
from bot.storage.schema import metadata, ref, row_id

# --- the register -----------------------------------------------------------------------------------------

agencies = sa.Table(
    "agencies",
    metadata,
    row_id(),
    sa.Column("code", sa.Text, nullable=False, unique=True),
    sa.Column("name_vi", sa.Text, nullable=False),
    sa.Column("name_en", sa.Text, nullable=False, default=""),
    sa.Column("short_vi", sa.Text, nullable=False),
    sa.Column("level", sa.Text, nullable=False),
    ref("parent_id", "agencies", nullable=True),
    sa.Column("path", PathText, nullable=False, index=True),
    sa.Column("doc_symbol", sa.Text, nullable=False, default=""),
    sa.Column("gso_code", sa.Text, nullable=False, default=""),
    sa.Column("valid_from", sa.Date),
    sa.Column("valid_to", sa.Date),
    sa.Column("notes", sa.Text, nullable=False, default=""),
    # Paths of the agencies it took over (null: none): their people's scope is its people's now.
    sa.Column("inherits", Json),
)

agency_aliases = sa.Table(
    "agency_aliases",
    metadata,
    row_id(),
    ref("agency_id", "agencies"),
    sa.Column("alias", sa.Text, nullable=False),
    sa.UniqueConstraint("agency_id", "alias"),
)

agency_successions = sa.Table(
    "agency_successions",
    metadata,
    row_id(),
    ref("predecessor_id", "agencies"),
    ref("successor_id", "agencies", nullable=True),
    sa.Column("event", sa.Text, nullable=False),
    sa.Column("effective_on", sa.Date, nullable=False),
    sa.Column("legal_basis", sa.Text, nullable=False, default=""),
    sa.Column("share", sa.Text, nullable=False),
    sa.Column("note", sa.Text, nullable=False, default=""),
    # When it was carried out, and when the people concerned were told of it.
    sa.Column("applied_at", UtcDateTime),
    sa.Column("told_at", UtcDateTime),
    sa.UniqueConstraint("predecessor_id", "successor_id", "event", "effective_on"),
)

agency_groups = sa.Table(
    "agency_groups",
    metadata,
    row_id(),
    sa.Column("code", sa.Text, nullable=False, unique=True),
    sa.Column("name_vi", sa.Text, nullable=False),
    sa.Column("name_en", sa.Text, nullable=False, default=""),
    sa.Column("levels", Json, nullable=False),
    sa.Column("members", Json, nullable=False),
    sa.Column("notes", sa.Text, nullable=False, default=""),
)

people = sa.Table(
    "people",
    metadata,
    row_id(),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("language", sa.Text),
    sa.Column("email", sa.Text, nullable=False, default=""),
    sa.Column("telegram_id", sa.BigInteger, unique=True),
    sa.Column("linked_at", UtcDateTime),
    sa.Column("unreachable_at", UtcDateTime),
    sa.Column("created_at", UtcDateTime, nullable=False),
)

appointments = sa.Table(
    "appointments",
    metadata,
    row_id(),
    ref("person_id", "people", index=True),
    ref("agency_id", "agencies", index=True),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("turn", sa.Integer, nullable=False, default=1),
    sa.Column("portfolio", Json, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("revoked_at", UtcDateTime),
    # Carried over from an agency that ended (its id), and since when somebody is to confirm it (null: nobody is).
    sa.Column("carried_from_id", BigId),
    sa.Column("to_confirm_since", UtcDateTime),
    sa.UniqueConstraint("person_id", "agency_id", "role"),
)

absences = sa.Table(
    "absences",
    metadata,
    row_id(),
    ref("person_id", "people", index=True),
    sa.Column("from_on", sa.Date, nullable=False),
    sa.Column("to_on", sa.Date, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
)

invitations = sa.Table(
    "invitations",
    metadata,
    row_id(),
    sa.Column("code_hash", sa.Text, nullable=False, unique=True),
    ref("person_id", "people", index=True),
    ref("created_by", "people", nullable=True),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("expires_at", UtcDateTime, nullable=False),
    sa.Column("used_at", UtcDateTime),
    sa.Column("revoked_at", UtcDateTime),
)

calendar_overrides = sa.Table(
    "calendar_overrides",
    metadata,
    sa.Column("day_on", sa.Date, primary_key=True),
    sa.Column("works", sa.Boolean, nullable=False),
    sa.Column("note", sa.Text, nullable=False, default=""),
    sa.Column("document", sa.Text, nullable=False, default=""),
)

# --- tasks ------------------------------------------------------------------------------------------------

directives = sa.Table(
    "directives",
    metadata,
    row_id(),
    sa.Column("document", sa.Text, nullable=False, default=""),
    sa.Column("meeting", sa.Text, nullable=False, default=""),
    sa.Column("article", sa.Text, nullable=False, default=""),
    sa.UniqueConstraint("document", "meeting", "article"),
)

tasks = sa.Table(
    "tasks",
    metadata,
    row_id(),
    sa.Column("code", sa.Text, nullable=False, unique=True),
    ref("parent_id", "tasks", nullable=True),
    ref("directive_id", "directives", nullable=True),
    sa.Column("title_vi", sa.Text, nullable=False),
    sa.Column("title_en", sa.Text, nullable=False, default=""),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("lead", sa.Text, nullable=False),
    sa.Column("lead_mode", sa.Text, nullable=False),
    sa.Column("lead_basis", sa.Text, nullable=False, default=""),
    sa.Column("coordinating", sa.Text, nullable=False, default=""),
    sa.Column("issued_on", sa.Date),
    sa.Column("due_on", sa.Date),
    sa.Column("due_precision", sa.Text, nullable=False),
    sa.Column("recurrence", sa.Text, nullable=False, default=""),
    sa.Column("kpi_name", sa.Text, nullable=False, default=""),
    sa.Column("kpi_unit", sa.Text, nullable=False, default=""),
    sa.Column("kpi_baseline", sa.Float),
    sa.Column("evidence_expected", sa.Text, nullable=False, default=""),
    sa.Column("pillar", sa.Text, nullable=False, default=""),
    sa.Column("notes", sa.Text, nullable=False, default=""),
    sa.Column("created_at", UtcDateTime, nullable=False),
)

kpi_targets = sa.Table(
    "kpi_targets",
    metadata,
    row_id(),
    ref("task_id", "tasks", index=True),
    sa.Column("target", sa.Float, nullable=False),
    sa.Column("unit", sa.Text, nullable=False, default=""),
    sa.Column("valid_from", sa.Date, nullable=False),
    sa.Column("source", sa.Text, nullable=False, default=""),
    sa.UniqueConstraint("task_id", "valid_from"),
)

task_coordinators = sa.Table(
    "task_coordinators",
    metadata,
    sa.Column("task_id", BigId, sa.ForeignKey("tasks.id"), primary_key=True),
    sa.Column("agency_id", BigId, sa.ForeignKey("agencies.id"), primary_key=True, index=True),
)

assignments = sa.Table(
    "assignments",
    metadata,
    row_id(),
    ref("task_id", "tasks"),
    ref("agency_id", "agencies"),
    sa.Column("period", sa.Text, nullable=False, default=""),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("assigned_on", sa.Date, nullable=False),
    sa.Column("assigned_at", UtcDateTime, nullable=False),
    sa.Column("due_on", sa.Date),
    sa.Column("original_due_on", sa.Date),
    sa.Column("precision", sa.Text, nullable=False),
    sa.Column("percent", sa.Float),
    sa.Column("value", sa.Float),
    sa.Column("last_report_at", UtcDateTime),
    sa.Column("submitted_at", UtcDateTime),
    sa.Column("completed_on", sa.Date),
    ref("transferred_from_id", "assignments", nullable=True),
    sa.Column("rev", sa.Integer, nullable=False, default=0),
    # The planner's cursor: rungs up to planned_at are dealt with; something is next owed at next_at.
    sa.Column("planned_at", UtcDateTime),
    sa.Column("next_at", UtcDateTime),
    sa.UniqueConstraint("task_id", "agency_id", "period"),
)
sa.Index("ix_assignments_next_at", assignments.c.next_at)
sa.Index(
    "ix_assignments_agency_id_status_due_on",
    assignments.c.agency_id,
    assignments.c.status,
    assignments.c.due_on,
)

reports = sa.Table(
    "reports",
    metadata,
    row_id(),
    ref("assignment_id", "assignments", index=True),
    ref("person_id", "people"),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("percent", sa.Float),
    sa.Column("value", sa.Float),
    sa.Column("note", sa.Text, nullable=False, default=""),
    # Taken back within minutes by whoever sent it: kept, but it speaks no more. ``undo`` is what it changed.
    sa.Column("withdrawn_at", UtcDateTime),
    sa.Column("undo", Json),
)

evidence = sa.Table(
    "evidence",
    metadata,
    row_id(),
    ref("report_id", "reports", index=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("number", sa.Text, nullable=False, default=""),
    sa.Column("issued_on", sa.Date),
    sa.Column("url", sa.Text, nullable=False, default=""),
    sa.Column("file_id", sa.Text, nullable=False, default=""),
    sa.Column("file_unique_id", sa.Text, nullable=False, default=""),
    sa.Column("file_name", sa.Text, nullable=False, default=""),
    sa.Column("mime", sa.Text, nullable=False, default=""),
    sa.Column("size", sa.BigInteger),
    sa.Column("sha256", sa.Text, nullable=False, default=""),
    sa.Column("stored_as", sa.Text, nullable=False, default=""),
    # A file is fetched after the commit; fetch_at is when the next try is owed (null: nothing to fetch).
    sa.Column("fetch_at", UtcDateTime),
    sa.Column("fetch_attempts", sa.Integer, nullable=False, default=0),
)
sa.Index("ix_evidence_fetch_at", evidence.c.fetch_at)

events = sa.Table(
    "events",
    metadata,
    row_id(),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    ref("actor_id", "people", nullable=True),
    ref("assignment_id", "assignments", nullable=True, index=True),
    ref("task_id", "tasks", nullable=True),
    ref("agency_id", "agencies", nullable=True),
    ref("person_id", "people", nullable=True),
    sa.Column("data", Json, nullable=False),
)
sa.Index("ix_events_at", events.c.at)
