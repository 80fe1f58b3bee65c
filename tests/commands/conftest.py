from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from tests.commands.office import Office


@pytest.fixture
def office(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Office:
    """Nothing there yet; SQLite in ``var``."""
    folder = tmp_path / "office"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return Office(folder, capsys, monkeypatch)


@pytest.fixture
def settled(office: Office, database_url: URL) -> Office:
    """With a migrated, empty database of each kind."""
    office.settings["DATABASE_URL"] = database_url.render_as_string(hide_password=False)
    return office
