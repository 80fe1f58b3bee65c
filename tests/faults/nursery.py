"""Where the bots of a trial come from: one process that has imported everything and divides itself for each.

A life that begins with a second of imports, in which nothing can be lost, made up half of every trial. Each bot is a
process of its own all the same, with its own memory, files and connections, and ends by its own signal.

    python -m tests.faults.nursery        one bot for each line of its input
"""

import asyncio
import ctypes
import json
import os
import signal
import sys
import threading
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.faults.bot_process import run_bot

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Birth:
    """What a bot is to be. ``is_common``: permission bits hold for it, even if we are root."""

    environment: Mapping[str, str]
    offset: timedelta
    log: Path
    is_common: bool = False

    def as_json(self) -> str:
        return json.dumps(
            {
                "environment": dict(self.environment),
                "offset": self.offset.total_seconds(),
                "log": str(self.log),
                "is_common": self.is_common,
            }
        )


@dataclass(slots=True)
class Life:
    pid: int
    ended: asyncio.Future[int]
    """The exit code; a signal's number below nothing."""

    def send(self, number: signal.Signals) -> None:
        if not self.ended.done():
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)


@dataclass(slots=True)
class Nursery:
    _process: asyncio.subprocess.Process
    _born: asyncio.Queue[int] = field(default_factory=asyncio.Queue)
    _ends: dict[int, asyncio.Future[int]] = field(default_factory=dict)

    async def bear(self, birth: Birth) -> Life:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{birth.as_json()}\n".encode())
        pid = await self._born.get()
        return Life(pid, self._end_of(pid))

    def _end_of(self, pid: int) -> asyncio.Future[int]:
        return self._ends.setdefault(pid, asyncio.get_running_loop().create_future())

    async def listen(self) -> None:
        assert self._process.stdout is not None
        async for line in self._process.stdout:
            match line.split():
                case [b"born", pid]:
                    self._born.put_nowait(int(pid))
                case [b"dead", pid, code]:
                    self._end_of(int(pid)).set_result(int(code))


@asynccontextmanager
async def open_nursery() -> AsyncIterator[Nursery]:
    """Whoever still lives at the end is killed."""
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.faults.nursery", cwd=ROOT, stdin=pipe, stdout=pipe
    )
    nursery = Nursery(process)
    listening = asyncio.create_task(nursery.listen())
    try:
        yield nursery
    finally:
        assert process.stdin is not None
        process.stdin.close()
        await process.wait()
        await listening


# --- the process itself -----------------------------------------------------------------------------------


def main() -> None:
    alive: set[int] = set()
    signal.signal(signal.SIGCHLD, lambda *_: _report_dead(alive))
    for line in sys.stdin:
        assert threading.active_count() == 1, "a thread would not be in the child, but its locks would"
        # The end of a child is not told before its beginning.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
        pid = os.fork()
        if pid == 0:
            _live(json.loads(line))
        alive.add(pid)
        _tell(f"born {pid}")
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    for pid in alive:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def _report_dead(alive: set[int]) -> None:
    for pid in list(alive):
        try:
            found, status = os.waitpid(pid, os.WNOHANG)
        except ChildProcessError:
            continue  # told by the same handler, which another death started in the middle of this
        if found:
            alive.discard(pid)
            _tell(f"dead {pid} {os.waitstatus_to_exitcode(status)}")


def _tell(line: str) -> None:
    # No buffer: a signal may come in the middle of writing to it.
    os.write(1, f"{line}\n".encode())


def _live(birth: dict[str, Any]) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})
    log = os.open(birth["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    null = os.open(os.devnull, os.O_RDONLY)
    for target, source in ((0, null), (1, log), (2, log)):
        os.dup2(source, target)
    if birth["is_common"] and os.geteuid() == 0:
        _give_up_rights_of_root()
    _end(lambda: run_bot(birth["environment"], timedelta(seconds=birth["offset"])))


def _give_up_rights_of_root() -> None:
    """Root without capabilities owns the same files and minds their permission bits."""
    version, of_this_process = 0x20080522, 0
    header = (ctypes.c_uint32 * 2)(version, of_this_process)
    if ctypes.CDLL(None, use_errno=True).capset(header, (ctypes.c_uint32 * 6)()) != 0:
        raise OSError(ctypes.get_errno(), "capset")


def _end(run: Callable[[], int]) -> None:
    """Never back into the loop of the parent."""
    code = 70
    try:
        code = run()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    main()
