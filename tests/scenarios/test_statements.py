"""What a simple report costs the database: at most eight statements each for the words and for the tap.

Counted is everything between the update lying in the inbox and the commit of its effects, its reply and its done mark:
claim, rights, seats, dialogue, task, report, record, card. Not counted are the ends of transactions, the row of the
inbox itself (one statement for as many updates as Telegram hands over at once) and the sending of the reply (shared by
everything that is sent at that moment).

A simple report names its task, and nothing else waits: no urging that it answers, no notice that it shows to be seen
(one statement more for that). Names of agencies are in memory, as they are but for the first message after a change.
"""

from tests.overhearing import overhearing
from tests.scenarios.cast import CODE, Office

MOST_FOR_WORDS, MOST_FOR_PRESS = 6, 8
"""What they cost; whoever adds one has to take one away, or say here what it is good for."""


async def work_off(office: Office) -> list[str]:
    """The worker's statements on the one update that waits."""
    app = office.world.app
    await app.poller.fetch_once(wait_seconds=0)
    with overhearing(app.database) as heard:
        assert await app.worker.work_once()
    await app.worker.finish_answers()
    return heard


async def test_a_simple_report_costs_eight_statements_for_the_words_and_eight_for_the_tap(
    office: Office,
) -> None:
    await office.an.says("/han")
    office.an.expect(CODE)
    await office.an.says(f"{CODE} 30%")
    await office.an.presses("Ghi nhận")
    office.an.forget()

    office.an.phone.say(f"{CODE} 40%")
    words = await work_off(office)
    await office.world.settle()
    card = office.an.expect("40%")
    office.an.phone.press(card.id, "Ghi nhận")
    press = await work_off(office)
    await office.world.settle()

    office.an.expect_edit("Đã ghi nhận")
    assert len(words) <= MOST_FOR_WORDS, "\n".join(words)
    assert len(press) <= MOST_FOR_PRESS, "\n".join(press)
