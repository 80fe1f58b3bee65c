"""A private PostgreSQL for the tests: found, started, filled with copies of one migrated database, stopped.

Knows nothing of pytest, so that the bench and the torture trials can use it too.
"""

import asyncio
import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from bot.storage.database import Database, parse_database_url
from bot.storage.migrate import migrate
from tests.places import find_fast_folder

MISSING = "no PostgreSQL: set TEST_DATABASE_URL or install its server (initdb and pg_ctl were not found)"

#: Durability is of no use to a cluster that is thrown away, and waiting for the disk is most of its time.
_FAST = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off"
#: A server that is stopped at once would leave other segments behind.
_ALWAYS = "-c max_connections=200 -c dynamic_shared_memory_type=mmap"

_PREFIX = "don-doc-pg-"


@dataclass(frozen=True, slots=True)
class Server:
    """A server on which databases may be created; ``url`` names the one to connect to for that."""

    url: URL
    template: str

    @contextlib.contextmanager
    def fresh_database(self, *, migrated: bool = True) -> Iterator[URL]:
        """An empty database of its own, dropped afterwards."""
        template = self.template if migrated else "template0"
        name = f"don_doc_{uuid.uuid4().hex[:12]}"
        asyncio.run(_run_sql(self.url, f'CREATE DATABASE "{name}" TEMPLATE "{template}"'))
        try:
            yield self.url.set(database=name)
        finally:
            asyncio.run(_run_sql(self.url, f'DROP DATABASE "{name}" WITH (FORCE)'))


def find_binaries() -> Path | None:
    """The folder of the newest installed server; PATH comes second because it may hold client wrappers."""
    versions = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max(versions, key=lambda path: _major(path.parent.parent.name), default=None)
    if newest is not None:
        return newest.parent
    on_path = shutil.which("initdb")
    folder = Path(on_path).resolve().parent if on_path else None
    return folder if folder and (folder / "pg_ctl").exists() else None


def _major(name: str) -> float:
    try:
        return float(name)
    except ValueError:
        return 0


def is_available() -> bool:
    return bool(os.environ.get("TEST_DATABASE_URL")) or find_binaries() is not None


@contextlib.contextmanager
def running_server(*, is_durable: bool = False) -> Iterator[Server]:
    """The server of ``TEST_DATABASE_URL``, or one of our own for as long as the context is open.

    ``is_durable``: our own keeps its files on a disk and waits for it, as one in use does.

    Raises:
        RuntimeError: there is neither.
    """
    if address := os.environ.get("TEST_DATABASE_URL"):
        with _with_template(parse_database_url(address)) as server:
            yield server
        return
    with running_cluster(is_durable=is_durable) as (_, server):
        yield server


@dataclass(frozen=True, slots=True)
class Cluster:
    """A server of our own, whose files are in ``folder``."""

    binaries: Path
    folder: Path
    user: str | None
    options: str

    @property
    def url(self) -> URL:
        return parse_database_url(f"postgresql://bot@/postgres?host={self.folder}")

    def create(self) -> None:
        arguments = ["-U", "bot", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"]
        self._run(["initdb", "-D", self._data, *arguments])

    def start(self) -> None:
        self._run(["pg_ctl", "-D", self._data, "-l", self.folder / "log", "-w", "-o", self.options, "start"])

    def stop(self, mode: str = "immediate") -> None:
        """``fast`` undoes what is open and writes everything down; ``immediate`` is a crash that is recovered from."""
        self._run(["pg_ctl", "-D", self._data, "-m", mode, "stop"])

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    def _run(self, arguments: Sequence[str | Path]) -> None:
        _run(self.binaries, arguments, user=self.user, folder=self.folder)


@contextlib.contextmanager
def running_cluster(
    *, is_durable: bool = False, keeps_commits: bool = False
) -> Iterator[tuple[Cluster, Server]]:
    """A server of our own that may be stopped and started meanwhile.

    ``keeps_commits``: what it has confirmed survives its own crash, though not the machine's.

    Raises:
        RuntimeError: its binaries were not found.
    """
    binaries = find_binaries()
    if binaries is None:
        raise RuntimeError(MISSING)
    with (
        _private_cluster(binaries, is_durable=is_durable, keeps_commits=keeps_commits) as cluster,
        _with_template(cluster.url) as server,
    ):
        yield cluster, server


@contextlib.contextmanager
def _private_cluster(
    binaries: Path, *, is_durable: bool = False, keeps_commits: bool = False
) -> Iterator[Cluster]:
    user = _server_user()
    _sweep(binaries, user)
    place = Path(tempfile.gettempdir()) if is_durable else find_fast_folder()
    # Directly below a folder for temporary files: the path of a Unix socket may have 107 bytes at most.
    folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-", dir=place))
    if user:
        shutil.chown(folder, user)
    speed = "" if is_durable else _FAST + (" -c synchronous_commit=on" if keeps_commits else "")
    cluster = Cluster(binaries, folder, user, f"-k {folder} -c listen_addresses= {_ALWAYS} {speed}")
    try:
        cluster.create()
        cluster.start()
        try:
            yield cluster
        finally:
            cluster.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _sweep(binaries: Path, user: str | None) -> None:
    """Stops and removes the clusters of test runs that were killed; the process id is in the folder's name."""
    for folder in find_fast_folder().glob(f"{_PREFIX}*-*"):
        owner = folder.name.removeprefix(_PREFIX).partition("-")[0]
        if not owner.isdigit() or _is_alive(int(owner)):
            continue
        with contextlib.suppress(RuntimeError, OSError):
            stop: list[str | Path] = ["pg_ctl", "-D", folder / "data", "-m", "immediate", "stop"]
            _run(binaries, stop, user=user, folder=folder)
        shutil.rmtree(folder, ignore_errors=True)


def _is_alive(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _server_user() -> str | None:
    """PostgreSQL refuses to run as root; anybody else runs it as themselves."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _run(binaries: Path, arguments: Sequence[str | Path], *, user: str | None, folder: Path) -> None:
    command = [str(binaries / arguments[0]), *map(str, arguments[1:])]
    # Output goes to a file: the server inherits it, and a pipe would stay open until the server stops.
    with (folder / "output").open("a+") as output:
        result = subprocess.run(  # noqa: S603 our own arguments
            command,
            user=user,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            check=False,
        )
        if result.returncode:
            output.seek(0)
            raise RuntimeError(f"{arguments[0]} failed:\n{output.read()}")


@contextlib.contextmanager
def _with_template(url: URL) -> Iterator[Server]:
    name = f"don_doc_template_{uuid.uuid4().hex[:8]}"
    asyncio.run(_run_sql(url, f'CREATE DATABASE "{name}"'))
    try:
        asyncio.run(_migrate(url.set(database=name)))
        yield Server(url, name)
    finally:
        asyncio.run(_run_sql(url, f'DROP DATABASE "{name}" WITH (FORCE)'))


async def _migrate(url: URL) -> None:
    database = Database(url)
    await migrate(database)
    await database.dispose()


async def _run_sql(url: URL, statement: str) -> None:
    # CREATE DATABASE refuses to run in a transaction, so not through our unit of work.
    engine = create_async_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    async with engine.connect() as connection:
        await connection.execute(sa.text(statement))
    await engine.dispose()
