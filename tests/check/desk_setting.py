"""One installation that `check` looks at offline."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bot.check import list_findings
from bot.findings import Finding, FindingId
from bot.settings import Settings
from tests.commands.office import TOKEN
from tests.services.overview_setting import Country

NOW = datetime(2025, 7, 16, 2, 0, tzinfo=UTC)
"""A year whose next one is decided as well."""


class Desk:
    """One installation, looked at offline."""

    def __init__(self, country: Country, data_dir: Path) -> None:
        self.country = country
        url = country.database.url.render_as_string(hide_password=False)
        self.settings = make_settings(data_dir, database_url=url)

    async def look(self, **changes: object) -> dict[FindingId, Finding]:
        settings = self.settings.model_copy(update=changes)
        found = await list_findings(settings, now=NOW, is_offline=True)
        assert len(found) == len({(finding.id, finding.message) for finding in found})
        return {finding.id: finding for finding in found}

    async def add(self, table: sa.Table, **values: Any) -> int:  # noqa: ANN401 columns of the row
        async with self.country.database.begin() as uow:
            statement = sa.insert(table).values(**values).returning(table.c.id)
            row_id: int = (await uow.execute(statement)).scalar_one()
            await uow.commit()
        return row_id


def make_settings(data_dir: Path, **changes: object) -> Settings:
    values: dict[str, object] = {"bot_token": TOKEN, "data_dir": data_dir, "admin_telegram_ids": (1,)}
    return Settings(_env_file=None, **(values | changes))  # type: ignore[arg-type,call-arg] # pydantic checks them
