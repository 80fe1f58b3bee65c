"""Starting and ending the demonstration: port, settings, signals."""

import contextlib
import os
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from bot.demo.run import PortInUse, make_settings, open_demo
from bot.demo.server import bind
from bot.demo.telegram_server import DEFAULT_TOKEN

ROOT = Path(__file__).parents[2]
START = "import asyncio; from bot.demo.run import run_demo; asyncio.run(run_demo(port=0, open_browser=False))"


async def test_a_taken_port_is_named_and_its_data_left_alone(tmp_path: Path) -> None:
    with contextlib.closing(bind(0)) as taken:
        port = taken.getsockname()[1]
        kept = tmp_path / str(port) / "dondoc.sqlite"
        kept.parent.mkdir()
        kept.touch()
        with pytest.raises(PortInUse, match=str(port)):
            async with open_demo(port=port, data_root=tmp_path):
                pass
        assert kept.exists()


def test_neither_environment_nor_env_file_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("BODY_NAME=from the file\nDATABASE_URL=sqlite:///file.db\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BOT_TOKEN", "999:" + "x" * 30)
    monkeypatch.setenv("TELEGRAM_PROXY", "http://proxy.example")
    monkeypatch.setenv("DATABASE_URL", "postgresql://somewhere.example/real")
    settings = make_settings("http://127.0.0.1:8080", DEFAULT_TOKEN, tmp_path)
    assert settings.bot_token.get_secret_value() == DEFAULT_TOKEN
    assert settings.telegram_proxy == ""
    assert settings.database_address == f"sqlite:///{tmp_path / 'dondoc.sqlite'}"
    assert settings.body_name == "Ủy ban Quốc gia về chuyển đổi số"


def test_a_signal_ends_it_cleanly(tmp_path: Path) -> None:
    # A proxy that nobody answers at: loopback must not go through it.
    env = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "HTTP_PROXY": "http://127.0.0.1:9",
        "PYTHONWARNINGS": "error",
    }
    with subprocess.Popen(  # noqa: S603 our own interpreter, our own words
        [sys.executable, "-u", "-c", START],
        cwd=tmp_path,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            line = process.stdout.readline() if process.stdout else ""
            opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
            with opener.open(f"{line.split()[1]}healthz", timeout=10) as answer:
                assert answer.status == 200
            process.send_signal(signal.SIGTERM)
            out, errors = process.communicate(timeout=10)
        finally:
            process.kill()
    assert (process.returncode, out) == (0, "")
    assert "never retrieved" not in errors
