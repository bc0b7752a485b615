"""What a list of pictures would be painted as: the requests, the model that the router finds for so many images, the price.

What is shown is what is painted: the requests are stored with the list, and made again only when it changes, or when one of them
is refused or dearer by then.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.adapter_api import Size
from bot.commands.batch.batches import MAX_PICTURES, Batches, BatchItem
from bot.commands.paint.service import PaintService
from bot.commands.presets.presets import Bilingual
from bot.grammar.option_values import Problem
from bot.grammar.parsing import Parsed
from bot.grammar.picture_numbers import numbers_named
from bot.grammar.talk import is_paintable, points_to_image
from bot.intake.images import size_of
from bot.intake.preferences import of_both
from bot.intake.speaker import Speaker
from bot.store import Tx

LEAST_IMAGES = 2


@dataclass(frozen=True, slots=True)
class Offer:
    """Requests with what each of their pictures costs (`BatchItem.agreed_li`), and what all cost, in li."""

    items: tuple[BatchItem, ...]
    price_li: int

    @property
    def pictures(self) -> int:
        """How many pictures it makes."""
        return sum(item.request.n for item in self.items)

    @property
    def models(self) -> tuple[str, ...]:
        """The models that paint it."""
        return tuple(dict.fromkeys(item.request.model for item in self.items))

    def covers(self, other: Offer) -> bool:
        """Whether a person who has seen this offer knows the price and the models of the other one."""
        return other.price_li <= self.price_li and other.models == self.models and other.pictures <= self.pictures

    def to_json(self) -> str:
        """The stored form; `offer_of` is its inverse."""
        return json.dumps(
            {"items": [item.to_json() for item in self.items], "price_li": self.price_li}, ensure_ascii=False
        )


def offer_of(text: str) -> Offer | None:
    """A stored offer; None if there was none."""
    if not text:
        return None
    data: dict[str, Any] = json.loads(text)
    return Offer(tuple(BatchItem.from_json(each) for each in data["items"]), data["price_li"])


@dataclass(frozen=True, slots=True)
class Offers:
    """Makes offers."""

    paints: PaintService

    def make(self, tx: Tx, speaker: Speaker, asked: Sequence[Parsed], keys: Sequence[str]) -> Offer | Problem:
        """The offer for words and images, which all are there; or why it cannot be painted. Without words they are made one
        picture."""
        items = []
        for each in asked or (Parsed("blend", ""),):
            if problem := number_problem(each.text, len(keys)):
                return problem
            if points_to_image(each.text):
                return Problem("link-unreadable", {})
            item = self._item(tx, speaker, each, keys)
            if isinstance(item, Problem):
                return item
            items.append(item)
        if (pictures := sum(item.request.n for item in items)) > MAX_PICTURES:
            return Problem("many-too-many-pictures", {"count": pictures, "most": MAX_PICTURES})
        return Offer(tuple(items), self._price_li(tx, speaker, items))

    def _item(self, tx: Tx, speaker: Speaker, parsed: Parsed, keys: Sequence[str]) -> BatchItem | Problem:
        if not (is_paintable(parsed.text) or parsed.modifiers):
            parsed = replace(parsed, text=self._default_words(speaker, len(keys)))
        styled = self.paints.modifiers.apply(tx, speaker, parsed)
        if isinstance(styled, Problem):
            return styled
        last = size_of(tx, keys[-1])
        found = self.paints.builder.build(
            styled,
            speaker,
            reference=keys[0],
            more=tuple(keys[1:]),
            mode="edit",
            # As the vendors do where no size is said.
            shape=Size(*last) if last else None,
            preferences=of_both(speaker.person, speaker.conversation),
        )
        if isinstance(found, Problem):
            return found
        label = " · ".join(filter(None, parsed.choices))
        item = BatchItem(found.request, Bilingual(label, label), found.usual_li)
        return replace(item, agreed_li=self._batches.each_li(tx, item, speaker.payer.id))

    def _default_words(self, speaker: Speaker, count: int) -> str:
        return self.paints.builder.texts.say(speaker.language, "prompt-bare-blend", count=count)

    def _price_li(self, tx: Tx, speaker: Speaker, items: Sequence[BatchItem]) -> int:
        prices = (self.paints.manager.price_for(tx, item.request, speaker.payer.id) for item in items)
        return sum(price.total_li(item.request.n) for price, item in zip(prices, items, strict=True))

    @property
    def _batches(self) -> Batches:
        return Batches(self.paints.manager)

    def still_stands(self, tx: Tx, speaker: Speaker, offer: Offer) -> bool:
        """Whether an offer can be painted as it was shown: its models may and can, for no more."""
        roles = self.paints.manager.roles
        return all(
            roles.refusal(item.request) is None and self._batches.each_li(tx, item, speaker.payer.id) <= item.agreed_li
            for item in offer.items
        )


def number_problem(words: str, count: int) -> Problem | None:
    """What is wrong with words that name picture 4 of 3."""
    missing = [number for number in sorted(numbers_named(words)) if not 1 <= number <= count]
    return Problem("blend-no-such-number", {"number": missing[0], "count": count}) if missing else None
