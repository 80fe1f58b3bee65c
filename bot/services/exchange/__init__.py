"""Files in and lists out: the register and the tasks as CSV and XLSX.

Knows no Telegram and no words for people: problems are facts with keys, exported rows are values.
"""

from bot.services.exchange.changes import Action as Action
from bot.services.exchange.changes import Change as Change
from bot.services.exchange.changes import FieldChange as FieldChange
from bot.services.exchange.export import list_export_rows as list_export_rows
from bot.services.exchange.files import Limits as Limits
from bot.services.exchange.files import NamedFile as NamedFile
from bot.services.exchange.headers import IGNORED as IGNORED
from bot.services.exchange.headers import FileKind as FileKind
from bot.services.exchange.importing import import_files as import_files
from bot.services.exchange.importing import import_sheets as import_sheets
from bot.services.exchange.problems import ProblemKey as ProblemKey
from bot.services.exchange.problems import RowProblem as RowProblem
from bot.services.exchange.problems import render_problem as render_problem
from bot.services.exchange.reading import HasMark as HasMark
from bot.services.exchange.reading import Sheets as Sheets
from bot.services.exchange.reading import no_marks as no_marks
from bot.services.exchange.reading import read_files as read_files
from bot.services.exchange.result import FileSummary as FileSummary
from bot.services.exchange.result import ImportResult as ImportResult
from bot.services.exchange.rights import Rights as Rights
from bot.services.exchange.rights import rights_of as rights_of
from bot.services.exchange.templates import make_template as make_template
