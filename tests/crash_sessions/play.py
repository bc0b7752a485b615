"""Three rounds with five people, and where they are interrupted.

In each round the bot is killed eight times, twice in each phase, at moments that are known for certain:

    gathering   with two ideas, by us; then at a named point in the middle of the fourth
    painting    at a named point of a job; then, with three pictures, by us
    hanging     by us as soon as it hangs, and again as soon as it has begun the sheet anew
    voting      with two voices, by us; then at a named point of the fourth

and at the end twice while the album is made, and once more while it is posted, where a message can change.
In between somebody speaks to a bot that is dead.
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
from tests.crash_sessions.child import Child
from tests.crash_sessions.database import LOOK_EVERY_S, WAIT_S, Condition, Database, NeverSeen, Sight
from tests.crash_sessions.stage import THEME, Stage

REST_S = 90.0


@dataclass(frozen=True, slots=True)
class Points:
    """Named points (bot/runtime/failpoints.py) at which a round's kills happen that are not aimed from outside."""

    gathering: str
    painting: str
    voting: str


# An idea that is handled, or fetched, or saved, and not yet acknowledged; a task that was paid for and is not yet noted,
# pictures that are kept and not yet committed. Of five pictures the last is not submitted yet at each of these points: otherwise
# all that are left are there at once after the restart, and nobody sees the phase with three of them.
POINTS = (
    Points("inbox.handled:2", "create.answered:2", "inbox.handled:2"),
    Points("inbox.fetched", "collect.stored:2", "inbox.saved:2"),
    Points("inbox.saved:2", "collect.kept:2", "inbox.handled:2"),
)
IDEAS = {
    "Ann": "red lanterns over a narrow street",
    "Bob": "一只狐狸 on the tram 🦊",
    "Cat": "leaves in every window",
    "Dan": "a canal at dusk",
    "Eve": "the last open café",
}


