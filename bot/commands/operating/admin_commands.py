"""`/admin`: an act in words, a question what it means, its performance, and taking it back.

It works one to one, and in the conversations of `access.admin_chats`: elsewhere everybody would read what admins read.
`/hold 42` and `/release 42` are the same acts and may be written anywhere; they show neither words nor pictures.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.access import Action, Kind, Resource, allows
from bot.commands.operating.act_questions import ActQuestions
from bot.commands.operating.look import look
from bot.commands.operating.moderation_views import VIEW_OF_ORDER
from bot.commands.operating.page import ASKED
from bot.commands.operating.panel import AdminPanel
from bot.commands.operating.view_words import NamedView, view_in_words
from bot.commands.router import Router
from bot.grammar.act_words import VERBS, verb_at_start
from bot.grammar.argument_words import CONFIRM, NO
from bot.grammar.callback_data import ActCallback, AdminViewCallback, OrderActCallback, UndoActCallback
from bot.grammar.option_values import Problem
from bot.grammar.vocabulary import fold
from bot.intake.context import CommandContext, PressContext, UpdateContext
from bot.intake.reply import Reply, ReplyLine, one_line, problem_lines, respond
from bot.jobs import audit
from bot.operating import ACTS, Act, Installation, Surface, act_about, act_from_words, reason_in, undo_of, words_of
from bot.store import Tx

ONLY_HERE = frozenset({"here", "这里", "本群"})
"""Before the words of an announcement: only in this conversation. As written: 'Here is what changes' is an announcement."""


@dataclass(frozen=True, slots=True)
class AdminCommands:
    """`/admin`, `/hold`, `/release`, and the buttons of their questions."""

    installation: Installation
    panel: AdminPanel

    @property
    def questions(self) -> ActQuestions:
        """Asks about acts."""
        return ActQuestions(self.installation, self.panel)

    def register(self, router: Router) -> None:
        """Add this feature to the router."""
        router.add_commands({"admin": self.admin, "hold": self.hold, "release": self.release})
        router.add_callback(ActCallback, self.press)
        router.add_callback(UndoActCallback, self.press_undo)
        router.add_callback(OrderActCallback, self.press_order)
        router.add_callback(AdminViewCallback, self.press_view)

    def admin(self, tx: Tx, context: CommandContext) -> None:
        """`/admin`, `/admin pause wanx-v1`, `/admin undo 17`, `/admin help`."""
        words = context.parsed.text.split()
        if not self._admitted(tx, context, verb_at_start(words)[0]):
            return
        if not words:
            self.panel.open(tx, context, "overview")
        elif fold(words[0]) in CONFIRM | NO:
            self.questions.answer_typed(tx, context, words[1:], yes=fold(words[0]) in CONFIRM)
        elif found := view_in_words(tx, self.installation, context, words):
            if isinstance(found, Problem):
                respond(tx, context, Reply(problem_lines(found)))
            else:
                self._show(tx, context, found)
        else:
            self._order(tx, context, context.parsed.text)

    def hold(self, tx: Tx, context: CommandContext) -> None:
        """`/hold 42`: keep a waiting job from being painted until it is released."""
        self._decide(tx, context, "hold")

    def release(self, tx: Tx, context: CommandContext) -> None:
        """`/release 42`: return a held job to the queue."""
        self._decide(tx, context, "release")

    def _decide(self, tx: Tx, context: CommandContext, verb: str) -> None:
        # Without a rank nobody learns whether there is such a job.
        if _has_rank(context):
            self._order(tx, context, f"{verb} {context.parsed.text}")
        else:
            self._refuse(tx, context, verb)

    def _refuse(self, tx: Tx, context: UpdateContext, verb: str) -> None:
        """Tell somebody without a rank, and record which act they tried, if it is one."""
        if verb in ACTS or verb == "undo":
            audit.record_refused(tx, context.speaker.principal, verb, Kind.INSTANCE, surface=Surface.CHAT)
        respond(tx, context, one_line("admin-no-rank"))

    def _order(self, tx: Tx, context: CommandContext, text: str) -> None:
        words = words_of(text)
        verb, _ = verb_at_start(words)
        if verb == "help":
            respond(tx, context, Reply(tuple(ReplyLine(f"act-{name}-how") for name in ACTS)))
            return
        if verb == "undo":
            entry, reason = words[1] if len(words) > 1 else "", reason_in(words[2:])
            valid = entry.isascii() and entry.isdigit() and len(entry) < 12 and reason is not None
            act = undo_of(tx, int(entry)) if valid else None
            if isinstance(act, Act) and reason:
                act = reason if isinstance(reason, Problem) else act.with_reason(reason)
            self.questions.ask(tx, context, act or Problem("act-undo-how"), undoes=int(entry) if act else 0)
            return
        if view := VIEW_OF_ORDER.get(verb):
            self.panel.open(tx, context, view)
            return
        if verb == "announce" and words[1:] and words[1].split()[0] in ONLY_HERE:
            here = context.speaker.conversation
            words = ["tell", f"{here.platform}:{here.chat_id}", *words[1].split(maxsplit=1)[1:]]
        self.questions.ask(tx, context, act_from_words(tx, self.installation, words))

    def press_view(self, tx: Tx, context: PressContext, data: AdminViewCallback) -> None:
        """Show another view in the panel."""
        if self._admitted(tx, context):
            if data.view == "look":
                self._show(tx, context, NamedView(data.view, data.object))
            else:
                self.panel.turn(tx, context, data.view, data.object, data.name)

    def _show(self, tx: Tx, context: UpdateContext, named: NamedView) -> None:
        if named.view == "look":
            respond(tx, context, look(tx, context.speaker.principal, named.row))
        else:
            self.panel.open(tx, context, named.view, named.row, named.name)

    def press(self, tx: Tx, context: PressContext, data: ActCallback) -> None:
        """Carry out the answer to a question about an act."""
        self.questions.answer(tx, context, data.update, yes=data.answer == "yes")

    def press_undo(self, tx: Tx, context: PressContext, data: UndoActCallback) -> None:
        """Ask whether to take an act back. What `/hold` and `/release` offer may be pressed where they were written."""
        act = undo_of(tx, data.entry) if _has_rank(context) else None
        if (isinstance(act, Act) and act.kind is Kind.JOB) or self._admitted(tx, context, "undo"):
            self.questions.ask(tx, context, act or Problem("act-undo-how"), undoes=data.entry)

    def press_order(self, tx: Tx, context: PressContext, data: OrderActCallback) -> None:
        """Ask about an act that a view offers; its last word may be what was written for the button."""
        if not self._admitted(tx, context, data.verb):
            return
        more = data.more
        if more.split()[-1:] == [ASKED]:
            more = f"{more.removesuffix(ASKED)}{context.press.text}"
        self.questions.ask(tx, context, act_about(tx, self.installation, data.verb, data.object, more))

    def _admitted(self, tx: Tx, context: UpdateContext, verb: str = "") -> bool:
        """Whether they are of rank, where only those of rank read; otherwise they are told. Buttons are checked like words: the
        post may have been forwarded, and what a client sends may be anything."""
        if not _has_rank(context):
            self._refuse(tx, context, verb)
        elif not self._may_be_read_here(context):
            respond(tx, context, one_line("admin-not-here"))
        else:
            return True
        return False

    def _may_be_read_here(self, context: UpdateContext) -> bool:
        here = context.speaker.conversation
        return bool(here.direct) or f"{here.platform}:{here.chat_id}" in self.installation.admission.access.admin_chats


def _has_rank(context: UpdateContext) -> bool:
    return allows(context.speaker.principal, Action.OVERSEE, Resource(Kind.INSTANCE))


assert set(ACTS) | set(VIEW_OF_ORDER) <= set(VERBS), "an act or a view without words"
