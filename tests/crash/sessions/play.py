"""Three rounds with five people, and where they are interrupted.

In each round the app is killed eight times, twice in each phase, from outside while a condition holds, or at a failpoint:

    gathering   outside, with two ideas; then at a failpoint in the middle of the fourth
    painting    at a failpoint of a job; then outside, with three pictures
    assembling  outside, as soon as the sheet is begun, and again as soon as it is begun anew
    voting      outside, with two votes; then at a failpoint of the fourth

and at the end twice while the album is made, and once more while it is posted, where a message can change.
The third round changes the winner of the second; once more the app is killed between the two, and the host says so meanwhile.
In between a person writes while the app is down.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter, deque
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from signal import SIGKILL
from typing import Any

from bot.sessions.model import Session
from tests.conftest import photo
from tests.crash.child import Child
from tests.crash.harness import until_settled
from tests.crash.sessions.database import POLL_S, WAIT_S, Condition, ConditionNotMet, Database, Snapshot
from tests.crash.sessions.group_chat import THEME, GroupChat

SETTLE_S = 90.0


@dataclass(frozen=True, slots=True)
class RoundFailpoints:
    """The failpoints (bot/runtime/failpoints.py) of one round, by phase."""

    gathering: str
    painting: str
    voting: str


# An idea that is handled, or fetched, or saved, and not yet acknowledged; a task that was paid for and is not yet recorded,
# pictures that are stored and not yet committed. At each of these failpoints the last of five pictures is not submitted yet:
# otherwise all that are left would be there at once after the restart, and the phase with three of them could not be observed.
FAILPOINTS = (
    RoundFailpoints("inbox.handled:2", "create.answered:2", "inbox.handled:2"),
    RoundFailpoints("inbox.fetched", "collect.stored:2", "inbox.saved:2"),
    RoundFailpoints("inbox.saved:2", "collect.kept:2", "inbox.handled:2"),
)
CHANGED_ROUND = 3
"""The round whose ideas change the last winner by words."""
EDIT_MODEL = "wanx2.1-imageedit"
"""Its tasks are listed, so that a lost answer is found again without a person's word."""
IDEAS = {
    "Ann": "red lanterns over a narrow street",
    "Bob": "一只狐狸 on the tram 🦊",
    "Cat": "leaves in every window",
    "Dan": "a canal at dusk",
    "Eve": "the last open café",
}


