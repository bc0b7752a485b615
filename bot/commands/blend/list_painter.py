"""Paints a list of pictures as it was shown to its person; if it cannot be, shows what is left of it, and paints nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.commands.blend import asked as asked_words
from bot.commands.blend.offers import LEAST_IMAGES, Offer, Offers, offer_of
from bot.commands.paint.service import PaintService
from bot.commands.paint.sources import may_paint_from
from bot.grammar.option_values import Problem
from bot.intake import blend_list
from bot.intake.context import UpdateContext
from bot.intake.reply import one_line, respond
from bot.store import Tx
from bot.store.rows import BlendRow


@dataclass(frozen=True, slots=True)
class ListPainter:
    """Paints lists, and shows them again after a change."""

    paints: PaintService

    def paint_as_shown(self, tx: Tx, context: UpdateContext, row: BlendRow) -> None:
        """Paint what a list's post shows."""
        offer = offer_of(row.offer)
        if offer is None:
            self.show_anew(tx, context, row, blend_list.keys_of(tx, row.id))
        else:
            self.paint(tx, context, row, offer)

    def paint(self, tx: Tx, context: UpdateContext, row: BlendRow, offer: Offer, *, reply_to: str = "") -> None:
        """Paint an offer for all pictures of a list, once: the list ends. Not if a picture was deleted meanwhile, or it costs
        more by now."""
        keys = blend_list.keys_of(tx, row.id)
        left = tuple(key for key in keys if may_paint_from(tx, context.speaker, key))
        if not left:
            blend_list.end(tx, row.id)
            respond(tx, context, one_line("reference-gone"))
        elif len(left) < len(keys) or not Offers(self.paints).still_stands(tx, context.speaker, offer):
            self.show_anew(tx, context, row, left, lost=row.lost + len(keys) - len(left))
        elif denied := self.paints.queue_agreed(tx, context, offer.items, "blend", reply_to or row.reply_to):
            self.paints.answer_denied(tx, context, denied)
        else:
            blend_list.end(tx, row.id)

    def show_anew(
        self, tx: Tx, context: UpdateContext, row: BlendRow, keys: Sequence[str], *, lost: int | None = None
    ) -> None:
        """Show a list with these pictures, and what painting them costs now."""
        offer = Offers(self.paints).make(tx, context.speaker, asked_words.of_json(row.asked), keys)
        if isinstance(offer, Problem):
            self.paints.answer_problem(tx, context, offer)
        stored = offer.to_json() if isinstance(offer, Offer) and len(keys) >= LEAST_IMAGES else ""
        lost = row.lost if lost is None else lost
        blend_list.change(tx, row, keys, asked=row.asked, offer=stored, lost=lost)
