"""Messages a second by aiogram 3's bare ``send_message``: nothing is stored, worded or noted.

A script for an interpreter of its own, where nothing of this project is installed (see ``tests.bench.outbox``):

    python aiogram_sender.py ADDRESS TOKEN FIRST-CHAT COUNT AT-ONCE
"""

import asyncio
import sys
import time

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer


async def send(address: str, token: str, *, first_chat: int, count: int, at_once: int) -> float:
    numbers = iter(range(count))
    session = AiohttpSession(api=TelegramAPIServer.from_base(address))
    async with Bot(token, session=session) as bot:

        async def send_some() -> None:
            for number in numbers:
                await bot.send_message(first_chat + number, "Nhiệm vụ đến hạn hôm nay")

        await bot.get_me()
        begin = time.perf_counter()
        await asyncio.gather(*(send_some() for _ in range(at_once)))
        return count / (time.perf_counter() - begin)


if __name__ == "__main__":
    _, where, token, *numbers = sys.argv
    first_chat, count, at_once = map(int, numbers)
    rate = asyncio.run(send(where, token, first_chat=first_chat, count=count, at_once=at_once))
    sys.stdout.write(f"{rate}\n")
