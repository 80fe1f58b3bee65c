"""How a command ends that is neither done nor refused by a finding: usage, help, an interrupt, a closed pipe."""

import asyncio
from argparse import Namespace

import pytest

from bot.commands import migrate as migrate_command
from tests.commands.office import Office


@pytest.mark.parametrize(
    "arguments", [(), ("walk",), ("run", "--fast"), ("import",), ("demo", "--port", "x")]
)
def test_a_wrong_command_line_ends_with_2(arguments: tuple[str, ...], office: Office) -> None:
    result = office.do(*arguments)
    assert result.code == 2
    assert result.err.startswith("usage: python -m bot")


def test_help_ends_with_0(office: Office) -> None:
    result = office.do("--help")
    assert result.code == 0
    for name in ("run", "demo", "check", "migrate", "import", "export", "invite", "digest", "understand"):
        assert f"\n    {name}" in result.out


def test_interrupted_it_ends_as_shells_expect(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: Namespace) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(migrate_command, "run", fail)
    assert office.do("migrate").code == 130


async def test_a_closed_pipe_ends_quietly(office: Office) -> None:
    process = await office.start("understand")
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(b"NV-001 xong\n")
    await process.stdout.readline()
    # The reader goes, as `| head -1` does, while more comes.
    process.stdout._transport.close()  # type: ignore[attr-defined] # noqa: SLF001 asyncio has no other way
    process.stdin.write(b"NV-001 xong\n" * 2000)
    process.stdin.close()
    assert process.stderr is not None
    said = await asyncio.wait_for(process.stderr.read(), 30)
    assert (await process.wait(), said) == (0, b"")
