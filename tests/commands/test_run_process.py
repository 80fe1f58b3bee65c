"""`run` as a process: answers, keeps secrets out of its log, lets other commands work beside it, stops at a signal."""

import asyncio
import json
import signal

import pytest

from bot.demo.telegram_server import TelegramWorld
from bot.findings import FindingId
from tests.commands.office import Office
from tests.commands.running_setting import AN, now, read_until, running, until


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_ends_it_with_0(number: signal.Signals, running_office: Office) -> None:
    # uvicorn would take the signals for itself and raise them again at its end.
    running_office.settings["HTTP_BIND"] = "127.0.0.1:0"
    async with running(running_office) as process:
        process.send_signal(number)
        rest = await read_until(process, '"stopped"')
        assert await asyncio.wait_for(process.wait(), 10) == 0
        assert "Traceback" not in rest


async def test_it_migrates_answers_and_remembers_its_name(
    running_office: Office, telegram: TelegramWorld
) -> None:
    phone = telegram.phone(AN)
    phone.say("/start")
    async with running(running_office):
        await until(lambda: bool(phone.bot_messages))
        result = await running_office.finish(await running_office.start("check"))
    assert result.code == 0
    assert "I202: the bot is @loopback_bot" in result.out
    assert telegram.violations() == []


async def test_other_commands_work_beside_it_but_no_second_run(running_office: Office) -> None:
    agencies = running_office.write("a.csv", "code,name_vi,level\nHDG,Hải Dương,province\n")
    async with running(running_office):
        for arguments, code in (
            (("migrate",), 0),
            (("import", str(agencies)), 0),
            (("invite", "--agency", "HDG", "--role", "head", "--name", "Lê Văn Tư"), 0),
            (("run",), 2),
        ):
            result = await running_office.finish(await running_office.start(*arguments))
            assert result.code == code, (arguments, result)
    assert result.ids == [FindingId.ALREADY_RUNNING]
    # The name is known from the run, so no hint was needed.
    assert "@" not in result.out


async def test_a_start_without_telegram_waits_and_can_be_stopped(running_office: Office) -> None:
    running_office.settings["TELEGRAM_API_BASE_URL"] = "http://127.0.0.1:1/bot"
    process = await running_office.start("run")
    await read_until(process, "telegram_unreachable")
    process.send_signal(signal.SIGTERM)
    assert (await running_office.finish(process)).code == 0


async def test_neither_token_nor_person_nor_words_reach_the_log(
    running_office: Office, telegram: TelegramWorld
) -> None:
    telegram.faults.refuse(500, method="getUpdates", times=2)
    phone = telegram.phone(AN)
    phone.say("/start tuyệt-đối-kín")
    phone.say("NV-001 xong 60%, vướng kinh phí")
    telegram.queue.push("message", {"message_id": 1, "text": "vướng kinh phí", "chat": 5}, now=now())
    async with running(running_office) as process:
        said = await read_until(process, "update_dead")
        process.send_signal(signal.SIGTERM)
        said += await read_until(process, '"stopped"')
    entries = [json.loads(line) for line in said.splitlines()]
    assert {"poll_failed", "update_failed"} <= {entry["event"] for entry in entries}
    for secret in (telegram.token, telegram.token.partition(":")[2], "Lê Văn Tư", "kinh phí", "kín", str(AN)):
        assert secret not in said
