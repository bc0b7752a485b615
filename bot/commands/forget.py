"""`/forget`, which asks first."""

from __future__ import annotations

from dataclasses import dataclass

from bot.access import Action, Kind, Resource, allows
from bot.adapter_api import Press
from bot.commands.confirmation import code_for, confirms
from bot.grammar.argument_words import CONFIRM
from bot.grammar.vocabulary import fold
from bot.intake.context import CommandContext
from bot.intake.reply import Reply, ReplyButton, ReplyLine, one_line, send_reply
from bot.retention.erasure import Eraser
from bot.store import Tx


@dataclass(frozen=True, slots=True)
class ForgetCommand:
    """`/forget`, which asks first."""

    forgetter: Eraser

    def command(self, tx: Tx, said: CommandContext) -> None:
        """Ask, or with `/forget yes` (and the code, where a link may have sent that) do it."""
        person_id = said.speaker.person["id"]
        word, _, code = said.parsed.text.strip().partition(" ")
        if fold(word) in CONFIRM and (confirms(tx, person_id, "forget", code.strip()) if said.linked else not code):
            self._forget(tx, said)
            return
        count = int(tx.value("forgetting.count_pictures", person_id=person_id))
        lines = (ReplyLine("forget-ask", {"count": count}), ReplyLine("forget-ask-what"))
        # Whose it is stands in the button: nobody can press it for somebody else.
        typed = f"/forget yes {code_for(tx, person_id, 'forget')}" if said.linked else "/forget yes"
        buttons: tuple[ReplyButton, ...] = (
            ("forget-yes", {}, f"forget:{person_id}:yes", typed),
            ("forget-no", {}, f"forget:{person_id}:no", ""),
        )
        send_reply(tx, said.speaker, said.subject, Reply(lines, (buttons,)), said.reply_to)

    def press(self, tx: Tx, said: CommandContext, press: Press, rest: list[str]) -> None:
        """`forget:7:yes`."""
        owner = int(rest[0]) if rest and rest[0].isdigit() else 0
        if not allows(said.speaker.principal, Action.ERASE, Resource(Kind.PANEL, owner=owner)):
            send_reply(tx, said.speaker, said.subject, one_line("forget-not-yours"), said.reply_to)
        elif rest[1:] == ["yes"]:
            self._forget(tx, said)
        else:
            send_reply(tx, said.speaker, said.subject, one_line("forget-kept"), said.reply_to)

    def _forget(self, tx: Tx, said: CommandContext) -> None:
        speaker = said.speaker
        self.forgetter.begin(tx, speaker.person, speaker.payer, said.inbox_id)
        banned = bool(speaker.person["banned"])
        send_reply(
            tx, speaker, said.subject, one_line("forgotten-but-banned" if banned else "forgotten"), said.reply_to
        )
