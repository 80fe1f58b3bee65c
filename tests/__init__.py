"""Tests mirror the code; the world and its people assert too, so pytest rewrites them before anybody imports them."""

import pytest

pytest.register_assert_rewrite("tests.world", "tests.person", "tests.scenarios.cast")
