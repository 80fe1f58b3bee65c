"""``make bench``: a table and ``var/bench.json``. Every figure stands beside a baseline of the same run.

python -m tests.bench [PART ...]        all parts unless some are named; BENCH_SCALE=0.1 for a small trial
"""

import json
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.bench import figures, language, latency, outbox, picture, planning, scaling, start, tick, updates

OUT = Path("var") / "bench.json"
PARTS: dict[str, Callable[[], dict[str, float]]] = {
    "language": language.run,
    "picture": picture.run,
    "figures": figures.run,
    "outbox": outbox.run,
    "planning": planning.run,
    "tick": tick.run,
    "updates": updates.run,
    "scaling": scaling.run,
    "latency": latency.run,
    "start": start.run,
}


@dataclass(frozen=True, slots=True)
class Goal:
    """``is_floor``: at least; otherwise at most."""

    must: float | None
    aim: float | None = None
    is_floor: bool = False

    def say(self, value: float) -> str:
        sign = "≥" if self.is_floor else "≤"
        wanted = {"must": self.must, "aim": self.aim}
        return ", ".join(
            f"{name} {sign} {limit:g}: {'met' if self._meets(value, limit) else 'MISSED'}"
            for name, limit in wanted.items()
            if limit is not None
        )

    def _meets(self, value: float, limit: float) -> bool:
        return value >= limit if self.is_floor else value <= limit


def _on_both(name: str, goal: Goal) -> dict[str, Goal]:
    return {name.format(kind=kind): goal for kind in ("sqlite", "postgresql")}


GOALS: dict[str, Goal] = {
    **_on_both("figures_ms_{kind}", Goal(1000)),
    **_on_both("figures_of_all_readers_times_group_by_{kind}", Goal(20, 5)),
    **_on_both("picture_ms_{kind}", Goal(300)),
    **_on_both("drill_down_ms_{kind}", Goal(100)),
    "language_10_tasks_ms": Goal(2),
    "language_1000_tasks_ms": Goal(2),
    "picture_country_ms": Goal(300),
    "picture_province_ms": Goal(300),
    **_on_both("times_usual_{kind}", Goal(6, 10, is_floor=True)),
    **_on_both("ours_{kind}_per_s", Goal(1000, is_floor=True)),
    **_on_both("times_aiogram_{kind}", Goal(None, 1, is_floor=True)),
    **_on_both("times_insert_select_{kind}", Goal(20, 8)),
    **_on_both("tick_1M_of_1k_{kind}", Goal(1.5, 1.1)),
    **_on_both("han_1M_of_1k_{kind}", Goal(1.5, 1.1)),
    **_on_both("loop_times_ours_{kind}", Goal(2)),
    "updates_sqlite_per_s": Goal(100, 250, is_floor=True),
    "updates_postgresql_per_s": Goal(120, 250, is_floor=True),
    "two_times_one": Goal(1.3, is_floor=True),
    **_on_both("p50_times_echo_{kind}", Goal(4, 2)),
    **_on_both("p99_times_echo_{kind}", Goal(5, 3)),
    "start_times_bare": Goal(4, 2.5),
    "memory_times_bare": Goal(2.3, 1.8),
}


def main(names: list[str]) -> None:
    figures = json.loads(OUT.read_text(encoding="utf-8")) if names and OUT.exists() else {}
    for name in names or PARTS:
        begin = time.monotonic()
        figures[name] = PARTS[name]()
        sys.stdout.write(f"\n{name} ({time.monotonic() - begin:.0f} s)\n")
        for key, value in figures[name].items():
            goal = GOALS.get(key)
            sys.stdout.write(f"  {key:<40}{value:>12.3f}  {goal.say(value) if goal else ''}".rstrip() + "\n")
        sys.stdout.flush()
        OUT.parent.mkdir(exist_ok=True)
        OUT.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
