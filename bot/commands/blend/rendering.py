"""Renders the post of a list of pictures: the numbered sheet, the words, the model and the price, the buttons."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from bot.adapter_api import Button, PlatformCapabilities, PostView
from bot.commands.blend import asked as asked_words
from bot.commands.blend.offers import LEAST_IMAGES, Offer, offer_of
from bot.commands.prompt_text import shortened
from bot.grammar.argument_words import typed_blend
from bot.grammar.callback_data import BlendCallback, BlendVerb
from bot.intake import blend_list
from bot.jobs import money
from bot.jobs.manager import JobManager
from bot.outbox import sheets
from bot.outbox.renderers import Rendered
from bot.runtime.texts import Texts
from bot.store import Tx
from bot.store.rows import BlendRow, PostRow

SHOWN_WORDS = 200
"""Characters of the words in the post."""


@dataclass(frozen=True, slots=True)
class BlendRenderer:
    """Renders the subjects `blend:`."""

    manager: JobManager
    texts: Texts

    def render(self, tx: Tx, post: PostRow, capabilities: PlatformCapabilities) -> Rendered:
        """The list in its present state."""
        data = json.loads(post.payload)
        language = data.get("language", "zh")
        if post.desired == "gone":
            return Rendered(PostView(self.texts.say(language, "post-deleted"), language=language), final=True)
        row = tx.one(BlendRow, "blends.read", id=data["blend"])
        if row is None:
            return Rendered(None, final=True)
        state = sheets.state_of(tx, data["board"])
        if state == "wanted" and not capabilities.edits:
            return Rendered(None)  # Post once, with the sheet.
        count, offer = len(blend_list.keys_of(tx, row.id)), offer_of(row.offer)
        text = "\n".join(self._lines(row, count, offer, has_sheet=state in ("wanted", "ready")))
        view = PostView(
            text,
            picture=sheets.view_of(tx, data["board"], self._say(row, "blend-head", count=count)),
            buttons=self._buttons(row, count),
            reply_to=row.reply_to,
            language=language,
            # Where messages are not edited, each state of the list is a new one.
            chapter=str(row.turn),
        )
        return Rendered(view)

    def _say(self, row: BlendRow, text_id: str, **arguments: Any) -> str:
        return self.texts.say(row.language, text_id, **arguments)

    def _lines(self, row: BlendRow, count: int, offer: Offer | None, *, has_sheet: bool) -> list[str]:
        asked = asked_words.of_json(row.asked)
        lines = [self._say(row, "blend-head", count=count)]
        if words := " / ".join(each.text for each in asked if each.text):
            lines.append(self._say(row, "blend-words", words=shortened(words, SHOWN_WORDS)))
        if row.lost:
            lines.append(self._say(row, "blend-lost", count=row.lost))
        if not has_sheet:
            lines.append(self._say(row, "blend-no-sheet"))
        if count < LEAST_IMAGES:
            lines.append(self._say(row, "blend-need-more"))
        elif offer is None:
            lines.append(self._say(row, "blend-look-again"))
        else:
            lines.append(self._price(row, offer))
        if count >= LEAST_IMAGES and not words:
            lines.append(self._say(row, "blend-no-words"))
        return lines

    def _price(self, row: BlendRow, offer: Offer) -> str:
        if self.manager.settings.uses_studio:
            return self._say(row, "job-price-studio", count=offer.pictures)
        models = self._say(row, "list-comma").join(offer.models)
        if not offer.price_li:
            return self._say(row, "blend-price-free", count=offer.pictures, model=models)
        price = money.yuan_text(offer.price_li)
        return self._say(row, "job-price-with", count=offer.pictures, model=models, price=price)

    def _buttons(self, row: BlendRow, count: int) -> tuple[tuple[Button, ...], ...]:
        def button(verb: BlendVerb, text_id: str) -> Button:
            pressed = BlendCallback(row.id, verb, row.turn)
            typed = f"/blend {typed_blend(pressed)}"
            style: Any = "primary" if verb == "paint" else ""
            return Button(self._say(row, text_id), pressed.pack(), typed, style=style)

        empty = button("empty", "blend-button-empty")
        if count < LEAST_IMAGES:
            return ((empty,),)
        move = button("move", "blend-button-swap" if count == LEAST_IMAGES else "blend-button-move")
        return ((button("paint", "blend-button-paint"),), (move, empty))
