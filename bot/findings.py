"""What can be wrong with an installation: stable ids, one English line each, and what to do about it.

``check`` lists findings, the other commands refuse with them. Knows no settings' values: a finding names a setting
and never quotes what it is set to, because that may be a secret.
"""

from dataclasses import dataclass
from enum import StrEnum


class FindingId(StrEnum):
    """E: it does not work. W: somebody should look. I: for information. An id keeps its meaning for good."""

    SETTING_INVALID = "E001"
    ENV_FILE_UNREADABLE = "E002"
    DATABASE_UNSUPPORTED = "E010"
    DATABASE_UNREACHABLE = "E011"
    FOLDER_NOT_WRITABLE = "E012"
    NOT_MIGRATED = "E013"
    DATABASE_NEWER = "E014"
    TOKEN_MISSING = "E020"  # noqa: S105 an id, no secret
    TOKEN_REFUSED = "E021"  # noqa: S105 an id, no secret
    TELEGRAM_UNREACHABLE = "E022"
    MAIL_SERVER_UNUSABLE = "E023"
    POLICY_INVALID = "E030"
    ALREADY_RUNNING = "E040"
    PORT_IN_USE = "E041"
    WEBHOOK_UNUSABLE = "E042"
    INSTANCE_LOST = "E043"
    LOOP_SILENT = "E044"
    INPUT_UNREADABLE = "E050"
    OUTPUT_NOT_WRITABLE = "E051"
    UNKNOWN_AGENCY = "E052"
    DATE_TO_COME = "E053"
    UNEXPECTED = "E099"
    DEAD_UPDATES = "W101"
    FAILED_LETTERS = "W102"
    OLDEST_UNSENT = "W103"
    UNREACHABLE_PEOPLE = "W104"
    AGENCIES_WITHOUT_FOCAL_POINT = "W105"
    ROLE_VACANT = "W106"
    EVIDENCE_LOST = "W107"
    EVIDENCE_WAITING = "W108"
    OLDEST_UNREAD = "W109"
    CALENDAR_ESTIMATED = "W110"
    NOTICES_TO_NOBODY = "W111"
    CLOCK_WRONG = "W120"
    SETTING_WITHOUT_EFFECT = "W130"
    PICTURE_IMPOSSIBLE = "W140"
    ABOUT_DATABASE = "I201"
    ABOUT_TELEGRAM = "I202"
    ABOUT_CLOCK = "I203"
    ABOUT_PEOPLE = "I204"
    NOBODY_ALARMED = "I205"
    ABOUT_EMAIL = "I206"


_HINTS = {
    FindingId.SETTING_INVALID: "correct it in .env or in the environment; .env.example explains every setting",
    FindingId.ENV_FILE_UNREADABLE: "make .env a UTF-8 text file that this user may read",
    FindingId.DATABASE_UNSUPPORTED: "write sqlite:///path/to/file or postgresql://user:password@host/name",
    FindingId.DATABASE_UNREACHABLE: "start the database server, or correct the address and its password",
    FindingId.FOLDER_NOT_WRITABLE: "create the folder and let this user write there, or set another one",
    FindingId.NOT_MIGRATED: "run: python -m bot migrate",
    FindingId.DATABASE_NEWER: "a newer version of the program has used this database; install that version",
    FindingId.TOKEN_MISSING: "ask @BotFather for a bot and put its token into .env",
    FindingId.TOKEN_REFUSED: "copy the token from @BotFather again; TELEGRAM_API_BASE_URL must fit it as well",
    FindingId.TELEGRAM_UNREACHABLE: "check the network and TELEGRAM_PROXY; `run` keeps trying by itself",
    FindingId.MAIL_SERVER_UNUSABLE: "correct SMTP_URL, or ask whoever runs the mail server; `run` keeps trying",
    FindingId.POLICY_INVALID: "correct bot/policy.toml; its head explains the format",
    FindingId.ALREADY_RUNNING: "stop the other `python -m bot run` first; all other commands work beside it",
    FindingId.PORT_IN_USE: "choose a free port; with HTTP_BIND empty `run` opens none",
    FindingId.WEBHOOK_UNUSABLE: "set WEBHOOK_URL, WEBHOOK_SECRET and HTTP_BIND; WEBHOOK_URL empty: polling",
    FindingId.INPUT_UNREADABLE: "check the path and the permissions",
    FindingId.OUTPUT_NOT_WRITABLE: "check the path and the permissions",
    FindingId.UNKNOWN_AGENCY: "import agencies first, and write the code as it stands in agencies.csv",
    FindingId.DATE_TO_COME: "figures of a date that has not come would be invented; name an earlier one",
    FindingId.INSTANCE_LOST: "the supervisor starts it again; look at the database server's log",
    FindingId.LOOP_SILENT: "the supervisor starts it again; if it comes back, report the log of the minutes before",
    FindingId.UNEXPECTED: "this is a fault of the program; please report the line",
    FindingId.DEAD_UPDATES: "look for update_dead in the log; the rows are kept in the table inbox",
    FindingId.FAILED_LETTERS: "look for letter_not_delivered and letter_failed in the log",
    FindingId.OLDEST_UNSENT: "see that `run` is running and reaches Telegram",
    FindingId.UNREACHABLE_PEOPLE: "ask them to open the bot again, or invite somebody else for the seat",
    FindingId.AGENCIES_WITHOUT_FOCAL_POINT: "invite a focal point: python -m bot invite --role focal_point ...",
    FindingId.ROLE_VACANT: "invite somebody: python -m bot invite --role ...",
    FindingId.EVIDENCE_LOST: "ask the reporter to send the file again; look for evidence_lost in the log",
    FindingId.EVIDENCE_WAITING: "see that `run` is running, reaches Telegram and can write DATA_DIR",
    FindingId.OLDEST_UNREAD: "see that `run` is running; look for update_failed in the log",
    FindingId.CALENDAR_ESTIMATED: "import the decision as calendar.csv (date,works,note,document) when it is out",
    FindingId.NOTICES_TO_NOBODY: "speak to whoever holds these seats, or invite somebody else for them",
    FindingId.CLOCK_WRONG: "synchronise the clock of this machine (NTP): reminders go by it",
    FindingId.SETTING_WITHOUT_EFFECT: "it belongs to a setting that is empty; set that one too, or leave this one out",
    FindingId.PICTURE_IMPOSSIBLE: "install the program again as a whole: bot/texts/fonts belongs to it, and Pillow",
    FindingId.NOBODY_ALARMED: "put the operator's Telegram id there to be told of updates that were set aside",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """``name``: the setting at fault, if one is. ``message`` quotes no value of a setting."""

    id: FindingId
    message: str
    name: str = ""

    @property
    def is_error(self) -> bool:
        return self.id.startswith("E")

    @property
    def is_warning(self) -> bool:
        return self.id.startswith("W")


def find_hint(finding: Finding) -> str:
    return _HINTS.get(finding.id, "")


def render_finding(finding: Finding) -> str:
    """``E012 DATA_DIR: cannot be written (hint: ...)`` on one line."""
    name = f" {finding.name}" if finding.name else ""
    hint = find_hint(finding)
    tail = f" (hint: {hint})" if hint else ""
    message = " ".join(finding.message.split())
    return f"{finding.id}{name}: {message}{tail}"
