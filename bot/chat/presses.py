"""What each button does. The action is `verb:job[:...]`; it works after a restart because everything is in it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, cast

from bot.chat.commands import Commands, Said
from bot.chat.images import Found
from bot.chat.notes import say, tell
from bot.messages import STYLES, Press, RefMode
from bot.posts import wishes
from bot.store import Row, Tx

SAME_PRESS_S = 10.0
"""The same button of the same post by the same person within this time is one press."""
CHANGEABLE = frozenset({"vote", "menu"})
"""What these do is the same however often they are pressed, and going back to the first choice must count."""


PressHandler = Callable[[Tx, Said, Press, list[str]], None]
"""Gets the parts of the action behind its verb."""


@dataclass(frozen=True, slots=True)
class Presses:
    """Carries out pressed buttons. `more` are the verbs of other rooms and files, put in by `bot.app`."""

    commands: Commands
    more: dict[str, PressHandler] = field(default_factory=dict)

    def run(self, tx: Tx, said: Said, press: Press) -> None:
        """Do what the button says. An action that cannot be read is answered, not an error: buttons outlive versions."""
        verb, *rest = press.action.split(":")
        if any(part.isdigit() and not _is_number(part) for part in rest):
            say(tx, said.speaker, said.subject, tell("button-unknown"), said.reply_to)
            return
        scope = f"{press.message_id}/{press.action}/{said.speaker.person['id']}"
        if verb not in CHANGEABLE and not tx.run("inbox.press", scope=scope, now=tx.now, window=SAME_PRESS_S):
            return
        if verb == "lang" and rest and rest[0] in ("zh", "en"):
            self.commands.set_language(tx, said, rest[0])
            return
        if more := self.more.get(verb):
            more(tx, said, press, rest)
            return
        handler = {
            "again": self._again,
            "cancel": self._cancel,
            "delete": self._delete,
            "originals": self._originals,
            "similar": self._similar,
            "menu": self._menu,
            "restyle": self._restyle,
        }.get(verb)
        if verb == "pick" and rest and _is_number(rest[0]):
            self._pick(tx, said, int(rest[0]), rest[1:])
        elif handler is None or not rest or not _is_number(rest[0]):
            say(tx, said.speaker, said.subject, tell("button-unknown"), said.reply_to)
        elif (job := tx.one("jobs.get", id=int(rest[0]))) is None or not self.commands.may_see(said.speaker, job):
            say(tx, said.speaker, said.subject, tell("no-such-job", id=rest[0]), said.reply_to)
        else:
            handler(tx, said, job, rest[1:])

    def _again(self, tx: Tx, said: Said, job: Row, rest: list[str]) -> None:
        self.commands.again(tx, said, job)

    def _cancel(self, tx: Tx, said: Said, job: Row, rest: list[str]) -> None:
        self.commands.cancel(tx, said, job["id"])

    def _delete(self, tx: Tx, said: Said, job: Row, rest: list[str]) -> None:
        self.commands.delete(tx, said, job)

    def _originals(self, tx: Tx, said: Said, job: Row, rest: list[str]) -> None:
        self.commands.originals(tx, said, job, int(rest[0]) if rest and _is_number(rest[0]) else 0)

    def _similar(self, tx: Tx, said: Said, job: Row, rest: list[str]) -> None:
        self.commands.similar_to(tx, said, job, int(rest[0]) if rest and rest[0].isdigit() else 1)

    def _menu(self, tx: Tx, said: Said, job: Row, rest: list[str]) -> None:
        """Turn a result's buttons into the choice of a restyle, or back."""
        pick = int(rest[0]) if rest and rest[0].isdigit() else 1
        mode = rest[1] if len(rest) > 1 else "repaint"
        menu: dict[str, Any] | None = {"pick": pick, "mode": mode} if mode in ("repaint", "refonly") else None
        subject = f"job:{job['id']}"
        if post := tx.one("posts.by_subject", subject=subject):
            payload = json.loads(post["payload"]) | {"menu": menu}
            tx.run("posts.set_payload", id=post["id"], payload=json.dumps(payload))
            wishes.touch(tx, subject, wishes.ANSWER)

    def _restyle(self, tx: Tx, said: Said, job: Row, rest: list[str]) -> None:
        if len(rest) == 3 and rest[0].isdigit() and rest[1] in ("repaint", "refonly") and rest[2] in STYLES:
            self.commands.restyle_of(tx, said, job, int(rest[0]), cast("RefMode", rest[1]), rest[2])
            self._menu(tx, said, job, ["0", "back"])
        else:
            say(tx, said.speaker, said.subject, tell("button-unknown"), said.reply_to)

    def _pick(self, tx: Tx, said: Said, inbox_id: int, rest: list[str]) -> None:
        """A style for the image that an earlier message meant."""
        row = tx.one("inbox.by_id", id=inbox_id)
        # The number is the client's word: only whose image it is, and those who see the question, may choose for it.
        question = tx.one("posts.by_subject", subject=f"note:{inbox_id}")
        asked_here = question is not None and question["conversation_id"] == said.speaker.conversation["id"]
        if row and not asked_here and row["person_id"] != said.speaker.person["id"]:
            row = None
        found = Found.from_json(json.loads(row["fetched"])) if row and row["fetched"] not in ("", "[]") else None
        if found is None or not found.key or not rest or rest[0] not in STYLES:
            say(tx, said.speaker, said.subject, tell("reference-gone"), said.reply_to)
            return
        self.commands.restyle_image(tx, said, found, rest[0])


def _is_number(text: str) -> bool:
    """Whether a part of an action can be a row's number; what a client sends may be anything."""
    return text.isascii() and text.isdigit() and len(text) <= 12
