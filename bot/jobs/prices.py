"""What a request costs its payer, and whether a picture may cost that much."""

from __future__ import annotations

from dataclasses import dataclass

from bot.adapter_api import GenerationRequest
from bot.jobs import money
from bot.jobs.limits import Denied
from bot.store.rows import JobRow
from bot.upstream import ModelRoles

NOT_AGREED = "price-not-agreed"
"""The denial of a request that costs more than was agreed to: its payer is to be asked."""


@dataclass(frozen=True, slots=True)
class Price:
    """What a request costs its payer, in li: each picture, and its reference images together. `free_scope` is the scope of
    the free allowance that is used instead, if any."""

    picture_li: int
    inputs_li: int = 0
    free_scope: str = ""

    def total_li(self, n: int) -> int:
        """What n pictures cost."""
        return n * self.picture_li + self.inputs_li

    def each_li(self, n: int) -> int:
        """What each of n pictures costs, with its share of the reference images, rounded up."""
        return -(-self.total_li(n) // max(n, 1))


def deny(roles: ModelRoles, request: GenerationRequest, each_li: int, agreed_li: int | None) -> Denied | None:
    """The denial of a request whose pictures cost `each_li` each: above the operator's limit, whoever asks, or above what its
    payer has agreed to (None: to what a picture of the role's model costs)."""
    limit = roles.max_picture_li
    if limit and each_li > limit:
        price, most = money.yuan_text(each_li), money.yuan_text(limit)
        return Denied("refusal-price-limit", {"price": price, "limit": most, "model": request.model})
    if agreed_li is None:
        edits = request.reference is not None and request.reference.mode == "edit"
        agreed_li = roles.usual_price_li("edit" if edits else "paint")
    if each_li <= agreed_li:
        return None
    return Denied(NOT_AGREED, {"price": money.yuan_text(each_li), "model": request.model})


def agreed_by(job: JobRow, payer_id: int) -> int:
    """What a payer has agreed that a picture may cost, in li, by an earlier job: nothing if somebody else paid for that."""
    return Price(job.price_li, job.input_li).each_li(job.n) if job.payer_id == payer_id else 0
