"""Why a command does not do its work: findings instead of tracebacks."""

from collections.abc import Iterator

from bot.findings import Finding


class Refused(Exception):
    """The command cannot do its work; every finding is one line for the operator."""

    def __init__(self, *findings: Finding) -> None:
        super().__init__(", ".join(finding.id for finding in findings))
        self.findings = findings


def unwrap(error: BaseException) -> Iterator[BaseException]:
    """The single errors of a group of loops that ended together."""
    if isinstance(error, BaseExceptionGroup):
        for inner in error.exceptions:
            yield from unwrap(inner)
    else:
        yield error
