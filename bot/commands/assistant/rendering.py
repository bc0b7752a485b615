"""Renders calls: that one is being asked, its prompt with its buttons, why there is none."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any

from bot.adapter_api import Button, PlatformCapabilities, PostView
from bot.grammar.call_words import CallChoice, typed_choice
from bot.grammar.callback_data import CallCallback
from bot.outbox.renderers import Rendered
from bot.runtime.texts import Texts
from bot.store import Tx
from bot.store.rows import ChatCallRow, PostRow

CHOICES: dict[str, tuple[CallChoice, ...]] = {"improve": ("paint", "again", "mine"), "describe": ("paint", "again")}


@dataclass(frozen=True, slots=True)
class CallRenderer:
    """Renders the subjects `call:`."""

    texts: Texts

    def render(self, tx: Tx, post: PostRow, capabilities: PlatformCapabilities) -> Rendered:
        """The post of a call in its present state."""
        data = json.loads(post.payload)
        language = data.get("language", "")
        if post.desired == "gone":
            return Rendered(PostView(self.texts.say(language, "post-deleted"), language=language), final=True)
        call = tx.one(ChatCallRow, "calls.get", id=data["call"]) if "call" in data else None
        if call is None:
            return Rendered(None, final=True)
        blank = PostView("", reply_to=call.reply_to, language=call.language)
        if call.state == "failed":
            text = self._say(call, call.error, code=call.error_code)
            return Rendered(replace(blank, text=text, milestone="failed", buttons=self._again(call)), final=True)
        if call.state == "answered":
            return self._answered(call, blank, capabilities)
        # Where nothing can be edited, the answer is the first message: it comes in seconds.
        view = replace(blank, text=self._say(call, f"call-asking-{call.kind}"), milestone="accepted", busy=True)
        return Rendered(view if capabilities.edits else None)

    def _answered(self, call: ChatCallRow, blank: PostView, capabilities: PlatformCapabilities) -> Rendered:
        if not call.answer:
            return Rendered(None, final=True)  # It was erased.
        price = "call-price" if call.price_li else "call-by-studio"
        text = f"{call.answer}\n\n{self._say(call, price)}"
        rows = [tuple(self._button(call, choice) for choice in CHOICES[call.kind])]
        if len(call.answer) <= capabilities.copies:
            rows.append((Button(self._say(call, "button-copy"), f"copy:call:{call.id}", copy=call.answer),))
        view = replace(blank, text=text, milestone="done", buttons=tuple(rows), edit=f"/imagine {call.answer}")
        return Rendered(view, final=True)

    def _again(self, call: ChatCallRow) -> tuple[tuple[Button, ...], ...]:
        """The button to ask once more, if there is still something to ask about."""
        return ((self._button(call, "again"),),) if call.words or call.image else ()

    def _button(self, call: ChatCallRow, choice: CallChoice) -> Button:
        this = "-this" if choice == "paint" and call.kind == "describe" else ""
        return Button(
            self._say(call, f"button-call-{choice}{this}"),
            CallCallback(call.id, choice).pack(),
            typed_choice(choice, call.id, call.language),
            style="primary" if choice == "paint" else "",
        )

    def _say(self, call: ChatCallRow, text_id: str, **arguments: Any) -> str:
        return self.texts.say(call.language, text_id, **arguments)
