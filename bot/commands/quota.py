"""`/quota`: what is left of each limit of pictures and money that binds a person where they ask, and when it renews."""

from __future__ import annotations

from dataclasses import dataclass

from bot.commands.router import Router
from bot.intake.context import CommandContext
from bot.intake.reply import Reply, ReplyLine, respond
from bot.intake.speaker import Speaker
from bot.jobs import gifts, quotas
from bot.jobs.manager import JobManager
from bot.jobs.periods import time_arguments
from bot.jobs.quotas import QuotaStanding, Who
from bot.store import Tx
from config.settings import Limits


@dataclass(frozen=True, slots=True)
class QuotaCommand:
    """Reads the same limits and the same sums as the check of a request."""

    manager: JobManager

    def register(self, router: Router) -> None:
        """Add this feature to the router."""
        router.add_commands({"quota": self.quota})

    def quota(self, tx: Tx, context: CommandContext) -> None:
        """Answer `/quota`."""
        speaker, settings = context.speaker, self.manager.settings
        limits = self.manager.limits_of(tx, speaker.person, speaker.conversation)
        # The embedded studio costs nothing, so that no limit of money is ever reached.
        of_money = False if settings.uses_studio else None
        who = Who(speaker.payer.id, speaker.conversation.id)
        lines = [
            self._line(tx, standing) for standing in quotas.standings(tx, limits, settings.zone, who, of_money=of_money)
        ]
        lines += self._pace(tx, limits, speaker)
        if left := gifts.left(tx, speaker.payer.id):
            lines.append(ReplyLine("quota-gifts", {"count": left}))
        head = ReplyLine("quota-head" if lines else "quota-none")
        respond(tx, context, Reply((head, *lines)))

    def _line(self, tx: Tx, standing: QuotaStanding) -> ReplyLine:
        quota = standing.quota
        measure = "yuan" if quota.money else "pictures"
        facts = {
            "period": quota.period,
            "left": standing.shown(standing.left),
            "limit": standing.shown(standing.limit),
            **time_arguments(standing.renews_at, tx.now, self.manager.settings.zone),
        }
        return ReplyLine(f"quota-{quota.whose}-{measure}", facts)

    def _pace(self, tx: Tx, limits: Limits, speaker: Speaker) -> list[ReplyLine]:
        """What limits how many may wait, and how soon the next may come."""
        lines = []
        if limits.waiting_jobs:
            waiting = int(tx.value("jobs.waiting_of_payer", payer_id=speaker.payer.id))
            left = max(0, limits.waiting_jobs - waiting)
            lines.append(ReplyLine("quota-waiting", {"left": left, "limit": limits.waiting_jobs}))
        if limits.requests_per_minute:
            lines.append(ReplyLine("quota-minute", {"limit": limits.requests_per_minute}))
        if limits.cooldown_s:
            last = tx.value("money.nth_newest_of_payer", payer_id=speaker.payer.id, n=0)
            again_at = (last or 0) + limits.cooldown_s
            cooling = again_at > tx.now
            again = time_arguments(again_at, tx.now, self.manager.settings.zone) if cooling else {"again": "now"}
            lines.append(ReplyLine("quota-cooldown", {"limit": round(limits.cooldown_s), **again}))
        return lines
