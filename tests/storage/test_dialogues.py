"""Open dialogues: one a person, its revision only ever grows."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from bot.storage.database import Database
from bot.storage.dialogues import Dialogue, close_dialogue, find_dialogue, save_dialogue
from bot.storage.people import add_person

NOW = datetime(2024, 7, 16, 2, tzinfo=UTC)
LATER = NOW + timedelta(hours=24)


@pytest.fixture
async def person_id(database: Database) -> int:
    async with database.begin() as uow:
        person_id = await add_person(uow, name="An", now=NOW)
        await uow.commit()
    return person_id


async def save(database: Database, person_id: int, kind: str = "confirm") -> Dialogue:
    async with database.begin() as uow:
        data = {"drafts": [{"percent": 40.0, "note": "đã xong 40 %"}]}
        saved = await save_dialogue(uow, person_id, kind=kind, step="", data=data, expires_at=LATER)
        await uow.commit()
    return saved


async def find(database: Database, person_id: int, now: datetime = NOW) -> Dialogue | None:
    async with database.begin() as uow:
        return await find_dialogue(uow, person_id, now=now)


async def test_it_comes_back_as_it_was_saved(database: Database, person_id: int) -> None:
    saved = await save(database, person_id)
    assert await find(database, person_id) == saved
    assert (saved.rev, saved.data["drafts"][0]["note"]) == (1, "đã xong 40 %")


async def test_a_new_one_takes_the_place_of_the_old_and_outdates_its_buttons(
    database: Database, person_id: int
) -> None:
    first = await save(database, person_id)
    second = await save(database, person_id, "number")
    assert (second.id, second.rev, second.kind) == (first.id, 2, "number")
    assert await find(database, person_id) == second


async def test_a_closed_one_is_not_found_and_its_revision_goes_on_growing(
    database: Database, person_id: int
) -> None:
    await save(database, person_id)
    async with database.begin() as uow:
        await close_dialogue(uow, person_id, now=NOW)
        await uow.commit()
    assert await find(database, person_id) is None
    assert (await save(database, person_id)).rev == 3


@pytest.mark.parametrize(("at", "is_open"), [(LATER - timedelta(seconds=1), True), (LATER, False)])
async def test_it_expires(database: Database, person_id: int, at: datetime, *, is_open: bool) -> None:
    await save(database, person_id)
    assert (await find(database, person_id, at) is not None) == is_open


async def test_everybody_has_their_own(database: Database, person_id: int) -> None:
    await save(database, person_id)
    async with database.begin() as uow:
        other = await add_person(uow, name="Bình", now=NOW)
        await uow.commit()
    assert await find(database, other) is None
    await save(database, other)
    assert (await save(database, person_id)).rev == 2


async def test_one_that_was_not_committed_never_was(database: Database, person_id: int) -> None:
    async with database.begin() as uow:
        await save_dialogue(uow, person_id, kind="confirm", step="", data={}, expires_at=LATER)
    assert await find(database, person_id) is None


async def test_nobody_has_one_without_being_registered(database: Database) -> None:
    async with database.begin() as uow:
        with pytest.raises(sa.exc.IntegrityError):
            await save_dialogue(uow, 4711, kind="confirm", step="", data={}, expires_at=LATER)
