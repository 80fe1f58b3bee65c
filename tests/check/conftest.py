from pathlib import Path

import pytest

from bot.domain.people import Role
from bot.storage.database import Database
from tests.check.desk_setting import Desk
from tests.services.overview_setting import found_country


@pytest.fixture
async def desk(database: Database, tmp_path: Path) -> Desk:
    """All seats that matter are taken, and one agency has something to do."""
    country = await found_country(database)
    await country.assign("HDG")
    for code, role in (
        ("HDG", Role.FOCAL_POINT),
        ("UBQGCDS", Role.OFFICER),
        ("UBQGCDS", Role.LEADER),
    ):
        await country.seat(code, role)
    return Desk(country, tmp_path)
