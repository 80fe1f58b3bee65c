"""The outbox's sender: claim, word, pace, send, note. One in an installation.

Each chat's messages go one after the other, a few chats side by side, and no chat waits for another: one that
Telegram slows down, or that answers after forty seconds, holds a single place. Little is claimed ahead, so that the
reply to somebody who has just written goes before the digests that were queued earlier.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from bot.domain.rules import Rules
from bot.heartbeat import LONGEST_REST, Heartbeats, Loop
from bot.in_hand import GRACE
from bot.messages import Channel, Outcome, OutcomeKind
from bot.services import UnitOfWork, emailing, is_outage, letters
from bot.services.delivery import BEHIND, KNOWN_UNREACHABLE, PACED, STOPPING, Result
from bot.services.letters import Letter
from jobs.attachments import Courier
from jobs.claiming import Claimer
from jobs.lanes import lanes_of
from jobs.noting import Notary
from jobs.pacing import Pacer, count_places
from jobs.post import Post
from jobs.wording import list_menu, render_letter

log = logging.getLogger(__name__)
_CLAIM_GAP = 0.1
"""Seconds between two claims while few places are free; every claim is a transaction."""
_TIDY_WITHIN = 2.0
_LONGEST_PAUSE = 30.0
_LONGEST_CALL = 100.0
"""Seconds for one letter, more than all time-outs of the transport together: an answer that drips in never ends."""
_ENDS_LANE = frozenset({OutcomeKind.RETRY_AFTER, OutcomeKind.UNREACHABLE})


class Sender:
    """``run`` sends for ever; ``deliver_once`` and ``drain`` do by hand what it does by itself, never beside it."""

    def __init__(
        self,
        *,
        begin: Callable[[], AbstractAsyncContextManager[UnitOfWork]],
        channel: Channel,
        rules: Callable[[], Rules],
        clock: Callable[[], datetime],
        pacer: Pacer,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        beats: Heartbeats | None = None,
        courier: Courier | None = None,
        post: Post | None = None,
        begin_claim: Callable[[], AbstractAsyncContextManager[UnitOfWork]] | None = None,
    ) -> None:
        """``begin_claim``: for claims, which a power cut may undo: what was claimed then goes again anyway."""
        self._courier = courier
        self.post = post
        """The way by e-mail; None while it is closed."""
        self.failed = 0
        """Letters that did not arrive since the start, or lost their reader: somebody else may be owed them."""
        self._channel = channel
        self._rules = rules
        self._clock = clock
        self._pacer = pacer
        self._sleep = sleep
        self._beats = beats or Heartbeats()
        self.outcomes: Counter[OutcomeKind] = Counter()
        """What the channel answered, since the start."""
        self._claimer = Claimer(begin_claim or begin, rules=rules, clock=clock)
        self._notary = Notary(
            begin, rules=rules, clock=clock, sleep=sleep, on_try=self._give_sign, rate=pacer.rate
        )
        self._lanes: dict[int | str, asyncio.Task[None]] = {}
        self._open_lanes = 0
        self._places = count_places(pacer.rate)
        self._room = asyncio.Event()
        """Half of the places are free: the sender is not woken for each that is."""
        self._in_hand: set[int] = set()
        self._failures: list[BaseException] = []
        self._channel_pause = 0.0
        self._is_stopping = False

    # --- by hand ------------------------------------------------------------------------------------------

    async def deliver_once(self) -> int:
        """Sends one batch of what may go now, to its end; returns how many rows were taken."""
        batch, taken = await self._claimer.take(letters.CLAIM_BATCH)
        self.failed += taken - len(batch)
        await asyncio.gather(*(self._send_lane(lane) for lane in lanes_of(batch).values()))
        return taken

    async def drain(self) -> int:
        """Delivers until nothing may go now."""
        total = 0
        while count := await self.deliver_once():
            total += count
        return total

    # --- by itself ----------------------------------------------------------------------------------------

    async def run(self, wake: asyncio.Event, *, tick_seconds: float) -> None:
        """Until cancelled; what is on its way is finished and noted first.

        ``wake`` is set when mail was queued. Rows that another process queued are found at the next tick.
        """
        pause = 1.0
        try:
            while True:
                self._beats.beat(Loop.SENDER)
                wake.clear()
                try:
                    await self._step(wake, tick_seconds)
                    pause = 1.0
                except Exception as error:
                    if not is_outage(error):
                        raise
                    log.warning("sender_waits", extra={"error": type(error).__name__, "pause": pause})
                    await self._sleep(pause)
                    pause = min(_LONGEST_PAUSE, pause * 2)
        finally:
            await self._finish_lanes()
            await self._tidy_up()

    async def _step(self, wake: asyncio.Event, tick_seconds: float) -> None:
        """Fills the free places, or waits until there is something to do."""
        if self._failures:
            raise self._failures[0]
        if self._channel_pause:
            await self._beats.pause(Loop.SENDER, self._channel_pause, self._sleep)
            self._channel_pause = 0.0
        await self._wait_for_room()
        if not self._free:
            await _wait_for(wake, min(tick_seconds, LONGEST_REST))
        elif await self._fill(min(self._free, letters.CLAIM_BATCH), wake):
            # Whatever comes, or leaves its lane, wakes us.
            await _wait_for(wake, self._find_rest(tick_seconds))

    @property
    def _free(self) -> int:
        return self._places - len(self._lanes)

    @property
    def _has_room(self) -> bool:
        return self._free >= self._places / 2

    async def _wait_for_room(self) -> None:
        """Until half of the places are free, but no longer than the gap between two claims."""
        if self._has_room:
            return
        self._room.clear()
        await _wait_for(self._room, _CLAIM_GAP)

    async def _fill(self, free: int, wake: asyncio.Event) -> bool:
        """Whether all that may go now is on its way."""
        busy = [key for key in self._lanes if isinstance(key, int)]
        batch, taken = await self._claimer.take(free, busy_chats=busy, in_hand=self._in_hand)
        # A server that fell may have forgotten a claim: what is in hand is not taken up twice.
        batch = [letter for letter in batch if letter.mail.id not in self._in_hand]
        self._in_hand |= {letter.mail.id for letter in batch}
        for key, lane in lanes_of(batch).items():
            self._lanes[key] = asyncio.get_running_loop().create_task(self._send_lane(lane))
            self._lanes[key].add_done_callback(partial(self._leave, key, wake, lane))
        # Letters without words leave no lane behind that would wake us for the next ones of their chat.
        return taken < free and len(batch) == taken

    def _leave(
        self, key: int | str, wake: asyncio.Event, lane: list[Letter], done: asyncio.Task[None]
    ) -> None:
        del self._lanes[key]
        self._in_hand -= {letter.mail.id for letter in lane}
        if not done.cancelled() and (error := done.exception()) is not None:
            self._failures.append(error)
        wake.set()
        if self._has_room:
            self._room.set()

    def _find_rest(self, tick_seconds: float) -> float:
        """Seconds until the next letter may go, a tick at most (the clock may be set, another process may queue)."""
        tick_seconds = min(tick_seconds, LONGEST_REST)
        next_at = self._claimer.next_at
        if next_at is None:
            return tick_seconds
        return min(tick_seconds, max(0.0, (next_at - self._clock()).total_seconds()))

    async def _finish_lanes(self) -> None:
        self._is_stopping = True
        lanes = set(self._lanes.values())
        if lanes:
            _, late = await asyncio.wait(lanes, timeout=GRACE)
            for lane in late:
                lane.cancel()
            await asyncio.wait(lanes, timeout=1)
        self._is_stopping = False

    async def _tidy_up(self) -> None:
        """What a claim that was cut off may have taken goes back; if it cannot, the next start sees to it."""
        try:
            async with asyncio.timeout(_TIDY_WITHIN):
                await self._claimer.put_back_leftovers(self._in_hand)
        except Exception as error:
            log.warning("left_in_flight", extra={"error": type(error).__name__})

    # --- both ---------------------------------------------------------------------------------------------

    def _give_sign(self) -> None:
        self._beats.beat(Loop.LETTERS)

    async def _send_lane(self, lane: list[Letter]) -> None:
        self._open_lanes += 1
        try:
            await self._send_in_order(lane)
        finally:
            self._open_lanes -= 1
            if not self._open_lanes:
                self._beats.rest(Loop.LETTERS)

    async def _send_in_order(self, lane: list[Letter]) -> None:
        """One chat's letters in order; when one has to wait or finds nobody, the rest shares its fate."""
        for position, letter in enumerate(lane):
            self._give_sign()
            outcome = await self._send(letter)
            self._give_sign()
            self.failed += outcome.kind is not OutcomeKind.DELIVERED
            ends_lane = outcome.kind in _ENDS_LANE
            rest = lane[position + 1 :] if ends_lane else []
            fate = replace(outcome, reason=BEHIND) if outcome.kind is OutcomeKind.RETRY_AFTER else outcome
            await self._notary.note([Result(letter, outcome), *(Result(later, fate) for later in rest)])
            if ends_lane:
                return

    async def _send(self, letter: Letter) -> Outcome:
        if self.post is not None and emailing.goes_by_email(letter):
            return await self._post_one(self.post, letter)
        chat_id = letter.mail.chat_id
        if chat_id is None:
            return Outcome(OutcomeKind.UNREACHABLE, reason="not_linked")
        if letters.is_known_unreachable(letter):
            return Outcome(OutcomeKind.UNREACHABLE, reason=KNOWN_UNREACHABLE)
        if self._is_stopping:
            return Outcome(OutcomeKind.RETRY_AFTER, reason=STOPPING)
        if lacking := await self._pacer.admit(chat_id):
            return Outcome(OutcomeKind.RETRY_AFTER, wait=timedelta(seconds=lacking), reason=PACED)
        await self._notary.catch_up()
        outcome = await self._try(self._call(letter, chat_id), letter)
        self.outcomes[outcome.kind] += 1
        if outcome.kind is OutcomeKind.RETRY_AFTER:
            self._pacer.shut(chat_id, outcome.wait.total_seconds())
        if outcome.whole_channel:
            self._channel_pause = outcome.wait.total_seconds()
        return outcome

    async def _post_one(self, post: Post, letter: Letter) -> Outcome:
        if self._is_stopping:
            return Outcome(OutcomeKind.RETRY_AFTER, reason=STOPPING)
        await self._notary.catch_up()
        return await self._try(lambda: post.send(letter), letter)

    async def _try(self, call: Callable[[], Awaitable[Outcome]], letter: Letter) -> Outcome:
        try:
            async with asyncio.timeout(_LONGEST_CALL):
                return await call()
        except TimeoutError:
            return Outcome(OutcomeKind.UNKNOWN, reason="timeout")
        except Exception as error:
            # A letter that cannot be worded must not stop the others; it is kept as failed and shows in `check`.
            extra = {"mail_id": letter.mail.id, "error": type(error).__name__}
            log.exception("letter_failed", extra=extra)
            return Outcome(OutcomeKind.REJECTED, reason=type(error).__name__)

    def _call(self, letter: Letter, chat_id: int) -> Callable[[], Awaitable[Outcome]]:
        async def call() -> Outcome:
            if letters.is_menu(letter):
                return await self._channel.set_menu(chat_id, list_menu(letter))
            message = render_letter(letter, rules=self._rules(), now=self._clock())
            if letter.mail.target_message_id is not None:
                return await self._channel.edit(chat_id, letter.mail.target_message_id, message)
            if self._courier is not None:
                return await self._courier.send(chat_id, letter, message)
            return await self._channel.send(chat_id, message)

        return call


async def _wait_for(wake: asyncio.Event, seconds: float) -> None:
    with suppress(TimeoutError):
        # No wait_for: before Python 3.12 it forgets a cancellation that comes together with the event.
        async with asyncio.timeout(seconds):
            await wake.wait()
