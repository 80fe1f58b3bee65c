"""The operator's server: alive, ready, figures, no more; a taken port is told before anything starts."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx
import pytest

from bot.serving import make_web_app
from bot.vitals import Health, Readiness, judge
from bot.web import CannotListen, WebServer

PATIENCE = {"plan": 60.0, "worker": 120.0}


# --- who is alive -----------------------------------------------------------------------------------------


def test_it_is_alive_while_everybody_keeps_their_time() -> None:
    health = judge({"plan": 95.0, "worker": 10.0}, patience=PATIENCE, since=0.0, now=100.0)
    ages = {"plan": 5.0, "worker": 90.0}
    assert health.document == {"status": "ok", "silent": [], "seconds_since": ages}


def test_one_who_is_late_is_named() -> None:
    health = judge({"plan": 39.9, "worker": 99.0}, patience=PATIENCE, since=0.0, now=100.0)
    assert (health.is_live, health.silent) == (False, ("plan",))


def test_who_was_never_heard_of_counts_from_the_start() -> None:
    young = judge({}, patience=PATIENCE, since=50.0, now=100.0)
    old = judge({}, patience=PATIENCE, since=30.0, now=100.0)
    assert (young.silent, old.silent) == ((), ("plan",))
    assert young.document["seconds_since"] == {"plan": None, "worker": None}


# --- the pages --------------------------------------------------------------------------------------------


@dataclass
class Paper:
    """Pages that say what the test says."""

    health: Health = field(default_factory=lambda: Health((), {"plan": 1.234}))
    readiness: Readiness = field(default_factory=lambda: Readiness({"database": True}))
    figures: str = "x 1\n"

    def find_health(self) -> Health:
        return self.health

    async def find_readiness(self) -> Readiness:
        return self.readiness

    async def render_figures(self) -> str:
        return self.figures


@asynccontextmanager
async def client_of(pages: Paper) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=make_web_app(pages))
    async with httpx.AsyncClient(transport=transport, base_url="http://bot") as client:
        yield client


async def test_health_is_200_while_alive() -> None:
    async with client_of(Paper()) as client:
        answer = await client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ok", "silent": [], "seconds_since": {"plan": 1.2}}
    assert answer.headers["cache-control"] == "no-store"


async def test_health_is_503_when_stalled_and_says_who() -> None:
    async with client_of(Paper(Health(("worker",), {"worker": 99.0}))) as client:
        answer = await client.get("/healthz")
    assert (answer.status_code, answer.json()["status"]) == (503, "stalled")
    assert answer.json()["silent"] == ["worker"]


@pytest.mark.parametrize(("is_migrated", "status"), [(True, 200), (False, 503)])
async def test_ready_is_every_check_together(is_migrated: bool, status: int) -> None:
    checks = {"database": True, "migrated": is_migrated}
    async with client_of(Paper(readiness=Readiness(checks))) as client:
        answer = await client.get("/readyz")
    assert (answer.status_code, answer.json()["checks"]) == (status, checks)
    assert answer.json()["status"] == ("ready" if is_migrated else "not ready")


async def test_figures_come_in_the_form_that_prometheus_asks_for() -> None:
    async with client_of(Paper()) as client:
        answer = await client.get("/metrics")
    assert (answer.status_code, answer.text) == (200, "x 1\n")
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"


@pytest.mark.parametrize("path", ["/", "/docs", "/healthz/x", "/openapi.json"])
async def test_there_is_nothing_else(path: str) -> None:
    async with client_of(Paper()) as client:
        assert (await client.get(path)).status_code == 404


# --- the server -------------------------------------------------------------------------------------------


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield int(other.getsockname()[1])


def test_a_taken_port_is_refused_at_once(taken: int) -> None:
    with pytest.raises(CannotListen, match="in use"):
        WebServer(("127.0.0.1", taken), Paper()).bind()


def test_an_address_of_another_machine_is_refused() -> None:
    with pytest.raises(CannotListen):
        WebServer(("192.0.2.1", 0), Paper()).bind()


async def test_it_serves_on_its_port_until_cancelled() -> None:
    server = WebServer(("127.0.0.1", 0), Paper())
    server.bind()
    serving = asyncio.create_task(server.serve())
    address = f"http://127.0.0.1:{server.port}"
    async with httpx.AsyncClient(trust_env=False) as client:
        answer = await client.get(f"{address}/healthz")
    assert answer.status_code == 200
    assert "uvicorn" not in str(answer.headers)
    serving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await serving
    with socket.create_server(("127.0.0.1", int(address.rpartition(":")[2]))):
        pass  # the port is free again
