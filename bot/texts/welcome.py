"""Greeting, privacy notice, help, the reply keyboard and the command menu: all by role."""

from bot.domain.people import Actor, Language, Role
from bot.messages import Message
from bot.texts.catalogue import label, lines, say

#: Command (Vietnamese name, English alias) and who finds it in the menu; order is the menu's order.
COMMANDS: tuple[tuple[str, str, frozenset[Role]], ...] = (
    ("nhiemvu", "tasks", frozenset({Role.FOCAL_POINT, Role.HEAD})),
    ("han", "deadlines", frozenset({Role.FOCAL_POINT, Role.HEAD})),
    ("baocao", "report", frozenset({Role.FOCAL_POINT})),
    ("giahan", "extend", frozenset({Role.FOCAL_POINT})),
    ("vuongmac", "obstacle", frozenset({Role.FOCAL_POINT})),
    ("tonghop", "summary", frozenset({Role.HEAD, Role.OFFICER, Role.LEADER})),
    ("duyet", "review", frozenset({Role.OFFICER, Role.LEADER})),
    ("dondoc", "urge", frozenset({Role.OFFICER, Role.LEADER})),
    ("giao", "assign", frozenset({Role.OFFICER})),
    ("quahan", "overdue", frozenset(Role)),
    ("lichsu", "history", frozenset({Role.FOCAL_POINT, Role.HEAD, Role.OFFICER, Role.LEADER})),
    ("moi", "invite", frozenset({Role.OFFICER, Role.ADMIN})),
    ("vang", "away", frozenset({Role.FOCAL_POINT, Role.HEAD, Role.OFFICER})),
    ("quyenriengtu", "privacy", frozenset(Role)),
    ("lich", "calendar", frozenset({Role.FOCAL_POINT, Role.HEAD})),
    ("import", "import", frozenset({Role.OFFICER, Role.ADMIN})),
    ("ngonngu", "language", frozenset(Role)),
    ("trogiup", "help", frozenset(Role)),
)

#: The four main actions of each role, two a row; a text press survives a day on Telegram's side.
_KEYBOARDS: dict[Role, tuple[str, ...]] = {
    Role.FOCAL_POINT: ("baocao", "han", "giahan", "vuongmac"),
    Role.HEAD: ("tonghop", "quahan", "han", "nhiemvu"),
    Role.OFFICER: ("duyet", "quahan", "tonghop", "trogiup"),
    Role.LEADER: ("tonghop", "quahan", "duyet", "trogiup"),
    Role.ADMIN: ("trogiup", "ngonngu"),
}
_KEYBOARD_PRECEDENCE = (Role.FOCAL_POINT, Role.OFFICER, Role.LEADER, Role.HEAD, Role.ADMIN)


def list_commands(actor: Actor, language: Language) -> tuple[tuple[str, str], ...]:
    """The menu of this person: ``(command, description)`` in their language."""
    return tuple(
        (english if language is Language.EN else vietnamese, label(language, f"command.{vietnamese}"))
        for vietnamese, english, roles in COMMANDS
        if actor.has_role(*roles)
    )


def list_public_commands() -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """The menu that everybody sees before being linked: ``(language code, commands)``; "" is Telegram's default."""
    public = ("ngonngu", "trogiup")
    return tuple(
        (
            code,
            tuple(
                (english if language is Language.EN else vietnamese, label(language, f"command.{vietnamese}"))
                for vietnamese, english, _ in COMMANDS
                if vietnamese in public
            ),
        )
        for code, language in (("", Language.VI), ("vi", Language.VI), ("en", Language.EN))
    )


def list_keyboard(actor: Actor, language: Language) -> tuple[tuple[str, ...], ...]:
    role = next((role for role in _KEYBOARD_PRECEDENCE if actor.has_role(role)), Role.ADMIN)
    labels = [label(language, f"keyboard.{name}") for name in _KEYBOARDS[role]]
    return tuple(tuple(labels[i : i + 2]) for i in range(0, len(labels), 2))


def find_keyboard_command(text: str) -> str | None:
    """The command behind a press on the reply keyboard, in either language; None for ordinary text."""
    wanted = text.strip()
    names = {name for row in _KEYBOARDS.values() for name in row}
    for language in Language:
        for name in names:
            if label(language, f"keyboard.{name}") == wanted:
                return name
    return None


def render_welcome(actor: Actor, body_name: str) -> Message:
    language = actor.person.language
    seats = [
        say(
            language,
            "welcome.seat",
            role=say(language, f"role.{seat.role}"),
            agency=(language is Language.EN and seat.agency.name_en) or seat.agency.name_vi,
        )
        for seat in actor.appointments
    ]
    text = lines(
        say(language, "welcome.hello", name=actor.person.name, body=body_name),
        *seats,
        " ",
        say(language, "welcome.what" if actor.has_role(Role.FOCAL_POINT) else "welcome.what_reader"),
        " ",
        say(language, "welcome.privacy"),
    )
    return Message(text, keyboard=list_keyboard(actor, language))


def render_keyboard_hint(actor: Actor) -> Message:
    language = actor.person.language
    return Message(say(language, "welcome.keyboard"), keyboard=list_keyboard(actor, language))


def render_help(actor: Actor) -> Message:
    language = actor.person.language
    commands = [
        say(language, "help.command", command=name, what=what)
        for name, what in list_commands(actor, language)
    ]
    examples = say(language, "help.examples") if actor.has_role(Role.FOCAL_POINT) else None
    text = lines(say(language, "help.head"), examples, " ", *commands)
    return Message(text, keyboard=list_keyboard(actor, language))
