"""``make bench``: a table and ``var/bench.json``. Every figure stands beside a baseline of the same run."""

import json
import sys
from pathlib import Path

from tests.bench import language

OUT = Path("var") / "bench.json"
MUST_MS = 2.0
"""What reading one message may take on one core."""


def main() -> None:
    figures = language.run()
    base = figures["baseline_casefold_findall_ms"]
    lines = [f"{'what':<34}{'ms':>10}{'× baseline':>12}"]
    lines += [f"{name:<34}{value:>10.4f}{value / base:>12.0f}" for name, value in figures.items()]
    worst = max(figures["language_10_tasks_ms"], figures["language_1000_tasks_ms"])
    lines.append(f"reading a message: {worst:.2f} ms at most, must be ≤ {MUST_MS:g} ms")
    sys.stdout.write("\n".join(lines) + "\n")
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps({"language": figures}, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
