"""The eleven things a message can want. Only the names; `judgement` decides."""

from __future__ import annotations

from enum import StrEnum


class Intent(StrEnum):
    report_progress = "report_progress"
    report_done = "report_done"
    report_obstacle = "report_obstacle"
    request_extension = "request_extension"
    ask_deadlines = "ask_deadlines"
    ask_overdue = "ask_overdue"
    ask_task = "ask_task"
    ask_summary = "ask_summary"
    ack = "ack"
    help = "help"
    other = "other"


REPORTS = frozenset(
    {Intent.report_progress, Intent.report_done, Intent.report_obstacle, Intent.request_extension}
)
QUESTIONS = frozenset({Intent.ask_deadlines, Intent.ask_overdue, Intent.ask_task, Intent.ask_summary})
