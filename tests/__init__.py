"""Tests mirror the code; ``world`` and the cast assert too, so pytest rewrites them before anybody imports them."""

import pytest

pytest.register_assert_rewrite("tests.world", "tests.scenarios.cast")
