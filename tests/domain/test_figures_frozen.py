"""Figures as they are stored with a digest: they come back as they were, old versions stay readable."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.figures import AssignmentFacts, Cells, OpenItem, Previous
from bot.domain.figures_json import from_json, to_json
from bot.domain.risk import Risk
from bot.domain.task import Status
from tests.domain.drawn_facts import DAYS, FACTS
from tests.domain.figures_setting import MONDAY, figures_of


@given(st.lists(FACTS, max_size=20), DAYS)
def test_frozen_figures_come_back_as_they_were(facts: list[AssignmentFacts], as_of: date) -> None:
    previous = Previous(MONDAY, Cells(open_late=3), snapshot_id=7)
    figures = figures_of(facts, as_of=as_of, reporting_on=MONDAY, previous=previous)
    assert from_json(json.loads(json.dumps(to_json(figures)))) == figures


def test_an_unknown_version_is_refused() -> None:
    with pytest.raises(ValueError, match="version 99"):
        from_json({**to_json(figures_of([])), "version": 99})


def test_version_one_stays_readable() -> None:
    """A row as it is stored today; it must be readable for as long as there are digests."""
    stored = {
        "version": 1,
        "as_of": "2024-07-15",
        "reporting_on": "2024-07-15",
        "scope": [["Hải Dương", "Hai Duong", "province"]],
        "totals": {"done_on_time": 1, "done_late": 0, "open_in_time": 0, "open_late": 1, "no_date": 0},
        "extended": 1,
        "submitted": 0,
        "previous": None,
        "agencies": [
            {
                "id": 4,
                "name_vi": "Hải Dương",
                "name_en": "Hai Duong",
                "level": "province",
                "cells": {"done_on_time": 1, "done_late": 0, "open_in_time": 0, "open_late": 1, "no_date": 0},
                "extended": 1,
                "submitted": 0,
                "at_risk": 0,
            }
        ],
        "tasks": [[19, "NV-019", "Kế hoạch", "Plan"]],
        "late": [[5, 19, 4, "", "2024-04-05", "in_progress", 101, []]],
        "at_risk": [[6, 19, 4, "", "2024-07-19", "in_progress", 0, [["silent", {"days": 10}]]]],
    }
    figures = from_json(stored)
    assert figures.late[0].days_late == 101
    assert figures.at_risk[0].reasons[0].kind is Risk.SILENT
    assert figures.agencies[4].cells.open_late == 1
    assert figures.agencies[4].unanswered == 0
    assert from_json(to_json(figures)) == figures


def test_version_two_stays_readable() -> None:
    stored = to_json(figures_of([])) | {
        "version": 2,
        "late": [[5, 19, 4, "2024-06", "2024-04-05", "in_progress", 101, [], 40.0]],
        "at_risk": [],
    }
    (item,) = from_json(stored).late
    assert item == OpenItem(5, 19, 4, "2024-06", date(2024, 4, 5), Status.IN_PROGRESS, 101, (), 40.0)
