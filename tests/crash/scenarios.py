"""What users do in the crash tests. A scenario continues however often the app dies meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import dataclass

from studio.server import Fault
from tests.conftest import photo
from tests.crash.chat_server import BotMessage
from tests.crash.harness import ChatHarness

PATIENCE_S = 60.0
LONG_TASK_S = 5.0  # Long enough to cancel the next job while it runs, however busy the machine is.


@dataclass(frozen=True, slots=True)
class Scenario:
    """`act` does what users do and returns once they see its outcome.

    jobs       how many jobs it makes
    pictures   how many pictures are paid for, at least and at most
    reaches    failpoints that it must hit, or it does not test what it should
    kills      failpoints at which it covers what other scenarios do not
    """

    name: str
    act: Callable[[ChatHarness], Coroutine[None, None, None]]
    jobs: int
    pictures: tuple[int, int]
    reaches: frozenset[str]
    kills: tuple[str, ...]


async def see(harness: ChatHarness, count: int = 1) -> list[BotMessage]:
    """Wait until so many messages show a picture."""
    chats = harness.chats
    found: list[BotMessage] = await chats.until(
        lambda: chats.pictures() if len(chats.pictures()) >= count else None, PATIENCE_S, f"{count} pictures"
    )
    return found


async def see_milestone(harness: ChatHarness, milestone: str) -> BotMessage:
    """Wait until a message is at a milestone."""
    found: BotMessage = await harness.chats.until(
        lambda: next((m for m in harness.chats.visible() if m.view["milestone"] == milestone), None),
        PATIENCE_S,
        milestone,
    )
    return found


async def see_text(harness: ChatHarness, part: str) -> BotMessage:
    """Wait until a message contains `part`."""
    found: BotMessage = await harness.chats.until(
        lambda: next((m for m in harness.chats.visible() if part in m.view["text"]), None), PATIENCE_S, part
    )
    return found


async def words(harness: ChatHarness) -> None:
    harness.chats.say("/imagine a sea of roses")
    await see(harness)


async def four(harness: ChatHarness) -> None:
    harness.chats.say("/imagine four foxes --n 4")
    await see(harness)


async def reference(harness: ChatHarness) -> None:
    harness.chats.say("/restyle watercolor", image=photo())
    await see(harness)


async def cancel(harness: ChatHarness) -> None:
    """The first is painted; the second waits upstream and is cancelled there; the third is cancelled before its submission.

    After a crash the cancellation may come too late: then the job is painted and charged, and its message says so.
    """
    harness.studio.change_settings(min_task_s=LONG_TASK_S)
    for what in ("first", "second", "third"):
        harness.chats.say(f"/imagine the {what}")
    await harness.chats.until(lambda: len(harness.studio.record()["tasks"]) >= 2, PATIENCE_S, "two tasks upstream")
    for what in ("third", "second"):
        number = (await see_text(harness, f"the {what}")).view["text"].partition(" ")[0].removeprefix("#")
        harness.chats.say(f"/cancel {number}")
    await see(harness)
    await harness.chats.until(
        lambda: sum(m.view["milestone"] in ("done", "cancelled") for m in harness.chats.visible()) >= 3,
        PATIENCE_S,
        "an end of all three",
    )
    await harness.chats.until(lambda: not harness.chats.unread, PATIENCE_S, "both cancellations acknowledged")


async def press(harness: ChatHarness) -> None:
    """Again, pressed three times in a row; then the first picture is deleted."""
    harness.chats.say("/imagine buttons")
    first = (await see(harness))[0]
    for _ in range(3):
        harness.chats.press(first, "gain")
    await see(harness, 2)
    harness.chats.press(first, "elete")
    await harness.chats.until(lambda: "undo" in first.view["text"], PATIENCE_S, "the question")
    harness.chats.press(first, "Delete it")
    await harness.chats.until(lambda: first.gone, PATIENCE_S, "the first is gone")


async def lost(harness: ChatHarness) -> None:
    """A lost answer to a create: the task list has to tell whether it was accepted."""
    harness.studio.add_faults(Fault("create", "lose"))
    harness.chats.say("/imagine something lost")
    await see(harness)


ANSWERS = "z-image-turbo"
"""A model whose answer to a create brings the pictures."""


async def see_answers(harness: ChatHarness, count: int) -> None:
    """Wait until so many messages show a picture, or say that the answer got lost."""
    chats = harness.chats
    await chats.until(
        lambda: sum(m.view["milestone"] in ("done", "held") for m in chats.visible()) >= count,
        PATIENCE_S,
        f"{count} pictures or lost answers",
    )


async def answer(harness: ChatHarness) -> None:
    """The answer to a create brings the picture. After a crash it may have got lost: then the person is told, and it is not
    sent again."""
    harness.chats.say(f"/imagine an answer --model {ANSWERS}")
    await see_answers(harness, 1)


async def lost_answer(harness: ChatHarness) -> None:
    """A lost answer that brought a picture: the person is told, and has it painted again as another job."""
    harness.studio.add_faults(Fault("create", "lose"))
    harness.chats.say(f"/imagine a lost answer --model {ANSWERS}")
    harness.chats.press(await see_milestone(harness, "held"), "gain")
    await see_answers(harness, 2)


async def call(harness: ChatHarness) -> None:
    """A chat model is asked for a better prompt. After a crash it is asked once more."""
    harness.chats.say("/improve a sea of roses")
    await see_text(harness, "Under ¥0.01")


PLAIN = frozenset(
    {
        "inbox.saved",
        "inbox.decoded",
        "inbox.handled",
        "create.intended",
        "create.answered",
        "create.noted",
        "poll.answered",
        "poll.noted",
    }
    | {
        "collect.listed",
        "collect.kept",
        "collect.stored",
        "collect.done",
        "post.intended",
        "post.answered",
        "post.noted",
    }
)

ANSWERED = PLAIN - {"poll.answered", "poll.noted"} | {"create.left", "create.spaced"}
PREPARED = frozenset({"inbox.kept", "inbox.fetched", "prepare.taken", "prepare.uploaded", "prepare.noted"})
CALLED = frozenset({"inbox.handled", "call.intended", "call.answered", "call.noted", "post.intended", "post.answered"})
LAST = ":last"

SCENARIOS = (
    Scenario("words", words, 1, (1, 1), PLAIN, tuple(sorted(PLAIN))),
    Scenario(
        "four",
        four,
        1,
        (4, 4),
        PLAIN,
        ("collect.kept", "collect.kept" + LAST, "collect.stored", "post.answered" + LAST),
    ),
    Scenario(
        "reference", reference, 1, (1, 1), PLAIN | PREPARED, (*sorted(PREPARED), "inbox.handled", "create.answered")
    ),
    Scenario(
        "cancel",
        cancel,
        3,
        (1, 3),
        PLAIN | {"cancel.answered", "cancel.noted"},
        ("inbox.handled" + LAST, "create.noted" + LAST, "poll.answered", "cancel.answered", "cancel.noted"),
    ),
    Scenario(
        "press",
        press,
        2,
        (2, 2),
        PLAIN,
        (
            "inbox.saved" + LAST,
            "inbox.handled" + LAST,
            "post.intended" + LAST,
            "post.answered" + LAST,
            "post.noted" + LAST,
        ),
    ),
    Scenario(
        "lost",
        lost,
        1,
        (1, 1),
        PLAIN | {"resolve.listed", "resolve.noted"},
        ("create.answered", "create.noted", "resolve.listed", "resolve.noted"),
    ),
    Scenario(
        "answer",
        answer,
        1,
        (0, 1),
        ANSWERED,
        ("create.intended", "create.left", "create.spaced", "create.answered", "create.noted", "collect.listed"),
    ),
    Scenario(
        "lost answer",
        lost_answer,
        2,
        (1, 2),
        ANSWERED | {"resolve.noted"},
        ("create.noted", "resolve.noted", "create.left" + LAST, "create.noted" + LAST),
    ),
    Scenario("call", call, 0, (0, 0), CALLED, tuple(sorted(CALLED))),
)
