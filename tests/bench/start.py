"""From the command to the first poll, and the memory of a bot with nothing to do, beside a bare bot of the library."""

import os
import statistics
import sys
import time
from pathlib import Path
from subprocess import DEVNULL, Popen
from tempfile import TemporaryDirectory

from tests.bench.rounds import ROUNDS
from tests.bench.telegram import TOKEN, ask, telegram_process

_IDLE_AFTER = 2.0
_BARE = """
import sys
from telegram.ext import ApplicationBuilder, CommandHandler
async def start(update, context):
    await update.message.reply_text("hello")
app = ApplicationBuilder().token(sys.argv[1]).base_url(sys.argv[2] + "/bot").build()
app.add_handler(CommandHandler("start", start))
app.run_polling()
"""


def run() -> dict[str, float]:
    """Seconds and megabytes; ours on an SQLite file that is migrated already."""
    taken: dict[str, list[tuple[float, float]]] = {"ours": [], "bare": []}
    with telegram_process() as address, TemporaryDirectory() as folder:
        commands = {
            "ours": [sys.executable, "-m", "bot", "run"],
            "bare": [sys.executable, "-W", "ignore", "-c", _BARE, TOKEN, address],
        }
        environment = os.environ | {
            "BOT_TOKEN": TOKEN,
            "DATABASE_URL": f"sqlite:///{folder}/bot.sqlite",
            "DATA_DIR": folder,
            "TELEGRAM_API_BASE_URL": f"{address}/bot",
            "TELEGRAM_API_FILE_URL": f"{address}/file/bot",
        }
        # Libraries are compiled when they are installed; ours would otherwise be anew at each start.
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        for number in range(ROUNDS + 1):
            for name in list(commands)[:: -1 if number % 2 else 1]:
                figures = _measure(address, commands[name], environment)
                if number:  # the first one migrates and reads everything from the disk
                    taken[name].append(figures)
    seconds = {name: statistics.median(pair[0] for pair in pairs) for name, pairs in taken.items()}
    memory = {name: statistics.median(pair[1] for pair in pairs) for name, pairs in taken.items()}
    return {
        "start_ours_s": seconds["ours"],
        "start_bare_s": seconds["bare"],
        "start_times_bare": seconds["ours"] / seconds["bare"],
        "memory_ours_mb": memory["ours"],
        "memory_bare_mb": memory["bare"],
        "memory_times_bare": memory["ours"] / memory["bare"],
    }


def _measure(address: str, command: list[str], environment: dict[str, str]) -> tuple[float, float]:
    ask(address, "benchReset")
    begin = time.monotonic()
    process = Popen(command, env=environment, stderr=DEVNULL)  # noqa: S603 our own command
    try:
        polled_at = 0.0
        while not polled_at:
            assert process.poll() is None, "it ended before its first poll"
            time.sleep(0.02)
            polled_at = ask(address, "benchLook")["first_poll_at"]
        time.sleep(_IDLE_AFTER)
        return polled_at - begin, _read_memory(process.pid)
    finally:
        process.terminate()
        process.wait()


def _read_memory(process_id: int) -> float:
    """Resident megabytes; 0 where the system does not tell."""
    status = Path(f"/proc/{process_id}/status")
    if not status.exists():
        return 0.0
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024
