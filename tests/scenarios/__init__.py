"""Whole conversations with the whole bot. See ``tests.world``."""

import pytest

pytest.register_assert_rewrite("tests.world", "tests.scenarios.cast")
