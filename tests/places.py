"""Where tests put their files: in memory if there is room, for waiting for a disk took a third of the suite's time.

What a commit promises when the power fails is for SQLite and PostgreSQL to keep; what we promise at ``kill -9``
needs no disk to be shown.
"""

import os
import shutil
import tempfile
from pathlib import Path

_MEMORY = Path("/dev/shm")  # noqa: S108 the system's own place for files in memory
_ROOM = 1024**3
"""A run holds 140 MB at most (measured); failed tests keep theirs."""


def find_fast_folder() -> Path:
    """The folder for files in memory, or the usual temporary one; ``TMPDIR`` decides if it is set."""
    if "TMPDIR" not in os.environ and os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > _ROOM:
        return _MEMORY
    return Path(tempfile.gettempdir())
