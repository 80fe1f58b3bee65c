"""Lets code set logging up as it does in a process of its own, without closing the handlers of pytest."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def own_root_logger() -> Iterator[None]:
    """The root logger is bare inside and as before afterwards."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    root.handlers[:] = []
    try:
        yield
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
