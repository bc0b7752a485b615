"""`/help`, `/styles`, `/lang` and `/cost`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from bot.access import Rank
from bot.commands.router import Router
from bot.grammar import vocabulary
from bot.grammar.callback_data import LanguageCallback
from bot.intake.context import CommandContext, PressContext, UpdateContext
from bot.intake.reply import Reply, ReplyButton, ReplyLine, one_line, respond, send_reply
from bot.jobs import money
from bot.store import Tx
from bot.store.rows import AmountRow


@dataclass(frozen=True, slots=True)
class InformationCommands:
    """Tells what there is (`commands`), in which language, and what it has cost. `zone` is the operator's, in which a day
    begins."""

    zone: ZoneInfo
    commands: tuple[str, ...]

    def register(self, router: Router) -> None:
        """Add this feature to the router."""
        router.add_commands({"help": self.help, "styles": self.styles, "lang": self.language, "cost": self.cost})
        router.add_callback(LanguageCallback, self.press_language)

    def help(self, tx: Tx, context: CommandContext) -> None:
        """Answer `/help` with the list of commands."""
        lines = [
            ReplyLine("help-head"),
            *(ReplyLine(f"help-{name}") for name in self.commands),
            ReplyLine("help-many"),
            ReplyLine("help-options"),
            *((ReplyLine("help-admins"),) if context.speaker.principal.rank >= Rank.ADMIN else ()),
            ReplyLine("help-foot"),
        ]
        respond(tx, context, Reply(tuple(lines)))

    def styles(self, tx: Tx, context: CommandContext) -> None:
        """Answer `/styles` with the names of all styles."""
        lines = [ReplyLine("styles-head")]
        lines += [ReplyLine("styles-line", {"zh": vocabulary.chinese(s), "en": s}) for s in vocabulary.STYLES]
        respond(tx, context, Reply((*lines, ReplyLine("styles-foot"))))

    def cost(self, tx: Tx, context: CommandContext) -> None:
        """`/cost`: what the speaker's payer has spent today, this month, in all."""
        scope = f"payer:{context.speaker.payer.id}"
        today = money.day_of(tx.now, self.zone)
        lines = [ReplyLine("cost-head")]
        for name, first, last in (
            ("cost-today", today, today),
            ("cost-month", f"{today[:7]}-01", f"{today[:7]}-31"),
            ("cost-all", "0000", "9999"),
        ):
            spent = money.spent_between(tx, scope, first, last)
            lines.append(ReplyLine(name, {"price": _price(spent.amount_li), "count": spent.pictures}))
        calls = tx.get(AmountRow, "money.calls_of_payer", payer_id=context.speaker.payer.id)
        if calls.amount_li:
            lines.append(ReplyLine("cost-calls", {"price": _price(calls.amount_li)}))
        respond(tx, context, Reply(tuple(lines)))

    def language(self, tx: Tx, context: CommandContext) -> None:
        """Set the person's language (`/lang zh`); without a language, ask for it."""
        language = vocabulary.LANGUAGE_BY_WORD.get(vocabulary.fold(context.parsed.text))
        if language is None:
            buttons: tuple[ReplyButton, ...] = (
                ("lang-name-zh", {}, LanguageCallback("zh").pack(), "/lang zh"),
                ("lang-name-en", {}, LanguageCallback("en").pack(), "/lang en"),
            )
            respond(tx, context, Reply((ReplyLine("ask-language"),), (buttons,)))
            return
        _set_language(tx, context, language)

    def press_language(self, tx: Tx, context: PressContext, data: LanguageCallback) -> None:
        """Set the person's language by a button: `lang:zh`."""
        _set_language(tx, context, data.language)


def _price(amount_li: int) -> str:
    """Li as yuan, to the cent; with a third digit where there is one, since a call costs one li."""
    return f"{money.yuan(amount_li):.{3 if amount_li % 10 else 2}f}"


def _set_language(tx: Tx, context: UpdateContext, language: str) -> None:
    """Answer a person in `language` from now on."""
    tx.run("people.set_language", id=context.speaker.person.id, language=language)
    speaker = replace(context.speaker, language=language)
    send_reply(tx, speaker, context.subject, one_line("language-set"), context.reply_to)
