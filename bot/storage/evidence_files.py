"""Evidence as files: named by what is in them, written so that a file that is there is whole.

The sender's file name never becomes a path.
"""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

FOLDER = "evidence"


@dataclass(frozen=True, slots=True)
class StoredFile:
    """``name`` is the path below the data folder, with slashes."""

    name: str
    size: int
    sha256: str


def store_bytes(data_dir: Path, content: bytes, *, row_id: int, folder: str = FOLDER) -> StoredFile:
    """Writes the file and does not return before the disk has it. The same content twice is one file.

    Killed at any moment it leaves at most a part named by ``row_id``, which the next try overwrites.

    Raises:
        OSError: no room, no permission.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    stored = StoredFile(f"{folder}/{sha256[:2]}/{sha256}", len(content), sha256)
    target = data_dir / stored.name
    target.parent.mkdir(parents=True, exist_ok=True)
    part = data_dir / folder / f"{row_id}.part"
    with part.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(target)
    _sync_folder(target.parent)
    return stored


def _sync_folder(folder: Path) -> None:
    """The rename itself is on the disk only after this."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
