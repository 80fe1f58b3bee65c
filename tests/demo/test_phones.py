"""The whole demonstration on a free port, used as a browser uses it."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio

from bot.demo.cast import AN, BINH, CAST, CHI, DUNG, EM
from bot.demo.clock import Step
from bot.demo.run import Demo, open_demo
from bot.demo.telegram_server import MediaKind, Phone
from bot.demo.walk import AlreadyWalking

pytestmark = pytest.mark.asyncio(loop_scope="module")
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\nIDATx\x9cc\x00\x01\x00\x00\x05\x00\x01\r\n-\xb4\x00\x00\x00\x00IEND\xaeB`\x82"
)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def demo(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Demo]:
    async with open_demo(port=0, data_root=tmp_path_factory.mktemp("demo")) as opened:
        yield opened


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser(demo: Demo) -> AsyncIterator[httpx.AsyncClient]:
    headers = {"origin": demo.address, "sec-fetch-site": "same-origin"}
    async with httpx.AsyncClient(base_url=demo.address, headers=headers, trust_env=False) as client:
        yield client


def phone_of(demo: Demo, member: Any = AN) -> Phone:  # noqa: ANN401 a Member
    return demo.world.phone(member.telegram_id)


async def test_everybody_is_welcomed_by_name(demo: Demo) -> None:
    for member in CAST:
        assert member.name in phone_of(demo, member).bot_messages[0].text


async def test_the_first_reminders_come_with_the_start(demo: Demo) -> None:
    assert "NV-001" in phone_of(demo).find("NV-019").text


async def test_it_is_healthy_once_everybody_is_linked(browser: httpx.AsyncClient) -> None:
    answer = await browser.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


async def test_the_page_needs_nothing_from_elsewhere(browser: httpx.AsyncClient) -> None:
    page = await browser.get("/")
    assert page.status_code == 200
    assert "Đôn Đốc" in page.text
    assert "://" not in page.text
    names = {part.split('"')[0] for part in page.text.split("/static/")[1:]}
    for name in names:
        assert (await browser.get(f"/static/{name}")).status_code == 200
    assert "default-src 'none'" in page.headers["content-security-policy"]


async def test_every_part_of_the_page_is_served(browser: httpx.AsyncClient) -> None:
    seen, waiting = set[str](), ["main.js"]
    while waiting:
        name = waiting.pop()
        answer = await browser.get(f"/static/{name}")
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/javascript")
        seen.add(name)
        imported = {part.split('"')[0] for part in answer.text.split('from "./')[1:]}
        waiting += sorted(imported - seen)
    assert seen == {"main.js", "phone.js", "composer.js", "popups.js", "bubble.js", "dom.js", "words.js"}


async def test_no_other_file_is_served(browser: httpx.AsyncClient) -> None:
    assert (await browser.get("/static/..%2froutes.py")).status_code == 404
    assert (await browser.get("/static/routes.py")).status_code == 404


async def test_four_phones_are_shown(browser: httpx.AsyncClient) -> None:
    state = (await browser.get("/state")).json()
    assert [phone["name"] for phone in state["phones"]] == [m.name for m in (AN, BINH, CHI, DUNG)]
    assert all(phone["keyboard"] and phone["commands"] for phone in state["phones"])
    assert state["clock"].startswith("2024-07-10T07:5")


async def test_an_invitation_code_is_not_shown(browser: httpx.AsyncClient) -> None:
    state = (await browser.get("/state")).json()
    assert {phone["messages"][0]["text"] for phone in state["phones"]} == {"/start"}


async def test_a_word_reaches_the_bot_and_is_answered(demo: Demo, browser: httpx.AsyncClient) -> None:
    before = len(phone_of(demo).bot_messages)
    answer = await browser.post(f"/phones/{AN.telegram_id}/say", json={"text": "/han"})
    assert answer.status_code == 200
    await demo.walker.settle()
    assert len(phone_of(demo).bot_messages) > before


async def test_a_key_reaches_the_bot(demo: Demo, browser: httpx.AsyncClient) -> None:
    keyboard = phone_of(demo, DUNG).reply_keyboard
    assert keyboard is not None
    before = len(phone_of(demo, DUNG).bot_messages)
    answer = await browser.post(f"/phones/{DUNG.telegram_id}/key", json={"text": keyboard.rows[0][0]})
    assert answer.status_code == 200
    await demo.walker.settle()
    assert len(phone_of(demo, DUNG).bot_messages) > before


async def test_a_press_reaches_the_bot_and_stops_spinning(demo: Demo, browser: httpx.AsyncClient) -> None:
    notice = phone_of(demo, BINH).find("NV-019")
    (seen,) = [button for button in notice.list_buttons() if "Đã xem" in button.text]
    body = {"message_id": notice.id, "data": seen.data}
    answer = await browser.post(f"/phones/{BINH.telegram_id}/press", json=body)
    await demo.walker.settle()
    assert demo.world.presses[answer.json()["press"]].answered


async def test_a_report_is_stored_only_after_the_tap(demo: Demo, browser: httpx.AsyncClient) -> None:
    await browser.post(f"/phones/{AN.telegram_id}/say", json={"text": "NV-001 40%"})
    await demo.walker.settle()
    card = phone_of(demo).last
    (confirm,) = [button for button in card.list_buttons() if "Ghi nhận" in button.text]
    await browser.post(f"/phones/{AN.telegram_id}/press", json={"message_id": card.id, "data": confirm.data})
    await demo.walker.settle()
    assert card.edited_at is not None


async def test_pictures_are_shown_and_other_files_only_saved(demo: Demo, browser: httpx.AsyncClient) -> None:
    where = f"/phones/{AN.telegram_id}/file"
    await browser.post(where, params={"name": "a.png"}, content=PNG, headers={"content-type": "image/png"})
    page = b"<script>alert(1)</script>"
    await browser.post(where, params={"name": "b.html"}, content=page, headers={"content-type": "text/html"})
    await demo.walker.settle()
    state = (await browser.get("/state")).json()["phones"][0]
    media = [
        message["media"] for message in state["messages"] if message["media"] and not message["from_bot"]
    ]
    photo, document = [await browser.get(item["url"]) for item in media[-2:]]
    assert photo.headers["content-type"] == "image/png"
    assert photo.content == PNG
    assert document.headers["content-type"] == "application/octet-stream"
    assert document.headers["content-disposition"] == "attachment"
    assert document.headers["content-security-policy"] == "sandbox"


async def test_bad_requests_are_refused(browser: httpx.AsyncClient) -> None:
    own = f"/phones/{AN.telegram_id}"
    assert (await browser.post(f"{own}/say", json={"text": ""})).status_code == 400
    assert (await browser.post(f"{own}/say", content=b"not json")).status_code == 400
    assert (await browser.post(f"{own}/say", json={"text": "x" * 4097})).status_code == 400
    assert (await browser.post(f"{own}/say", content=b" " * 70_000)).status_code == 413
    assert (await browser.post(f"{own}/press", json={"message_id": 1, "data": "v1:x"})).status_code == 404
    assert (await browser.post(f"{own}/key", json={"text": "no such key"})).status_code == 404
    assert (await browser.post(f"{own}/file", content=b"")).status_code == 400
    assert (await browser.post("/clock", json={"step": "year"})).status_code == 400


async def test_a_member_without_a_phone_is_not_driven(browser: httpx.AsyncClient) -> None:
    assert (await browser.post(f"/phones/{EM.telegram_id}/say", json={"text": "x"})).status_code == 404


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"host": "evil.example"},
    ],
)
async def test_a_foreign_page_drives_nothing(
    demo: Demo, browser: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    before = len(phone_of(demo).messages)
    answer = await browser.post(f"/phones/{AN.telegram_id}/say", json={"text": "x"}, headers=headers)
    assert answer.status_code == 403
    assert len(phone_of(demo).messages) == before
    token = demo.world.token
    answer = await browser.post(f"/bot{token}/sendMessage", json={"chat_id": 1}, headers=headers)
    assert answer.status_code == 403


async def test_a_rebound_name_reads_nothing(browser: httpx.AsyncClient) -> None:
    for path in ("/", "/state", "/events", "/healthz"):
        assert (await browser.get(path, headers={"host": "evil.example:80"})).status_code == 403


async def test_a_tunnel_to_another_port_is_the_same_machine(browser: httpx.AsyncClient) -> None:
    headers = {"host": "localhost:9000", "origin": "http://localhost:9000"}
    answer = await browser.post("/clock", json={"step": "?"}, headers=headers)
    assert answer.status_code == 400


async def read_events(browser: httpx.AsyncClient, events: asyncio.Queue[tuple[str, Any]]) -> None:
    async with browser.stream("GET", "/events", timeout=None) as answer:
        name = ""
        async for line in answer.aiter_lines():
            if line.startswith("event: "):
                name = line.removeprefix("event: ")
            elif line.startswith("data: "):
                events.put_nowait((name, json.loads(line.removeprefix("data: "))))


async def find_message(events: asyncio.Queue[tuple[str, Any]]) -> dict[str, Any]:
    """The next change that is a message; a keyboard or the clock may come between."""
    while True:
        name, change = await events.get()
        if name == "message":
            return dict(change)


async def test_the_stream_tells_everything_and_then_what_happens(
    demo: Demo, browser: httpx.AsyncClient
) -> None:
    events: asyncio.Queue[tuple[str, Any]] = asyncio.Queue()
    reading = asyncio.create_task(read_events(browser, events))
    name, state = await events.get()
    assert name == "state"
    assert len(state["phones"]) == 4
    phone_of(demo, CHI).say("/trogiup")
    said, answered = [await find_message(events) for _ in range(2)]
    assert (said["phone"], said["message"]["text"]) == (CHI.telegram_id, "/trogiup")
    assert answered["message"]["from_bot"]
    reading.cancel()
    await asyncio.wait({reading})


async def test_the_clock_walks_through_every_morning_on_its_way(
    demo: Demo, browser: httpx.AsyncClient
) -> None:
    targets = (await browser.get("/clock")).json()["targets"]
    assert targets["due"] == {"at": "2024-07-19T08:30:00", "code": "NV-001"}
    assert (await browser.post("/clock", json={"step": "due"})).status_code == 202
    with pytest.raises(AlreadyWalking):
        await demo.walker.start(Step.HOUR)
    await demo.walker.wait()
    assert (await browser.get("/clock")).json()["clock"].startswith("2024-07-19T08:30")
    days = {message.sent_at.date().isoformat() for message in phone_of(demo).bot_messages}
    # Three days before the due date, the day before, the day itself: each on its own day, not in one heap.
    assert {"2024-07-16", "2024-07-18", "2024-07-19"} <= days
    monday = [m for m in phone_of(demo, DUNG).bot_messages if m.sent_at.date().isoformat() == "2024-07-15"]
    picture, digest = monday
    assert picture.media is not None
    assert picture.media.kind is MediaKind.PHOTO
    assert digest.text.startswith("Tuần 29")


async def test_a_press_during_a_walk_is_answered(demo: Demo, browser: httpx.AsyncClient) -> None:
    notice = phone_of(demo, CHI).find("NV-019")
    (seen,) = [button for button in notice.list_buttons() if "Đã xem" in button.text]
    await browser.post("/clock", json={"step": "monday"})
    press = phone_of(demo, CHI).press(notice.id, seen.data or "")
    await demo.walker.wait()
    assert press.answered


async def test_a_walk_can_be_ended_on_the_way(demo: Demo, browser: httpx.AsyncClient) -> None:
    target = (await browser.post("/clock", json={"step": "due"})).json()["target"]
    stopped = (await browser.post("/clock/stop")).status_code
    await demo.walker.wait()
    assert stopped == 200
    assert (await browser.get("/clock")).json()["clock"] < target


async def test_the_bot_broke_no_rule_of_telegram(demo: Demo) -> None:
    await demo.walker.settle()
    assert demo.world.violations() == []
