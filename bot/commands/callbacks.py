"""What each button does. The action is `verb:job[:...]`; it works after a restart because everything is in it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bot.access import Action, Decision
from bot.adapter_api import REFERENCE_MODES, Press
from bot.commands.commands import Commands
from bot.grammar import vocabulary
from bot.intake.context import CommandContext
from bot.intake.images import ImageResult
from bot.intake.permissions import about_question
from bot.intake.reply import Reply, ReplyButton, ReplyLine, one_line, send_reply
from bot.jobs.states import ENDED, State
from bot.outbox import desired
from bot.store import Row, Tx

DOUBLE_CLICK_S = 1.0
"""The same button of the same post by the same person within this time is one press. (One that is delivered more than
once is one anyway, by its id.)"""
IN_ROW_S = 10.0
"""Presses of one button that follow each other within this time are a burst."""
MOST_IN_ROW = 3
"""So many of a burst are carried out where they cost money; at the next one the person is asked, once."""
COSTLY = frozenset({"again", "similar", "restyle", "pick"})
SURE = "sure"
"""The verb of the button that carries out one more of a burst; the action itself stands behind it."""
CHANGEABLE = frozenset({"vote", "idea", "menu"})
"""What these do is the same however often they are pressed, and going back to the first choice must count."""
JOB_VERBS = {
    "again": Action.REPEAT,
    "delete": Action.DELETE,
    "undelete": Action.DELETE,
    "originals": Action.SEE,
    "similar": Action.REFERENCE,
    "menu": Action.ADJUST,
    "restyle": Action.REFERENCE,
}
"""Verbs that name a job, and what whoever presses must be allowed to do to it."""


PressHandler = Callable[[Tx, CommandContext, Press, list[str]], None]
"""Gets the parts of the action behind its verb."""
JobHandler = Callable[[Tx, CommandContext, Row, list[str]], None]
"""Gets the job, and the parts of the action behind its number."""


@dataclass(frozen=True, slots=True)
class Callbacks:
    """Carries out pressed buttons. `more` are the verbs of other rooms and files, put in by `bot.app`."""

    commands: Commands
    more: dict[str, PressHandler] = field(default_factory=dict)

    def run(self, tx: Tx, said: CommandContext, press: Press) -> None:
        """Do what the button says. An action that cannot be read is answered, not an error: buttons outlive versions."""
        verb, *rest = press.action.split(":")
        if any(part.isdigit() and not _is_number(part) for part in rest):
            self._unknown(tx, said)
        elif verb in CHANGEABLE or self._counts(tx, said, press):
            self._carry_out(tx, said, press, verb, rest)

    def handlers(self) -> dict[str, PressHandler]:
        """What each verb does: there is no other way to one."""
        return {
            SURE: self._sure,
            "lang": self._lang,
            "pick": self._pick,
            "cancel": self._cancel,
            **{verb: self._on_job(verb, handler) for verb, handler in self._job_handlers().items()},
            **self.more,
        }

    def _job_handlers(self) -> dict[str, JobHandler]:
        return {
            "again": self._again,
            "delete": self._delete,
            "undelete": self._undelete,
            "originals": self._originals,
            "similar": self._similar,
            "menu": self._menu,
            "restyle": self._restyle,
        }

    def _carry_out(self, tx: Tx, said: CommandContext, press: Press, verb: str, rest: list[str]) -> None:
        handler = self.handlers().get(verb)
        if handler is None:
            self._unknown(tx, said)
        else:
            handler(tx, said, press, rest)

    def _on_job(self, verb: str, handler: JobHandler) -> PressHandler:
        """A verb that names a job, for those who may do this to it."""

        def on_job(tx: Tx, said: CommandContext, press: Press, rest: list[str]) -> None:
            if not rest or not _is_number(rest[0]):
                self._unknown(tx, said)
            elif job := self.commands.by_number(tx, said, rest[0], JOB_VERBS[verb]):
                handler(tx, said, job, rest[1:])

        return on_job

    def _unknown(self, tx: Tx, said: CommandContext) -> None:
        send_reply(tx, said.speaker, said.subject, one_line("button-unknown"), said.reply_to)

    def _sure(self, tx: Tx, said: CommandContext, press: Press, rest: list[str]) -> None:
        """`sure:again:42`: one more of a burst. What stands behind it is asked of the policy like any press."""
        if rest and rest[0] != SURE:
            self._carry_out(tx, said, press, rest[0], rest[1:])
        else:
            self._unknown(tx, said)

    def _lang(self, tx: Tx, said: CommandContext, press: Press, rest: list[str]) -> None:
        if rest and rest[0] in ("zh", "en"):
            self.commands.set_language(tx, said, rest[0])
        else:
            self._unknown(tx, said)

    def _cancel(self, tx: Tx, said: CommandContext, press: Press, rest: list[str]) -> None:
        if rest and _is_number(rest[0]):
            self.commands.cancel(tx, said, int(rest[0]))
        else:
            self._unknown(tx, said)

    def _counts(self, tx: Tx, said: CommandContext, press: Press) -> bool:
        """Whether a press is to be carried out: not the second click of a double one, nor one of a burst that costs money."""
        scope = f"{press.message_id}/{press.action}/{said.speaker.person['id']}"
        # When it arrived, not when its turn came: on a busy machine two clicks may be handled seconds apart.
        update = tx.one("inbox.by_id", id=said.inbox_id)
        at = min(update["received_at"], tx.now) if update else tx.now
        in_row = tx.value("inbox.press_in_row", scope=scope, now=at, window=DOUBLE_CLICK_S, row_window=IN_ROW_S)
        if in_row is None:
            return False
        if in_row <= MOST_IN_ROW or press.action.partition(":")[0] not in COSTLY:
            return True
        if in_row == MOST_IN_ROW + 1:
            once_more: ReplyButton = ("button-once-more", {}, f"{SURE}:{press.action}", "")
            send_reply(
                tx,
                said.speaker,
                said.subject,
                Reply((ReplyLine("burst", {"count": in_row}),), ((once_more,),)),
                said.reply_to,
            )
        return False

    def _again(self, tx: Tx, said: CommandContext, job: Row, rest: list[str]) -> None:
        self.commands.again(tx, said, job)

    def _delete(self, tx: Tx, said: CommandContext, job: Row, rest: list[str]) -> None:
        """The first press asks, below the picture itself where that can be; `delete:42:yes` is the answer."""
        if rest == ["yes"]:
            self._set_menu(tx, said, job, None)  # Brought back, it stands there with its usual buttons.
            self.commands.delete(tx, said, job)
        elif State(job["state"]) not in ENDED:
            self.commands.cancel(tx, said, job["id"])
        elif not self._set_menu(tx, said, job, {"delete": True}, only_here=True):
            self.commands.ask_to_delete(tx, said, job)

    def _undelete(self, tx: Tx, said: CommandContext, job: Row, rest: list[str]) -> None:
        self.commands.undelete(tx, said, job)

    def _originals(self, tx: Tx, said: CommandContext, job: Row, rest: list[str]) -> None:
        self.commands.originals(tx, said, job, int(rest[0]) if rest and _is_number(rest[0]) else 0)

    def _similar(self, tx: Tx, said: CommandContext, job: Row, rest: list[str]) -> None:
        self.commands.similar_to(tx, said, job, int(rest[0]) if rest and rest[0].isdigit() else 1)

    def _menu(self, tx: Tx, said: CommandContext, job: Row, rest: list[str]) -> None:
        """Turn a result's buttons into the choice of a restyle, or back."""
        pick = int(rest[0]) if rest and rest[0].isdigit() else 1
        mode = rest[1] if len(rest) > 1 else "repaint"
        menu: dict[str, Any] | None = {"pick": pick, "mode": mode} if mode in REFERENCE_MODES else None
        self._set_menu(tx, said, job, menu)

    def _set_menu(
        self, tx: Tx, said: CommandContext, job: Row, menu: dict[str, Any] | None, *, only_here: bool = False
    ) -> bool:
        """Have the post whose button was pressed show other buttons. False if there is none (`only_here`: where was pressed)."""
        subject = f"job:{job['id']}"
        here = {"conversation_id": said.speaker.conversation["id"], "message_key": said.reply_to}
        if (shown := tx.one("posts.recall", **here)) and str(shown["subject"] or "").startswith(f"{subject}:"):
            subject = shown["subject"]  # Where it was brought again.
        post = tx.one("posts.by_subject", subject=subject)
        if post is None or (only_here and post["conversation_id"] != said.speaker.conversation["id"]):
            return False
        payload = json.loads(post["payload"]) | {"menu": menu}
        tx.run("posts.set_payload", id=post["id"], payload=json.dumps(payload))
        desired.mark_dirty(tx, subject, desired.ANSWER)
        return True

    def _restyle(self, tx: Tx, said: CommandContext, job: Row, rest: list[str]) -> None:
        if len(rest) == 3 and rest[0].isdigit() and rest[1] in REFERENCE_MODES and rest[2] in vocabulary.STYLES:
            self.commands.restyle_of(tx, said, job, int(rest[0]), rest[1], rest[2])
            self._menu(tx, said, job, ["0", "back"])
        else:
            self._unknown(tx, said)

    def _pick(self, tx: Tx, said: CommandContext, press: Press, rest: list[str]) -> None:
        """`pick:17:sketch`: a style for the image that an earlier message meant."""
        if not rest or not _is_number(rest[0]):
            self._unknown(tx, said)
            return
        row = tx.one("inbox.by_id", id=int(rest[0]))
        # The number is the client's word: only whose image it is, and those who see the question, may choose for it.
        if about_question(tx, said.speaker, row, Action.ANSWER) is not Decision.ALLOWED:
            row = None
        found = ImageResult.from_json(json.loads(row["fetched"])) if row and row["fetched"] not in ("", "[]") else None
        if found is None or not found.key or len(rest) < 2 or rest[1] not in vocabulary.STYLES:
            send_reply(tx, said.speaker, said.subject, one_line("reference-gone"), said.reply_to)
            return
        self.commands.restyle_image(tx, said, found, rest[1])


def _is_number(text: str) -> bool:
    """Whether a part of an action can be a row's number; what a client sends may be anything."""
    return text.isascii() and text.isdigit() and len(text) <= 12
