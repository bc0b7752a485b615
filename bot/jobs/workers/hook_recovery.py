"""Jobs that are held because the hook for images did not answer: once it does, they go on without a moderator."""

from __future__ import annotations

import structlog

from bot.jobs import life_cycle
from bot.jobs.held_images import held_images
from bot.jobs.states import State
from bot.jobs.workers.context import WorkerContext
from bot.screening.hook import Direction
from bot.screening.screener import HOOK_DOWN, ImageToScreen
from bot.store import Tx
from bot.store.loops import NEVER, Loop
from bot.store.rows import JobRow, ModerationCaseRow

log = structlog.get_logger()

EVERY_S = 30.0
AT_ONCE = 20


class HookRecovery(Loop):
    """Asks the hook again about what it did not answer, the oldest first, every half minute for as long as there is something."""

    name = "image-hook"

    def __init__(self, context: WorkerContext) -> None:
        super().__init__(context.store)
        self.context = context
        self._next_at = 0.0

    async def once(self) -> float:
        if self.clock.now() < self._next_at:
            return self._next_at
        cases = await self.store.read(_unanswered)
        for case in cases:
            if not await self._is_answered(case):
                break
        self._next_at = self.clock.now() + EVERY_S
        return self._next_at if cases else NEVER

    async def _is_answered(self, case: ModerationCaseRow) -> bool:
        """Ask about the images of a case, and have its job go on by the answer. False if there is none yet."""
        job = await self.store.read(lambda tx: tx.one(JobRow, "jobs.get", id=case.job_id))
        if job is None or job.state != State.HELD:
            return True
        direction: Direction = "in" if job.error == life_cycle.AWAITS_IMAGE else "out"
        images = await self.store.read(held_images, job)
        wanted = [ImageToScreen(each.key, each.number) for each in images]
        try:
            found = await self.context.screener.screen(wanted, direction, job.id)
        except (KeyError, OSError) as error:
            log.warning("image-hook.no-image", job=job.id, kind=type(error).__name__)
            return True  # It stays with the moderators; the others are asked about.
        if any(each.reason == HOOK_DOWN for each in found):
            return False
        await self.store.write(_go_on, job)
        return True


def _unanswered(tx: Tx) -> list[ModerationCaseRow]:
    return tx.all(ModerationCaseRow, "moderation.unanswered_cases", reason=HOOK_DOWN, limit=AT_ONCE)


def _go_on(tx: Tx, job: JobRow) -> None:
    """The worker that held the job finds the verdicts, and acts on them."""
    if job.error == life_cycle.AWAITS_PICTURE:
        life_cycle.continue_with_pictures(tx, job, "the hook for images answers again")
    elif job.error == life_cycle.AWAITS_IMAGE:
        life_cycle.release(tx, job, "the hook for images answers again")
