"""Rows of money."""

from typing import Literal, NamedTuple

ChargeKind = Literal["reserve", "settle", "refund"]


class ChargeRow(NamedTuple):
    """An entry in a payer's ledger: a reservation, what was settled, or what was released."""

    id: int
    payer_id: int
    job_id: int
    day: str
    kind: ChargeKind
    amount_li: int
    pictures: int
    at: float
    free_scope: str


class RunningTotalRow(NamedTuple):
    """The sum of a scope's ledger entries on one day."""

    scope: str
    day: str
    amount_li: int
    pictures: int


class AmountRow(NamedTuple):
    """An amount of money and a number of pictures."""

    amount_li: int
    pictures: int


class AccountDayRow(NamedTuple):
    """What an account spent on one day, summed from its entries."""

    account: str
    day: str
    amount_li: int
    pictures: int


class PayerDayRow(NamedTuple):
    """What a payer spent on one day, summed from the entries."""

    payer_id: int
    day: str
    amount_li: int
    pictures: int
