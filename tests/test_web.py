"""The operator's server: alive or stalled, no more; a taken port is told before anything starts."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import httpx
import pytest

from bot.web import CannotListen, Health, WebServer, judge, make_web_app

PATIENCE = {"plan": 60.0, "evidence": 120.0}


def test_it_is_alive_while_every_duty_keeps_its_time() -> None:
    health = judge({"plan": 95.0, "evidence": 10.0}, patience=PATIENCE, since=0.0, now=100.0)
    assert health.document == {"status": "ok", "seconds_since": {"plan": 5.0, "evidence": 90.0}}


def test_one_late_duty_is_a_stall() -> None:
    health = judge({"plan": 39.9, "evidence": 99.0}, patience=PATIENCE, since=0.0, now=100.0)
    assert not health.is_live


def test_a_duty_that_never_ended_well_counts_from_the_start() -> None:
    young = judge({}, patience=PATIENCE, since=50.0, now=100.0)
    old = judge({}, patience=PATIENCE, since=30.0, now=100.0)
    assert (young.is_live, old.is_live) == (True, False)
    assert young.document["seconds_since"] == {"plan": None, "evidence": None}


@asynccontextmanager
async def client_of(health: Health) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=make_web_app(lambda: health))
    async with httpx.AsyncClient(transport=transport, base_url="http://bot") as client:
        yield client


async def test_health_is_200_while_alive() -> None:
    async with client_of(Health(is_live=True, ages={"plan": 1.234})) as client:
        answer = await client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "seconds_since": {"plan": 1.2}})
    assert answer.headers["cache-control"] == "no-store"


async def test_health_is_503_when_stalled() -> None:
    async with client_of(Health(is_live=False, ages={})) as client:
        answer = await client.get("/healthz")
    assert (answer.status_code, answer.json()["status"]) == (503, "stalled")


@pytest.mark.parametrize("path", ["/", "/docs", "/healthz/x", "/metrics"])
async def test_there_is_nothing_else(path: str) -> None:
    async with client_of(Health(is_live=True, ages={})) as client:
        assert (await client.get(path)).status_code == 404


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield int(other.getsockname()[1])


def test_a_taken_port_is_refused_at_once(taken: int) -> None:
    with pytest.raises(CannotListen, match="in use"):
        WebServer(("127.0.0.1", taken), lambda: Health(is_live=True, ages={})).bind()


def test_an_address_of_another_machine_is_refused() -> None:
    with pytest.raises(CannotListen):
        WebServer(("192.0.2.1", 0), lambda: Health(is_live=True, ages={})).bind()


async def test_it_serves_on_its_port_until_cancelled() -> None:
    server = WebServer(("127.0.0.1", 0), lambda: Health(is_live=True, ages={}))
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
