"""What a desk and a reporter can do with an obstacle, for tests that try every one."""

from collections.abc import Awaitable, Callable

import pytest

from bot.domain.people import Actor
from bot.domain.requests import Obstacle
from bot.domain.task import Assignment
from tests.services.request_setting import Requests

Step = Callable[[Requests, Obstacle, Actor], Awaitable[Obstacle]]
STEPS: dict[str, Step] = {
    "answer": lambda office, obstacle, actor: office.answer(obstacle, actor),
    "ask_back": lambda office, obstacle, actor: office.ask_back(obstacle, actor),
    "pass_on": lambda office, obstacle, actor: office.pass_on(obstacle, actor),
}
steps = pytest.mark.parametrize("step", STEPS.values(), ids=STEPS)
OWN: dict[str, Callable[[Requests, Obstacle, Actor], Awaitable[Obstacle | Assignment]]] = {
    "explain": lambda office, obstacle, actor: office.explain(obstacle, actor),
    "close": lambda office, obstacle, actor: office.close(obstacle, actor),
}
own_steps = pytest.mark.parametrize("step", OWN.values(), ids=OWN)