@dataclass(slots=True)
class Play:
    """One run on one platform. Without `failpoints` it is not interrupted. `kills`: how many in each (round, phase)."""

    group: GroupChat
    child: Child
    database: Database
    url: str
    failpoints: Sequence[RoundFailpoints] = ()
    rounds: int = 3
    kills: Counter[tuple[int, str]] = field(default_factory=Counter)
    _crash_at: deque[str] = field(default_factory=deque)
    _ready: bool = False

    @property
    def interrupted(self) -> bool:
        """Whether this is the run with kills."""
        return bool(self.failpoints)

    async def run(self) -> Session:
        """From the first message to the album; the session as it ended. Raises ConditionNotMet, AssertionError."""
        await self.child.start()
        await self._until_ready()
        restarting = asyncio.create_task(self._restart_when_killed())
        acting = asyncio.create_task(self._act())
        try:
            # Fail at once if the app ends by itself.
            await asyncio.wait((acting, restarting), return_when=asyncio.FIRST_COMPLETED)
            if restarting.done():
                restarting.result()
            return await acting
        finally:
            for task in (restarting, acting):
                task.cancel()
            await asyncio.gather(restarting, acting, return_exceptions=True)

    async def _act(self) -> Session:
        start = (
            f"/session start {THEME} --rounds {self.rounds} --per-round 4 --ideas 2h --vote 2h --budget 20 --seed 77"
            " --early no"  # The order of the kills must not depend on it.
        )
        await self.group.say("Ann", start)
        for number in range(1, self.rounds + 1):
            await self._round(number, self.failpoints[number - 1] if self.failpoints else RoundFailpoints("", "", ""))
        return await self._album()

    async def _round(self, number: int, failpoints: RoundFailpoints) -> None:
        await self._until(lambda s: (s.phase, s.number) == ("gathering", number), f"gathering in round {number}")
        await self._gather(number, failpoints)
        if self.interrupted:
            await self._killed_at_failpoint(number, "painting")
            await self._kill(lambda s: s.phase == "painting" and s.done() >= 3, "painting", once_more=True)
            await self._kill(lambda s: s.phase == "assembling" and s.tries >= 1, "assembling", once_more=True)
            await self._kill(lambda s: s.phase == "assembling" and s.tries >= 2, "assembling again")
        session = (await self._until(lambda s: s.phase == "voting", f"voting in round {number}")).session
        assert session is not None
        await self._vote(number, session, failpoints)
        await self.group.say("Ann", "/session close")
        await self._until(lambda s: s.phase == "ended" or s.number > number, f"the end of round {number}")

    async def _gather(self, number: int, failpoints: RoundFailpoints) -> None:
        """Everyone's idea, one after another: their order numbers the pictures."""
        if number == CHANGED_ROUND:
            await self._kill(
                lambda s: s.number == number and not s.ideas() and self._quiet(s), "between a winner and the next round",
                meanwhile=self._change(),
            )  # fmt: skip
        await self._idea("Ann", number)
        await self._idea("Bob", number)
        await self._kill(
            lambda s: s.phase == "gathering" and len(s.ideas()) == 2 and self._quiet(s), "gathering, with two ideas",
            failpoints.gathering, failpoints.painting, meanwhile=self._idea("Cat", number),
        )  # fmt: skip
        await self._idea("Dan", number, image=photo() if number == min(2, self.rounds) else b"")
        if self.interrupted:
            await self._killed_at_failpoint(number, "gathering")
        await self._idea("Bob", number, changed=" at night")
        await self.group.say("Ann", "/idea take back")
        await self._until(lambda s: len(s.ideas()) == 3, "an idea taken back")
        await self._idea("Ann", number, changed=" in the rain")
        await self._idea("Eve", number)
        await self.group.say("Ann", "/session paint")

    async def _vote(self, number: int, session: Session, failpoints: RoundFailpoints) -> None:
        async def vote(person: str, choice: int) -> None:
            await self.group.vote(person, choice, session, self.database)
            await self._until(lambda s: s.votes().get(person) == choice, f"{person}'s vote for {choice}")

        choices = {name: 1 + (number + place) % 3 for place, name in enumerate(IDEAS)}
        await vote("Ann", choices["Ann"])
        await vote("Bob", choices["Bob"])
        await self._kill(
            lambda s: s.phase == "voting" and len(s.votes()) == 2 and self._quiet(s), "voting, with two votes",
            failpoints.voting, meanwhile=vote("Cat", choices["Cat"]),
        )  # fmt: skip
        await vote("Dan", choices["Dan"])
        if self.interrupted:
            await self._killed_at_failpoint(number, "voting")
        await vote("Eve", choices["Eve"])
        await vote("Eve", 5)

    async def _album(self) -> Session:
        if self.interrupted:
            await self._kill(lambda s: s.wanted == "album" and s.tries >= 1, "making the album", once_more=True)
            await self._kill(lambda s: s.wanted == "album" and s.tries >= 2, "making the album anew", once_more=True)
            if self.group.edits and self.group.name != "web":
                await self._kill(lambda s: any(":album:" in subject for subject in s.sending), "posting the album")
        session = (await self._until(lambda s: s.phase == "ended" and not s.wanted, "the album")).session
        assert session is not None
        await self._settled()
        return session

    # --- people

    async def _change(self) -> None:
        await self.group.say("Ann", "/session change")
        await self._until(lambda s: s.session is not None and s.session.current_round.way == "change", "a change")

    async def _idea(self, person: str, number: int, *, changed: str = "", image: bytes = b"") -> None:
        text = f"{IDEAS[person]}, round {number}{changed}"
        await self.group.say(person, f"/idea {text}", image)
        await self._until(
            lambda s: s.number == number and ((person, text) in s.ideas() or s.phase == "painting"), f"{person}'s idea"
        )

    # --- kills

    def _quiet(self, snapshot: Snapshot) -> bool:
        """On DingTalk no post is being sent: a lost answer would repeat it there. (tests/crash/dingtalk.py does kill then, and
        counts.)"""
        return self.group.edits or not snapshot.sending

    async def _kill(
        self,
        condition: Condition,
        what: str,
        *crash_at: str,
        meanwhile: Coroutine[Any, Any, None] | None = None,
        once_more: bool = False,
    ) -> None:
        """Kill the app while `condition` holds. Its next starts are armed with `crash_at`; `meanwhile` runs while it is down.
        `once_more`: the next kill is for what it does first of all, so do not wait until it is ready."""
        before = self.kills.total()
        if self.interrupted:
            self._crash_at.extend(crash_at)
            self.group.down()
            try:
                await self.database.kill_while(self.child.process.pid, condition, what)
            except ConditionNotMet:
                if meanwhile:
                    meanwhile.close()
                raise
        if meanwhile:
            await meanwhile
        if self.interrupted:
            died = f"restarted after a kill while {what}"
            await self._restarted(lambda: self.kills.total() > before, died, ready=not once_more)

    async def _killed_at_failpoint(self, number: int, phase: str) -> None:
        """Wait until a failpoint has killed it in this phase, and it is ready again."""
        wanted = 1 if phase == "painting" else 2
        if phase == "gathering" and number == CHANGED_ROUND:
            wanted += 1  # Between the rounds.
        await self._restarted(
            lambda: self.kills[number, phase] >= wanted, f"killed at the failpoint of {phase} in round {number}"
        )

    async def _restarted(self, died: Callable[[], bool], what: str, *, ready: bool = True) -> None:
        end = time.monotonic() + WAIT_S
        while not (died() and (self._ready if ready else self.child.running)):
            if time.monotonic() > end:
                raise ConditionNotMet(f"never {what}: {dict(self.kills)}")
            await asyncio.sleep(POLL_S)

    async def _restart_when_killed(self) -> None:
        """Start the app whenever it has been killed, and count the kill for the phase that it was in."""
        while True:
            status = await self.child.wait()
            self._ready = False
            self.group.down()
            if status != -SIGKILL:
                raise AssertionError(f"the app ended by itself with {status}: {self.child.log()}")
            snapshot = self.database.snapshot()
            self.kills[snapshot.number, snapshot.phase] += 1
            await self.child.start(crash_at=self._crash_at.popleft() if self._crash_at else "")
            await self._until_ready()

    async def _until_ready(self) -> None:
        """Wait until it is ready, or was killed once more: its failpoint may be hit that early."""
        self._ready = await self.child.until_ready()

    # --- waiting

    async def _until(self, condition: Condition, what: str) -> Snapshot:
        return await self.database.until(condition, what)

    async def _settled(self) -> None:
        """Wait until no update, job or post is in progress; a job may not be held, and the album's posts are all delivered."""
        if late := await until_settled(self.url, SETTLE_S, also=self._undelivered):
            raise ConditionNotMet(f"still open after {SETTLE_S} s: {late}")

    def _undelivered(self) -> list[str]:
        return [
            str(name)
            for (name,) in self.database.rows(
                "SELECT 'held job ' || id FROM job WHERE state = 'held' UNION ALL SELECT subject FROM post"
                " WHERE delivered = 0 AND status <> 'closed' AND subject LIKE 'session:%:album:%'"
            )
        ]
