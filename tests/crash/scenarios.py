"""What people do in the crash tests. A scenario goes on however often the house behind the platform dies."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import dataclass

from studio.server import Fault
from tests.conftest import photo
from tests.crash.platform import Standing
from tests.crash.rig import Rig

PATIENCE_S = 60.0
LONG_TASK_S = 5.0  # Until it is over somebody must have been heard who cancels the next, however busy the machine is.


@dataclass(frozen=True, slots=True)
class Scenario:
    """`act` does what people do and returns once they see its outcome. `jobs`: how many it makes; `pictures`: how many are
    paid for, at least and at most. `reaches`: points that it must come by, or it has lost its sense; `kills`: those at which
    it shows something that the others do not."""

    name: str
    act: Callable[[Rig], Coroutine[None, None, None]]
    jobs: int
    pictures: tuple[int, int]
    reaches: frozenset[str]
    kills: tuple[str, ...]


async def see(rig: Rig, count: int = 1) -> list[Standing]:
    """Wait until so many messages show a picture."""
    chats = rig.chats
    found: list[Standing] = await chats.until(
        lambda: chats.pictures() if len(chats.pictures()) >= count else None, PATIENCE_S, f"{count} pictures"
    )
    return found


async def see_milestone(rig: Rig, milestone: str) -> Standing:
    """Wait until a message is at a milestone."""
    found: Standing = await rig.chats.until(
        lambda: next((m for m in rig.chats.visible() if m.view["milestone"] == milestone), None),
        PATIENCE_S,
        milestone,
    )
    return found


async def see_text(rig: Rig, part: str) -> Standing:
    """Wait until a message contains `part`."""
    found: Standing = await rig.chats.until(
        lambda: next((m for m in rig.chats.visible() if part in m.view["text"]), None), PATIENCE_S, part
    )
    return found


async def words(rig: Rig) -> None:
    rig.chats.say("/imagine a sea of roses")
    await see(rig)


async def four(rig: Rig) -> None:
    rig.chats.say("/imagine four foxes --n 4")
    await see(rig)


async def reference(rig: Rig) -> None:
    rig.chats.say("/restyle watercolor", image=photo())
    await see(rig)


async def cancel(rig: Rig) -> None:
    """The first is painted; the second waits upstream and is cancelled there; the third has not been submitted.

    After a crash the wish may come too late: then what it was about is painted and charged, and says so.
    """
    rig.studio.change_settings(min_task_s=LONG_TASK_S)
    for what in ("first", "second", "third"):
        rig.chats.say(f"/imagine the {what}")
    await rig.chats.until(lambda: len(rig.studio.record()["tasks"]) >= 2, PATIENCE_S, "two tasks upstream")
    for what in ("third", "second"):
        number = (await see_text(rig, f"the {what}")).view["text"].partition(" ")[0].removeprefix("#")
        rig.chats.say(f"/cancel {number}")
    await see(rig)
    await rig.chats.until(
        lambda: sum(m.view["milestone"] in ("done", "cancelled") for m in rig.chats.visible()) >= 3,
        PATIENCE_S,
        "an end of all three",
    )
    await rig.chats.until(lambda: not rig.chats.unread, PATIENCE_S, "both wishes heard")


async def press(rig: Rig) -> None:
    """Again, pressed by a nervous person; then the first picture is taken away."""
    rig.chats.say("/imagine buttons")
    first = (await see(rig))[0]
    for _ in range(3):
        rig.chats.press(first, "gain")
    await see(rig, 2)
    rig.chats.press(first, "elete")
    await rig.chats.until(lambda: "undo" in first.view["text"], PATIENCE_S, "the question")
    rig.chats.press(first, "Delete it")
    await rig.chats.until(lambda: first.gone, PATIENCE_S, "the first is gone")


async def lost(rig: Rig) -> None:
    """An answer is lost on the way: the task list has to tell."""
    rig.studio.add_faults(Fault("create", "lose"))
    rig.chats.say("/imagine something lost")
    await see(rig)


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

PREPARED = frozenset({"inbox.kept", "inbox.fetched", "prepare.taken", "prepare.uploaded", "prepare.noted"})
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
)
