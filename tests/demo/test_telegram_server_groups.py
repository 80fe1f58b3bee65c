"""Groups: what a bot in privacy mode hears, its coming and going, the upgrade to a supergroup."""

from telegram import Bot

from bot.demo.telegram_server import Phone, TelegramWorld

from .conftest import AN


async def test_a_group_hears_commands_replies_and_mentions_only(world: TelegramWorld, bot: Bot) -> None:
    group = world.add_group("Tổ công tác", [AN])
    group.add_bot(AN)
    world.queue.clear()
    member = world.phone(AN, group.id)
    sent = await bot.send_message(group.id, "x")
    for words in ("chuyện riêng", "/han@another_bot", "/han@loopback_bot", "/han", "này @loopback_bot"):
        member.say(words)
    member.say("đáp", reply_to=sent.message_id)
    texts = [update.message.text for update in await bot.get_updates() if update.message]
    assert texts == ["/han@loopback_bot", "/han", "này @loopback_bot", "đáp"]


async def test_the_bot_learns_of_groups_it_enters_and_leaves(world: TelegramWorld, bot: Bot) -> None:
    group = world.add_group("Tổ công tác", [AN])
    group.add_bot(AN)
    group.kick_bot(AN)
    came, service, went = await bot.get_updates()
    assert came.my_chat_member is not None
    assert came.my_chat_member.new_chat_member.status == "member"
    assert service.message is not None
    assert [user.id for user in service.message.new_chat_members] == [world.bot.id]
    assert went.my_chat_member is not None
    assert went.my_chat_member.new_chat_member.status == "kicked"


async def test_an_upgrade_is_told_in_both_chats(world: TelegramWorld, bot: Bot) -> None:
    group = world.add_group("Tổ công tác", [AN])
    group.add_bot(AN)
    world.queue.clear()
    new = group.migrate(AN)
    old_side, new_side = (update.message for update in await bot.get_updates())
    assert old_side is not None
    assert old_side.migrate_to_chat_id == new.id
    assert new_side is not None
    assert new_side.migrate_from_chat_id == group.id
    assert new_side.chat.type == "supergroup"


async def test_members_and_chats_can_be_looked_up(world: TelegramWorld, phone: Phone, bot: Bot) -> None:
    group = world.add_group("Tổ công tác", [AN])
    group.add_bot(AN)
    assert (await bot.get_chat_member(group.id, AN)).status == "creator"
    assert (await bot.get_chat_member(group.id, world.bot.id)).status == "member"
    assert (await bot.get_chat_member(AN, AN)).status == "member"
    assert (await bot.get_chat(AN)).full_name == "An Nguyễn"
    assert (await bot.get_chat(group.id)).title == "Tổ công tác"
