"""A command line in an empty folder: in this process, or in one of its own."""

import asyncio
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.__main__ import main
from tests.own_logging import own_root_logger

ROOT = Path(__file__).parents[2]
DATA = ROOT / "bot" / "demo" / "data"
TOKEN = "987654:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"


@dataclass(frozen=True, slots=True)
class Result:
    code: int
    out: str
    err: str

    @property
    def ids(self) -> list[str]:
        """What begins the lines of standard error: the ids of refusals."""
        return [line.split()[0].rstrip(":") for line in self.err.splitlines()]


@dataclass(slots=True)
class Office:
    """``settings`` become the environment of every command."""

    folder: Path
    capsys: pytest.CaptureFixture[str]
    monkeypatch: pytest.MonkeyPatch
    settings: dict[str, str] = field(default_factory=dict)

    def do(self, *arguments: str | Path) -> Result:
        """In this process."""
        with self.monkeypatch.context() as patched, own_root_logger():
            for name, value in self.settings.items():
                patched.setenv(name, value)
            try:
                code = main([str(argument) for argument in arguments])
            except SystemExit as end:
                code = int(end.code or 0)
        said = self.capsys.readouterr()
        return Result(code, said.out, said.err)

    def ok(self, *arguments: str | Path) -> str:
        """What a command says that must succeed without a word of complaint."""
        result = self.do(*arguments)
        assert (result.code, result.err) == (0, ""), result
        return result.out

    def load(self) -> None:
        self.ok("import", *(DATA / name for name in ("agencies.csv", "groups.csv", "tasks.csv")))

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def environment(self) -> Mapping[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        return kept | {"PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error"} | self.settings

    async def start(self, *arguments: str | Path) -> asyncio.subprocess.Process:
        """In a process of its own, in the same folder."""
        pipe = asyncio.subprocess.PIPE
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            *map(str, arguments),
            cwd=self.folder,
            env=self.environment(),
            stdin=pipe,
            stdout=pipe,
            stderr=pipe,
        )

    async def finish(self, process: asyncio.subprocess.Process, stdin: str = "") -> Result:
        out, err = await asyncio.wait_for(process.communicate(stdin.encode()), 60)
        return Result(process.returncode or 0, out.decode(), err.decode())
