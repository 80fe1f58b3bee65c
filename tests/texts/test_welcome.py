import pytest

from bot.domain.people import Language, Role
from bot.texts.welcome import (
    COMMANDS,
    find_keyboard_command,
    list_commands,
    list_keyboard,
    list_public_commands,
    render_help,
    render_keyboard_hint,
    render_welcome,
)
from handlers import registry
from tests.texts.hostile_setting import HOSTILE, actor, check

texts = pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
languages = pytest.mark.parametrize("language", Language)
roles = pytest.mark.parametrize("role", Role)


@texts
@languages
def test_a_person_of_any_name_can_be_greeted(text: str, language: Language) -> None:
    someone = actor(text, language, *Role)
    check(render_welcome(someone, text[:200]))
    check(render_help(someone))
    check(render_keyboard_hint(someone))


@languages
@roles
def test_every_command_of_the_menu_is_answered(language: Language, role: Role) -> None:
    answered = {name for names in (*registry.COMMANDS, *registry.PUBLIC_COMMANDS) for name in names}
    assert {name for name, _ in list_commands(actor("x", language, role), language)} <= answered


@languages
@roles
def test_the_menu_is_what_telegram_takes(language: Language, role: Role) -> None:
    menu = list_commands(actor("x", language, role), language)
    assert 0 < len(menu) <= 100
    assert all(name.isascii() and name == name.lower() and len(name) <= 32 for name, _ in menu)
    assert all(1 <= len(what) <= 256 for _, what in menu)


@languages
@roles
def test_every_key_of_the_keyboard_leads_somewhere(language: Language, role: Role) -> None:
    for row in list_keyboard(actor("x", language, role), language):
        assert len(row) <= 2
        for key in row:
            command = find_keyboard_command(key)
            assert command in {vietnamese for vietnamese, _, _ in COMMANDS}


@languages
@roles
def test_nobody_is_offered_a_key_outside_their_menu(language: Language, role: Role) -> None:
    someone = actor("x", language, role)
    offered = {find_keyboard_command(key) for row in list_keyboard(someone, language) for key in row}
    held = {vietnamese for vietnamese, _, allowed in COMMANDS if role in allowed}
    assert offered <= held


def test_ordinary_words_are_no_key() -> None:
    assert find_keyboard_command("Báo cáo NV-001 40%") is None
    assert find_keyboard_command("") is None


def test_the_public_menu_exists_for_every_language_and_for_all_others() -> None:
    assert [code for code, _ in list_public_commands()] == ["", "vi", "en"]


def test_an_administrator_is_not_told_how_to_report() -> None:
    assert "40%" not in check(render_help(actor("x", Language.VI, Role.ADMIN)))
