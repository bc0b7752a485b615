"""Asking whether an act is to be performed, and what the answer leads to: it is performed, and can be taken back.

A question keeps the act, and the panel from which it was ordered, so that the panel shows what came of it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from bot.commands.confirmation import code_for, confirms
from bot.commands.operating.panel import AdminPanel
from bot.commands.pressed import answer_once, pressed_post
from bot.grammar.callback_data import ActCallback, UndoActCallback
from bot.grammar.option_values import Problem
from bot.intake.context import CommandContext, PressContext, UpdateContext
from bot.intake.reply import Reply, ReplyButton, ReplyLine, one_line, problem_lines, respond
from bot.operating import Act, Installation, Performer, Surface, act_from_json, perform, propose
from bot.store import Tx
from bot.store.rows import PostRow

PANEL = "panel"
"""In what a question and its answer keep: the subject of the panel."""


@dataclass(frozen=True, slots=True)
class ActQuestions:
    """Questions about acts, one a person and act; only who asked answers."""

    installation: Installation
    panel: AdminPanel

    def ask(self, tx: Tx, context: UpdateContext, act: Act | Problem, *, undoes: int = 0) -> None:
        """Say what an act would do, with buttons; or why it cannot be done."""
        found = act if isinstance(act, Problem) else propose(tx, self.installation, act, _actor(context))
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
        why = (ReplyLine("act-reason", {"reason": found.act.reason}),) if found.act.reason else ()
        lines = (ReplyLine("act-ask", {"act": found.title.nested}), *why, found.effect)
        stored = {"act": found.act.to_json(), "undoes": undoes, PANEL: self._panel_of(tx, context)}
        respond(tx, context, Reply(lines, (buttons,), kept=stored))

    def answer_typed(self, tx: Tx, context: CommandContext, words: list[str], *, yes: bool) -> None:
        """`/admin yes 17 483920`: the typed form of the button, with the code that it holds. `/admin no 17` needs none: it does
        nothing but close one's own question."""
        number, code = (*words, "", "")[:2]
        valid = number.isascii() and number.isdigit() and len(number) < 12
        if not valid or (yes and not confirms(tx, context.speaker.person.id, f"act {number}", code)):
            respond(tx, context, one_line("act-question-gone"))
            return
        self.answer(tx, context, int(number), yes=yes)

    def answer(self, tx: Tx, context: UpdateContext, update_id: int, *, yes: bool) -> None:
        """Perform the act of the question that answers this update, or drop it."""
        question = tx.one(PostRow, "posts.by_subject", subject=f"note:{update_id}")
        kept = _kept(question)
        act = act_from_json(kept.get("act", ""))
        if question is None or act is None:
            respond(tx, context, one_line("act-question-gone"))
        elif question.person_id != context.speaker.person.id:
            respond(tx, context, one_line("batch-not-yours"))
        elif answer_once(tx, context, question):
            if yes:
                self._perform(tx, context, act, int(kept.get("undoes", 0)), kept.get(PANEL, ""))
            else:
                respond(tx, context, one_line("act-dropped"))

    def _perform(self, tx: Tx, context: UpdateContext, act: Act, undoes: int, panel: str) -> None:
        done = perform(tx, self.installation, act, _actor(context), undoes=undoes)
        if panel:
            self.panel.refresh(tx, panel)
        if isinstance(done, Problem):
            respond(tx, context, Reply(problem_lines(done)))
            return
        undo: tuple[ReplyButton, ...] = (
            ("act-undo-button", {}, UndoActCallback(done.entry).pack(), f"/admin undo {done.entry}"),
        )
        line = ReplyLine("act-done", {"act": done.title.nested, "entry": done.entry})
        respond(
            tx, context, Reply((line,), (undo,) if done.can_be_undone else (), kept={PANEL: panel} if panel else {})
        )

    def _panel_of(self, tx: Tx, context: UpdateContext) -> str:
        """The panel whose button was pressed, or from which came what the pressed button takes back; empty if there is none."""
        post = pressed_post(tx, context) if isinstance(context, PressContext) else None
        if post is None:
            return ""
        return post.subject if post.kind == "admin" else str(_kept(post).get(PANEL, ""))


def _kept(post: PostRow | None) -> dict[str, str]:
    """What a reply keeps besides its words."""
    kept = json.loads(post.payload).get("kept", {}) if post else {}
    return kept if isinstance(kept, dict) else {}


def _actor(context: UpdateContext) -> Performer:
    return Performer(context.speaker.principal, Surface.CHAT)
