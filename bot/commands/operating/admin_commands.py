"""`/admin`: an act in words, a question what it means, its performance, and taking it back.

It works one to one, and in the conversations of `access.admin_chats`: elsewhere everybody would read what admins read.
`/hold 42` and `/release 42` are the same acts and may be written anywhere; they show neither words nor pictures.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from bot.access import Action, Kind, Resource, allows
from bot.commands.confirmation import code_for, confirms
from bot.commands.operating.look import look
from bot.commands.operating.moderation_views import MODERATION_VIEWS
from bot.commands.operating.page import act_about
from bot.commands.operating.panel import AdminPanel, view_in_words
from bot.commands.pressed import answer_once
from bot.commands.router import Router
from bot.grammar.act_words import VERBS, verb_at_start
from bot.grammar.argument_words import CONFIRM, NO
from bot.grammar.callback_data import ActCallback, AdminView, AdminViewCallback, OrderActCallback, UndoActCallback
from bot.grammar.option_values import Problem
from bot.grammar.vocabulary import fold
from bot.intake.context import CommandContext, PressContext, UpdateContext
from bot.intake.reply import Reply, ReplyButton, ReplyLine, one_line, problem_lines, respond
from bot.operating import (
    ACTS,
    Act,
    Installation,
    Performer,
    Surface,
    act_from_json,
    act_from_words,
    perform,
    propose,
    undo_of,
    words_of,
)
from bot.store import Tx
from bot.store.rows import PostRow

ONLY_HERE = frozenset({"here", "这里", "本群"})
"""Before the words of an announcement: only in this conversation. As written: 'Here is what changes' is an announcement."""


@dataclass(frozen=True, slots=True)
class AdminCommands:
    """`/admin`, `/hold`, `/release`, and the buttons of their questions."""

    installation: Installation
    panel: AdminPanel

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
        if not self._admitted(tx, context):
            return
        if not words:
            self.panel.open(tx, context, "overview")
        elif fold(words[0]) in CONFIRM | NO:
            self._answer_typed(tx, context, words[1:], yes=fold(words[0]) in CONFIRM)
        elif found := view_in_words(tx, self.installation, context, words):
            if isinstance(found, Problem):
                respond(tx, context, Reply(problem_lines(found)))
            else:
                self._show(tx, context, *found)
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
            respond(tx, context, one_line("admin-no-rank"))

    def _order(self, tx: Tx, context: CommandContext, text: str) -> None:
        words = words_of(text)
        verb, _ = verb_at_start(words)
        if verb == "help":
            respond(tx, context, Reply(tuple(ReplyLine(f"act-{name}-how") for name in ACTS)))
            return
        if verb == "undo":
            entry = words[1] if len(words) == 2 else ""
            act = undo_of(tx, int(entry)) if entry.isascii() and entry.isdigit() and len(entry) < 12 else None
            self._ask(tx, context, act or Problem("act-undo-how"), undoes=int(entry) if act else 0)
            return
        if view := MODERATION_VIEWS.get(verb):
            respond(tx, context, view(tx, self.installation, context.speaker.principal))
            return
        if verb == "announce" and words[1:] and words[1].split()[0] in ONLY_HERE:
            here = context.speaker.conversation
            words = ["tell", f"{here.platform}:{here.chat_id}", *words[1].split(maxsplit=1)[1:]]
        self._ask(tx, context, act_from_words(tx, self.installation, words))

    def press_view(self, tx: Tx, context: PressContext, data: AdminViewCallback) -> None:
        """Show another view in the panel."""
        if self._admitted(tx, context):
            if data.view == "look":
                self._show(tx, context, data.view, data.object)
            else:
                self.panel.turn(tx, context, data.view, data.object)

    def _show(self, tx: Tx, context: UpdateContext, view: AdminView, object_id: int) -> None:
        if view == "look":
            respond(tx, context, look(tx, context.speaker.principal, object_id))
        else:
            self.panel.open(tx, context, view, object_id)

    # --- asking and answering

    def _ask(self, tx: Tx, context: UpdateContext, act: Act | Problem, *, undoes: int = 0) -> None:
        """Say what an act would do, with buttons; or why it cannot be done."""
        found = act if isinstance(act, Problem) else propose(tx, self.installation, act, self._actor(context))
        if isinstance(found, Problem):
            respond(tx, context, Reply(problem_lines(found)))
            return
        number = context.inbox_id
        code = code_for(tx, context.speaker.person.id, f"act {number}")
        yes, no = ActCallback(number, "yes"), ActCallback(number, "no")
        buttons: tuple[ReplyButton, ...] = (
            ("act-yes", {}, yes.pack(), f"/admin yes {number} {code}"),
            ("act-no", {}, no.pack(), f"/admin no {number}"),
        )
        lines = (ReplyLine("act-ask", {"act": found.title.nested}), found.effect)
        stored = {"act": found.act.to_json(), "undoes": undoes}
        respond(tx, context, Reply(lines, (buttons,), kept=stored))

    def press(self, tx: Tx, context: PressContext, data: ActCallback) -> None:
        """Carry out the answer to a question about an act."""
        self._answer(tx, context, data.update, yes=data.answer == "yes")

    def _answer_typed(self, tx: Tx, context: CommandContext, words: list[str], *, yes: bool) -> None:
        """`/admin yes 17 483920`: the typed form of the button, with the code that it holds. `/admin no 17` needs none: it does
        nothing but close one's own question."""
        number, code = (*words, "", "")[:2]
        valid = number.isascii() and number.isdigit() and len(number) < 12
        if not valid or (yes and not confirms(tx, context.speaker.person.id, f"act {number}", code)):
            respond(tx, context, one_line("act-question-gone"))
            return
        self._answer(tx, context, int(number), yes=yes)

    def _answer(self, tx: Tx, context: UpdateContext, update_id: int, *, yes: bool) -> None:
        question = tx.one(PostRow, "posts.by_subject", subject=f"note:{update_id}")
        kept = json.loads(question.payload).get("kept", {}) if question else {}
        act = act_from_json(kept.get("act", ""))
        if question is None or act is None:
            respond(tx, context, one_line("act-question-gone"))
        elif question.person_id != context.speaker.person.id:
            respond(tx, context, one_line("batch-not-yours"))
        elif answer_once(tx, context, question):
            if yes:
                self._perform(tx, context, act, int(kept.get("undoes", 0)))
            else:
                respond(tx, context, one_line("act-dropped"))

    def press_undo(self, tx: Tx, context: PressContext, data: UndoActCallback) -> None:
        """Ask whether to take an act back. What `/hold` and `/release` offer may be pressed where they were written."""
        act = undo_of(tx, data.entry) if _has_rank(context) else None
        if (isinstance(act, Act) and act.kind is Kind.JOB) or self._admitted(tx, context):
            self._ask(tx, context, act or Problem("act-undo-how"), undoes=data.entry)

    def press_order(self, tx: Tx, context: PressContext, data: OrderActCallback) -> None:
        """Ask about an act that a view offers."""
        if self._admitted(tx, context):
            self._ask(
                tx, context, act_about(data.verb, data.object) or Problem("act-unknown", {"word": data.verb[:40]})
            )

    def _perform(self, tx: Tx, context: UpdateContext, act: Act, undoes: int) -> None:
        done = perform(tx, self.installation, act, self._actor(context), undoes=undoes)
        if isinstance(done, Problem):
            respond(tx, context, Reply(problem_lines(done)))
            return
        undo: tuple[ReplyButton, ...] = (
            ("act-undo-button", {}, UndoActCallback(done.entry).pack(), f"/admin undo {done.entry}"),
        )
        line = ReplyLine("act-done", {"act": done.title.nested, "entry": done.entry})
        respond(tx, context, Reply((line,), (undo,) if done.can_be_undone else ()))

    def _actor(self, context: UpdateContext) -> Performer:
        return Performer(context.speaker.principal, Surface.CHAT)

    def _admitted(self, tx: Tx, context: UpdateContext) -> bool:
        """Whether they are of rank, where only those of rank read; otherwise they are told. Buttons are checked like words: the
        post may have been forwarded, and what a client sends may be anything."""
        if not _has_rank(context):
            respond(tx, context, one_line("admin-no-rank"))
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


assert set(ACTS) | set(MODERATION_VIEWS) <= set(VERBS), "an act or a view without words"
