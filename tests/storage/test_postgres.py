"""Says whether the PostgreSQL half of the suite ran at all."""

import pytest

from tests import conftest, postgres


def test_postgresql_takes_part() -> None:
    if conftest.HAS_POSTGRES:
        return
    if conftest.IS_CI:
        pytest.fail(postgres.MISSING)
    pytest.skip(postgres.MISSING)