@dataclass(slots=True)
class Play:
    """One run on one platform. Without `points` nobody is killed. `kills`: how many in each (round, phase)."""

    stage: Stage
    child: Child
    database: Database
    points: Sequence[Points] = ()
    rounds: int = 3
    kills: Counter[tuple[int, str]] = field(default_factory=Counter)
    _arms: deque[str] = field(default_factory=deque)
    _up: bool = False

    @property
    def interrupted(self) -> bool:
        """Whether this is the run with kills."""
        return bool(self.points)

    async def run(self) -> Session:
        """From the first word to the album; the session as it ended. Raises NeverSeen, AssertionError."""
        await self.child.start()
        await self._come_up()
        keeper = asyncio.create_task(self._keep_alive())
        acting = asyncio.create_task(self._act())
        try:
            # A bot that ends by itself has something to say, and nobody need wait for what it will never do.
            await asyncio.wait((acting, keeper), return_when=asyncio.FIRST_COMPLETED)
            if keeper.done():
                keeper.result()
            return await acting
        finally:
            for task in (keeper, acting):
                task.cancel()
            await asyncio.gather(keeper, acting, return_exceptions=True)

    async def _act(self) -> Session:
        start = (
            f"/session start {THEME} --rounds {self.rounds} --per-round 4 --ideas 2h --vote 2h --budget 20 --seed 77"
            " --early no"  # The kills decide what happens while.
        )
        await self.stage.say("Ann", start)
        for number in range(1, self.rounds + 1):
            await self._round(number, self.points[number - 1] if self.points else Points("", "", ""))
        return await self._album()

    async def _round(self, number: int, points: Points) -> None:
        await self._until(lambda s: (s.phase, s.number) == ("gathering", number), f"gathering in round {number}")
        await self._gather(number, points)
        if self.interrupted:
            await self._dead_by_point(number, "painting")
            await self._kill(lambda s: s.phase == "painting" and s.done() >= 3, "painting", once_more=True)
            await self._kill(lambda s: s.phase == "hanging" and s.tries >= 1, "hanging", once_more=True)
            await self._kill(lambda s: s.phase == "hanging" and s.tries >= 2, "hanging again")
        session = (await self._until(lambda s: s.phase == "voting", f"voting in round {number}")).session
        assert session is not None
        await self._vote(number, session, points)
        await self.stage.say("Ann", "/session close")
        await self._until(lambda s: s.phase == "ended" or s.number > number, f"the end of round {number}")

    async def _gather(self, number: int, points: Points) -> None:
        """Everyone's idea, one after another so that their order is known: it numbers the pictures."""
        await self._idea("Ann", number)
        await self._idea("Bob", number)
        await self._kill(
            lambda s: s.phase == "gathering" and len(s.ideas()) == 2 and self._quiet(s), "gathering, with two ideas",
            points.gathering, points.painting, meanwhile=self._idea("Cat", number),
        )  # fmt: skip
        await self._idea("Dan", number, image=photo() if number == min(2, self.rounds) else b"")
        if self.interrupted:
            await self._dead_by_point(number, "gathering")
        await self._idea("Bob", number, changed=" at night")
        await self.stage.say("Ann", "/idea take back")
        await self._until(lambda s: len(s.ideas()) == 3, "an idea taken back")
        await self._idea("Ann", number, changed=" in the rain")
        await self._idea("Eve", number)
        await self.stage.say("Ann", "/session paint")

    async def _vote(self, number: int, session: Session, points: Points) -> None:
        async def vote(person: str, choice: int) -> None:
            await self.stage.vote(person, choice, session, self.database)
            await self._until(lambda s: s.votes().get(person) == choice, f"{person}'s voice for {choice}")

        choices = {name: 1 + (number + place) % 3 for place, name in enumerate(IDEAS)}
        await vote("Ann", choices["Ann"])
        await vote("Bob", choices["Bob"])
        await self._kill(
            lambda s: s.phase == "voting" and len(s.votes()) == 2 and self._quiet(s), "voting, with two voices",
            points.voting, meanwhile=vote("Cat", choices["Cat"]),
        )  # fmt: skip
        await vote("Dan", choices["Dan"])
        if self.interrupted:
            await self._dead_by_point(number, "voting")
        await vote("Eve", choices["Eve"])
        await vote("Eve", 5)

    async def _album(self) -> Session:
        if self.interrupted:
            await self._kill(lambda s: s.wanted == "album" and s.tries >= 1, "making the album", once_more=True)
            await self._kill(lambda s: s.wanted == "album" and s.tries >= 2, "making the album anew", once_more=True)
            if self.stage.edits and self.stage.name != "web":
                await self._kill(lambda s: any(":album:" in subject for subject in s.sending), "posting the album")
        session = (await self._until(lambda s: s.phase == "ended" and not s.wanted, "the album")).session
        assert session is not None
        await self._at_rest()
        return session

    # --- people

    async def _idea(self, person: str, number: int, *, changed: str = "", image: bytes = b"") -> None:
        text = f"{IDEAS[person]}, round {number}{changed}"
        await self.stage.say(person, f"/idea {text}", image)
        await self._until(
            lambda s: s.number == number and ((person, text) in s.ideas() or s.phase == "painting"), f"{person}'s idea"
        )

    # --- kills

    def _quiet(self, sight: Sight) -> bool:
        """A message that cannot change stands twice if its answer is lost, and DingTalk has nothing against that: there we
        do not shoot while one is on its way. (tests/crash_dingtalk does, and counts.)"""
        return self.stage.edits or not sight.sending

    async def _kill(
        self,
        condition: Condition,
        what: str,
        *arms: str,
        meanwhile: Coroutine[Any, Any, None] | None = None,
        once_more: bool = False,
    ) -> None:
        """Kill the bot while `condition` holds. Its next lives are armed with `arms`; `meanwhile` begins while it is dead.
        `once_more`: the next kill is for what it does first of all, so nobody waits until it listens."""
        before = self.kills.total()
        if self.interrupted:
            self._arms.extend(arms)
            self.stage.down()
            try:
                await self.database.shoot(self.child.pid, condition, what)
            except NeverSeen:
                if meanwhile:
                    meanwhile.close()
                raise
        if meanwhile:
            await meanwhile
        if self.interrupted:
            died = f"up again after a kill while {what}"
            await self._up_again(lambda: self.kills.total() > before, died, listening=not once_more)

    async def _dead_by_point(self, number: int, phase: str) -> None:
        """Wait until the named point has killed it in this phase, and it is up again."""
        wanted = 1 if phase == "painting" else 2
        await self._up_again(lambda: self.kills[number, phase] >= wanted, f"at the point of {phase} in round {number}")

    async def _up_again(self, died: Callable[[], bool], what: str, *, listening: bool = True) -> None:
        end = time.monotonic() + WAIT_S
        while not (died() and (self._up if listening else self.child.running)):
            if time.monotonic() > end:
                raise NeverSeen(f"never {what}: {dict(self.kills)}")
            await asyncio.sleep(LOOK_EVERY_S)

    async def _keep_alive(self) -> None:
        """Start the bot whenever it has been killed, and note what it was at."""
        while True:
            status = await self.child.dead()
            self._up = False
            self.stage.down()
            if status != -SIGKILL:
                raise AssertionError(f"Shenbi ended by itself with {status}: {self.child.log()}")
            sight = self.database.see()
            self.kills[sight.number, sight.phase] += 1
            await self.child.start(self._arms.popleft() if self._arms else "")
            await self._come_up()

    async def _come_up(self) -> None:
        """Wait until it listens, or is dead once more: its point may come that early."""
        coming, dying = asyncio.ensure_future(self.stage.up()), asyncio.ensure_future(self.child.dead())
        await asyncio.wait((coming, dying), return_when=asyncio.FIRST_COMPLETED)
        if coming.done():
            coming.result()
            self._up = True
        for task in (coming, dying):
            task.cancel()
        await asyncio.gather(coming, dying, return_exceptions=True)

    # --- waiting

    async def _until(self, condition: Condition, what: str) -> Sight:
        return await self.database.until(condition, what)

    async def _at_rest(self) -> None:
        """Nothing is on its way any more: no update, no job, no post."""
        end = time.monotonic() + REST_S
        while (still := self._open()) != (0, 0, 0):
            if time.monotonic() > end:
                raise NeverSeen(f"updates, jobs, posts that are open for ever: {still}")
            await asyncio.sleep(0.1)

    def _open(self) -> tuple[object, ...]:
        (row,) = self.database.rows(
            "SELECT (SELECT count(*) FROM inbox WHERE state IN ('saved', 'fetched')),"
            " (SELECT count(*) FROM job WHERE state NOT IN ('done', 'failed', 'cancelled')),"
            " (SELECT count(*) FROM post WHERE step IN ('due', 'sending') OR delivered = 0 AND step <> 'closed'"
            "  AND subject LIKE 'session:%:album:%')"
        )
        return row
