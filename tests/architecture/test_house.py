"""House rules that neither ruff nor import-linter can say. What breaks one is named with file and line."""

import ast
import statistics
import sys
from collections.abc import Iterator

import pytest

from tests.architecture.source import Source, docstring_ids, sources, sources_in

FILE_LINES, FILE_LINES_AT_MOST = 250, 300
FUNCTION_LINES, FUNCTION_LINES_AT_MOST = 32, 60

Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(source: Source) -> Iterator[Function]:
    return (node for node in ast.walk(source.tree) if isinstance(node, Function))


def length(node: Function) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def ours() -> list[Source]:
    return [source for source in sources() if not source.is_migration]


# --- size -------------------------------------------------------------------------------------------------


def test_no_file_is_too_long() -> None:
    sizes = {source.name: len(source.text.splitlines()) for source in ours()}
    assert {name: size for name, size in sizes.items() if size > FILE_LINES_AT_MOST} == {}


def test_nearly_all_files_are_short() -> None:
    long = [source.name for source in ours() if len(source.text.splitlines()) > FILE_LINES]
    assert len(long) <= len(ours()) * 0.05, long


def test_no_function_is_too_long() -> None:
    long = [
        f"{source.name}:{node.lineno} {node.name} has {length(node)} lines"
        for source in ours()
        for node in functions(source)
        if length(node) > FUNCTION_LINES_AT_MOST
    ]
    assert long == []


def test_nearly_all_functions_are_short() -> None:
    sizes = [length(node) for source in ours() for node in functions(source)]
    assert statistics.median(sizes) <= 10
    assert sum(size > FUNCTION_LINES for size in sizes) <= len(sizes) * 0.05


# --- imports ----------------------------------------------------------------------------------------------

#: Modules that may use the standard library and these only (house decision 13); our own are left to import-linter.
THIRD_PARTY = {
    "bot/domain/": {"holidays", "dateutil"},
    "bot/actions.py": set(),
    "bot/messages.py": {"markupsafe"},
    "bot/language/": {"rapidfuzz"},
    "bot/clock.py": set(),
}
OUR_OWN = {"bot", "handlers", "jobs"}


def imported(source: Source) -> Iterator[tuple[int, str]]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.lineno, node.module or ""


@pytest.mark.parametrize("folder", THIRD_PARTY)
def test_it_imports_nothing_foreign(folder: str) -> None:
    allowed = THIRD_PARTY[folder] | OUR_OWN | sys.stdlib_module_names
    foreign = [
        f"{source.name}:{line} {module}"
        for source in sources_in(folder)
        for line, module in imported(source)
        if module.partition(".")[0] not in allowed
    ]
    assert foreign == []


def test_domain_takes_only_the_recurrence_rules_from_dateutil() -> None:
    taken = {module for source in sources_in("bot/domain/") for _, module in imported(source)}
    assert {module for module in taken if module.startswith("dateutil")} <= {"dateutil.rrule"}


def test_no_import_hides_inside_a_function() -> None:
    hidden = [
        f"{source.name}:{node.lineno}"
        for source in ours()
        for function in functions(source)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert hidden == []


def test_the_code_does_not_import_its_tests() -> None:
    assert [
        source.name
        for source in ours()
        for _, module in imported(source)
        if module.partition(".")[0] == "tests"
    ] == []


# --- time -------------------------------------------------------------------------------------------------

_CLOCKS = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("time", "time"),
    ("time", "time_ns"),
    ("time", "localtime"),
    ("time", "gmtime"),
    ("func", "now"),
    ("func", "current_timestamp"),
    ("func", "current_date"),
}


def clock_readings(source: Source) -> Iterator[str]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute) and (_last_name(node.value), node.attr) in _CLOCKS:
            yield f"{source.name}:{node.lineno} {ast.unparse(node)}"
        if isinstance(node, ast.ImportFrom) and node.module == "time":
            yield from (
                f"{source.name}:{node.lineno} {a.name}" for a in node.names if ("time", a.name) in _CLOCKS
            )


def _last_name(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def test_only_the_clock_reads_the_wall_clock() -> None:
    assert [
        line for source in ours() if source.name != "bot/clock.py" for line in clock_readings(source)
    ] == []


# --- words ------------------------------------------------------------------------------------------------

#: Where Vietnamese text in code is data, not a message, with the reason.
WORDS_ARE_DATA = {
    "bot/domain/calendar.py": "the text of an official decision, stored and shown as it stands",
}


def vietnamese_strings(source: Source) -> Iterator[str]:
    silent = docstring_ids(source.tree)
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str) or id(node) in silent:
            continue
        if any(letter.isalpha() and not letter.isascii() for letter in node.value):
            yield f"{source.name}:{node.lineno} {node.value!r}"


def test_users_read_words_of_the_catalogue_only() -> None:
    folders = ("handlers/", "jobs/", "bot/services/", "bot/domain/")
    checked = [source for source in sources_in(*folders) if source.name not in WORDS_ARE_DATA]
    assert [line for source in checked for line in vietnamese_strings(source)] == []


def test_every_exemption_is_still_needed() -> None:
    exempt = [source for source in sources() if source.name in WORDS_ARE_DATA]
    assert {source.name for source in exempt if any(vietnamese_strings(source))} == set(WORDS_ARE_DATA)
