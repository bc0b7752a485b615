"""`/export`: a person's own data as a file, in private."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.commands.router import Router
from bot.intake.context import CommandContext
from bot.intake.reply import one_line, respond
from bot.jobs.periods import time_arguments
from bot.retention import export_loop
from bot.store import Tx


@dataclass(frozen=True, slots=True)
class ExportCommand:
    """Asks for the file, which a loop makes."""

    zone: ZoneInfo

    def register(self, router: Router) -> None:
        """Add this feature to the router."""
        router.add_commands({"export": self.export})

    def export(self, tx: Tx, context: CommandContext) -> None:
        """Answer `/export`: the file comes by itself, once a day at most, and never where others read."""
        speaker = context.speaker
        if not speaker.conversation.direct:
            respond(tx, context, one_line("export-private"))
            return
        again_at = export_loop.request(tx, speaker.person, speaker.conversation, context.inbox_id, speaker.language)
        if again_at:
            respond(tx, context, one_line("export-again", **time_arguments(again_at, tx.now, self.zone)))
        else:
            respond(tx, context, one_line("export-comes"))
