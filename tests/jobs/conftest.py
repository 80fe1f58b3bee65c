import pytest

from bot.storage.database import Database
from tests.jobs.sending import PostOffice


@pytest.fixture
def office(database: Database) -> PostOffice:
    return PostOffice(database)


@pytest.fixture
def small_office(sqlite_database: Database) -> PostOffice:
    """For what does not depend on the database."""
    return PostOffice(sqlite_database)
