"""A small country to count: Chính phủ, its committee, two provinces, a department; rows put in directly."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import sqlalchemy as sa

from bot.domain.people import Actor, Role
from bot.services import UnitOfWork, overview
from bot.storage.database import Database
from bot.storage.people import find_actor_by_id
from bot.storage.queues import outbox, snapshots
from bot.storage.tables import agencies, appointments, assignments, people, tasks
from tests.domain.figures_setting import RULES
from tests.domain.ladder_setting import local

SENT_AT = local(2024, 7, 15, 7, 30)
LONG_AGO = local(2024, 1, 2)

#: code → (parent, short name, level)
AGENCIES = {
    "CP": ("", "Chính phủ", "government"),
    "UBQGCDS": ("CP", "Ủy ban Quốc gia về CĐS", "committee"),
    "HDG": ("CP", "Hải Dương", "province"),
    "BGG": ("CP", "Bắc Giang", "province"),
    "STTTT-BGG": ("BGG", "Sở TT&TT Bắc Giang", "department"),
}


@dataclass(frozen=True)
class Weekly:
    weekday: int = 0
    at: time = time(7, 30)


def path_of(code: str) -> str:
    parent = AGENCIES[code][0]
    return (path_of(parent) if parent else "/") + code + "/"


@dataclass(frozen=True)
class Country:
    """Ids by code; every step is its own committed transaction."""

    database: Database
    ids: Mapping[str, int]
    task_id: int

    async def seat(
        self,
        code: str,
        role: Role = Role.HEAD,
        *,
        person_id: int | None = None,
        since: datetime = LONG_AGO,
        telegram_id: int | None = 0,
    ) -> int:
        """Appoints a linked person, a new one unless ``person_id`` says who; returns the person's id."""
        async with self.database.begin() as uow:
            if person_id is None:
                person_id = await _add(
                    uow, people, name=f"Người {code}", created_at=since, linked_at=since, telegram_id=None
                )
                if telegram_id is not None:
                    await _set(uow, people, person_id, telegram_id=telegram_id or 1000 + person_id)
            await _add(
                uow,
                appointments,
                person_id=person_id,
                agency_id=self.ids[code],
                role=role,
                portfolio=[],
                created_at=since,
            )
            await uow.commit()
        return person_id

    async def assign(self, code: str, **changes: Any) -> int:  # noqa: ANN401 columns of the row
        """An assignment in progress, due at the end of the year; returns its id."""
        values: dict[str, Any] = {
            "task_id": self.task_id,
            "agency_id": self.ids[code],
            "status": "in_progress",
            "assigned_on": date(2024, 7, 8),
            "assigned_at": local(2024, 7, 8),
            "due_on": date(2024, 12, 31),
            "precision": "day",
        }
        values |= changes
        values.setdefault("original_due_on", values["due_on"])
        async with self.database.begin() as uow:
            assignment_id = await _add(uow, assignments, **values)
            await uow.commit()
        return assignment_id

    async def set(self, table: sa.Table, row_id: int, **values: Any) -> None:  # noqa: ANN401 columns of the row
        async with self.database.begin() as uow:
            await _set(uow, table, row_id, **values)
            await uow.commit()

    async def actor(self, person_id: int) -> Actor:
        async with self.database.begin() as uow:
            actor = await find_actor_by_id(uow, person_id)
        assert actor is not None
        return actor

    async def digests(self) -> list[dict[str, Any]]:
        """The queued digests by person, as plain rows."""
        return await self._rows(sa.select(outbox).where(outbox.c.kind == "digest").order_by(outbox.c.id))

    async def letters(self) -> list[dict[str, Any]]:
        """The digests and the pictures before them, in the order of sending."""
        figures = outbox.c.kind.in_(["picture", "digest"])
        return await self._rows(sa.select(outbox).where(figures).order_by(outbox.c.id))

    async def snapshots(self) -> list[dict[str, Any]]:
        return await self._rows(sa.select(snapshots).order_by(snapshots.c.id))

    async def _rows(self, statement: sa.Select[Any]) -> list[dict[str, Any]]:
        async with self.database.begin() as uow:
            return [dict(row) for row in (await uow.execute(statement)).mappings()]


async def _add(uow: UnitOfWork, table: sa.Table, **values: Any) -> int:  # noqa: ANN401 columns of the row
    row_id: int = (await uow.execute(sa.insert(table).values(**values).returning(table.c.id))).scalar_one()
    return row_id


async def _set(uow: UnitOfWork, table: sa.Table, row_id: int, **values: Any) -> None:  # noqa: ANN401 columns of the row
    await uow.execute(sa.update(table).where(table.c.id == row_id).values(**values))


async def found_country(database: Database) -> Country:
    """Nobody is appointed and nothing assigned yet; the task has been there since LONG_AGO."""
    ids: dict[str, int] = {}
    async with database.begin() as uow:
        for code, (_, name, level) in AGENCIES.items():
            ids[code] = await _add(
                uow, agencies, code=code, name_vi=name, short_vi=name, level=level, path=path_of(code)
            )
        task_id = await add_task(uow, "NV-019")
        await uow.commit()
    return Country(database, ids, task_id)


async def add_task(uow: UnitOfWork, code: str, *, created_at: datetime = LONG_AGO) -> int:
    return await _add(
        uow,
        tasks,
        code=code,
        title_vi="Ban hành Kế hoạch chuyển đổi số",
        title_en="Issue the plan",
        kind="one_off",
        lead="@ALL",
        lead_mode="each",
        due_precision="day",
        created_at=created_at,
    )


async def plan(
    country: Country, now: datetime = SENT_AT, *, limit: int = 20, weekly: Weekly | None = None
) -> int:
    """One committed step of planning; returns how many digests it queued."""
    async with country.database.begin() as uow:
        queued = await overview.plan_digests(
            uow, now=now, rules=RULES, digest_at=weekly or Weekly(), limit=limit
        )
        await uow.commit()
    return queued
