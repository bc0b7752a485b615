"""`/forget`, which asks first."""

from __future__ import annotations

from dataclasses import dataclass

from bot.access import Action, Kind, Resource, allows
from bot.commands.confirmation import code_for, confirms
from bot.commands.router import Router
from bot.grammar.argument_words import CONFIRM
from bot.grammar.callback_data import ForgetCallback
from bot.grammar.vocabulary import fold
from bot.intake.context import CommandContext, PressContext, UpdateContext
from bot.intake.reply import Reply, ReplyButton, ReplyLine, one_line, respond
from bot.retention.erasure import Eraser
from bot.store import Tx
from bot.store.rows import PersonRow


@dataclass(frozen=True, slots=True)
class ForgetCommand:
    """Erases what is stored about a person, once they have confirmed it."""

    eraser: Eraser

    def register(self, router: Router) -> None:
        """Add this feature to the router."""
        router.add_commands({"forget": self.forget})
        router.add_callback(ForgetCallback, self.press)

    def forget(self, tx: Tx, context: CommandContext) -> None:
        """Ask, or with `/forget yes` (and the code, where a link may have sent that) do it."""
        person_id = context.speaker.person.id
        word, _, code = context.parsed.text.strip().partition(" ")
        if fold(word) in CONFIRM and (confirms(tx, person_id, "forget", code.strip()) if context.linked else not code):
            self._erase(tx, context)
            return
        count = int(tx.value("erasure.count_pictures", person_id=person_id))
        lines = (ReplyLine("forget-ask", {"count": count}), ReplyLine("forget-ask-what"))
        # The button contains the person's id, so nobody else can press it.
        typed = f"/forget yes {code_for(tx, person_id, 'forget')}" if context.linked else "/forget yes"
        buttons: tuple[ReplyButton, ...] = (
            ("forget-yes", {}, ForgetCallback(person_id, "yes").pack(), typed),
            ("forget-no", {}, ForgetCallback(person_id, "no").pack(), ""),
        )
        respond(tx, context, Reply(lines, (buttons,)))

    def press(self, tx: Tx, context: PressContext, data: ForgetCallback) -> None:
        """Carry out the answer of a pressed button: `forget:7:yes`, where 7 is the person who may press it."""
        if not allows(context.speaker.principal, Action.ERASE, Resource(Kind.PANEL, owner=data.person)):
            respond(tx, context, one_line("forget-not-yours"))
        elif data.answer == "yes":
            self._erase(tx, context)
        else:
            respond(tx, context, one_line("forget-kept"))

    def _erase(self, tx: Tx, context: UpdateContext) -> None:
        speaker = context.speaker
        limited = bool(
            tx.value("limits.has_own", person_id=speaker.person.id)
            or tx.value("limits.count_in_private", conversation_id=speaker.person.dm_conversation_id)
        )
        erased = self.eraser.begin(tx, speaker.person, speaker.payer, context.inbox_id)
        said, kept = _texts(speaker.person, limited=limited)
        lines = (
            ReplyLine(said),
            ReplyLine("forgotten-counts", erased.counts._asdict()),
            ReplyLine(kept, {"entry": erased.entry}),
        )
        respond(tx, context, Reply(lines))


def _texts(person: PersonRow, *, limited: bool) -> tuple[str, str]:
    """The texts that say that a person was erased, and what is kept of them; `limited`: they have limits of their own."""
    if person.banned:
        return "forgotten-but-banned", "forgotten-kept-banned"
    if limited:
        return "forgotten-but-limited", "forgotten-kept-limited"
    return "forgotten", "forgotten-kept"
