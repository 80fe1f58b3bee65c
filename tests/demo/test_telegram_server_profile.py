"""What the bot says of itself: commands by scope and language, names, descriptions, menu buttons."""

import pytest
from telegram import (
    Bot,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeDefault,
    MenuButtonCommands,
    MenuButtonWebApp,
    WebAppInfo,
)
from telegram.error import BadRequest

from bot.demo.telegram_server import Phone, TelegramWorld

from .conftest import AN, BINH, RawCall


async def test_the_bot_knows_itself(world: TelegramWorld, bot: Bot) -> None:
    me = await bot.get_me()
    assert (me.id, me.username, me.is_bot) == (world.bot.id, "loopback_bot", True)


async def test_the_narrowest_scope_in_the_persons_language_wins(
    world: TelegramWorld, phone: Phone, bot: Bot
) -> None:
    world.add_user(BINH, "Bình", language_code="en")
    await bot.set_my_commands([("help", "Help")], BotCommandScopeDefault())
    await bot.set_my_commands([("trogiup", "Trợ giúp")], BotCommandScopeAllPrivateChats(), language_code="vi")
    assert [command["command"] for command in phone.commands] == ["trogiup"]
    assert [command["command"] for command in world.phone(BINH).commands] == ["help"]
    await bot.set_my_commands([("private", "All languages")], BotCommandScopeAllPrivateChats())
    assert [command["command"] for command in phone.commands] == ["trogiup"]
    await bot.set_my_commands([("giao", "Giao việc")], BotCommandScopeChat(AN))
    assert [command["command"] for command in phone.commands] == ["giao"]
    await bot.delete_my_commands(BotCommandScopeChat(AN))
    assert [command["command"] for command in phone.commands] == ["trogiup"]


async def test_commands_are_read_back_by_their_exact_scope_and_language(bot: Bot) -> None:
    await bot.set_my_commands([("help", "Help")], language_code="vi")
    assert [command.command for command in await bot.get_my_commands(language_code="vi")] == ["help"]
    assert await bot.get_my_commands() == ()


@pytest.mark.parametrize(
    ("commands", "language", "description"),
    [
        ('[{"command":"Trợ giúp","description":"x"}]', "", "Bad Request: BOT_COMMAND_INVALID"),
        ('[{"command":"a","description":""}]', "", "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID"),
        ('[{"command":"a","description":"x"}]', "vie", "Bad Request: invalid language code specified"),
        ("[", "", "Bad Request: can't parse commands JSON array"),
        ("{}", "", "Bad Request: expected an Array of BotCommand"),
    ],
)
async def test_wrong_commands_are_refused(
    commands: str, language: str, description: str, *, call: RawCall
) -> None:
    answer = await call("setMyCommands", commands=commands, language_code=language)
    assert answer.json()["description"] == description


async def test_names_and_descriptions_are_kept_by_language(bot: Bot) -> None:
    await bot.set_my_name("Đôn Đốc", language_code="vi")
    await bot.set_my_description("Theo dõi nhiệm vụ")
    await bot.set_my_short_description("Nhắc việc")
    assert (await bot.get_my_name("vi")).name == "Đôn Đốc"
    assert (await bot.get_my_name()).name == "Loopback bot"
    assert (await bot.get_my_description("en")).description == "Theo dõi nhiệm vụ"
    assert (await bot.get_my_short_description()).short_description == "Nhắc việc"
    with pytest.raises(BadRequest):
        await bot.set_my_short_description("x" * 121)


async def test_the_menu_button_is_set_for_one_or_all(phone: Phone, bot: Bot) -> None:
    await bot.set_chat_menu_button(AN, MenuButtonWebApp("Mở", WebAppInfo("https://a.vn/")))
    assert phone.menu_button["text"] == "Mở"
    assert await bot.get_chat_menu_button() == MenuButtonCommands()
