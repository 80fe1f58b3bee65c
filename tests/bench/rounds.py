"""How figures are taken: alternating rounds, the median of each, ratios within one run; and how large."""

import os
import statistics
import time
from collections.abc import Awaitable, Callable, Mapping

ROUNDS = 5
Measure = Callable[[], Awaitable[float]]


def scaled(count: int, *, least: int = 1) -> int:
    """``count``, times ``BENCH_SCALE`` (1 unless set): a small one shows whether everything runs."""
    return max(least, int(count * float(os.environ.get("BENCH_SCALE", "1"))))


async def alternate(
    contestants: Mapping[str, Measure], *, rounds: int = ROUNDS, warm_up: bool = True
) -> dict[str, float]:
    """The median of each contestant's figures; each round asks all of them, in turn the other way round."""
    if warm_up:
        for measure in contestants.values():
            await measure()
    figures: dict[str, list[float]] = {name: [] for name in contestants}
    for number in range(rounds):
        names = list(contestants) if number % 2 == 0 else list(contestants)[::-1]
        for name in names:
            figures[name].append(await contestants[name]())
    return {name: statistics.median(values) for name, values in figures.items()}


async def seconds_of(work: Callable[[], Awaitable[object]]) -> float:
    begin = time.perf_counter()
    await work()
    return time.perf_counter() - begin
