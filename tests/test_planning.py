"""The planner's tick: a step that fails holds up nobody's reminder."""

from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from bot import planning
from tests.scenarios.cast import CODE, seat_office
from tests.world import open_world


async def _fail(*_given: object, **_named: object) -> None:
    raise ZeroDivisionError


@pytest.mark.parametrize("broken", [("carry_out_successions",), ("carry_out_successions", "plan_digests")])
async def test_what_fails_at_every_tick_holds_up_no_reminder(
    sqlite_url: URL, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: tuple[str, ...]
) -> None:
    async with open_world(sqlite_url.render_as_string(hide_password=False), tmp_path / "data") as world:
        office = await seat_office(world)
        world.clock.set("2024-07-18", "08:30")
        for name in broken:
            monkeypatch.setattr(planning, name, _fail)
        # It is not hidden either: the timetable logs it, and the next tick tries again.
        with pytest.raises(ZeroDivisionError if len(broken) == 1 else ExceptionGroup):
            await world.app.plan()
        await world.app.sender.drain()
        assert any(CODE in message.text for message in office.an.unread)
        office.forget_all()
