"""``check``: every finding on a line; 1 when there are errors among them."""

import asyncio
from argparse import Namespace
from collections.abc import Sequence

from bot.check import list_findings
from bot.clock import system_clock
from bot.commands.console import tell
from bot.findings import Finding, render_finding
from bot.opening.readiness import list_policy_problems, load_checked_settings
from bot.opening.refusals import Refused


def run(arguments: Namespace) -> int:
    try:
        settings = load_checked_settings()
    except Refused as refusal:
        # Without settings nothing else can be looked at but what comes with the program.
        return _report([*refusal.findings, *list_policy_problems()])
    return _report(asyncio.run(list_findings(settings, now=system_clock(), is_offline=arguments.offline)))


def _report(findings: Sequence[Finding]) -> int:
    for finding in sorted(findings, key=lambda finding: finding.id):
        tell(render_finding(finding))
    errors = sum(finding.is_error for finding in findings)
    warnings = sum(finding.is_warning for finding in findings)
    tell(f"{errors} error(s), {warnings} warning(s)")
    return 1 if errors else 0
