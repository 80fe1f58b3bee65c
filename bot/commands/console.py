"""What the commands say: results on standard output, everything else on standard error."""

import contextlib
import io
import os
import sys


def use_utf8() -> None:
    """Whatever the locale says: names are Vietnamese, and files and pipes are UTF-8 everywhere else."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            with contextlib.suppress(OSError, ValueError):
                stream.reconfigure(encoding="utf-8", errors="replace")


def tell(line: str = "") -> None:
    sys.stdout.write(f"{line}\n")


def warn(line: str) -> None:
    sys.stderr.write(f"{line}\n")


def give_up_output() -> None:
    """The reader has gone (``| head``): what is still buffered must not complain when Python ends."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
