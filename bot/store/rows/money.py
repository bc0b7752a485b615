"""Rows of money; bot/jobs/money.py writes and reads them. Units: see `bot.store.rows`."""

from typing import Literal, NamedTuple

ChargeKind = Literal["reserve", "settle", "refund"]
"""`reserve`: when a job is accepted; `settle`: when it has ended, minus what was not used; `refund`: by the operator."""


class ChargeRow(NamedTuple):
    """An entry in a payer's ledger. The entries of a job or a call add up to what it costs; none is ever changed."""

    id: int
    payer_id: int  # stays when the payer's person is erased
    job_id: int
    day: str  # YYYY-MM-DD in the operator's time zone; that of the reservation in all entries of a job
    kind: ChargeKind
    amount_li: int  # what it adds to the payer's total: 0 or more in a reserve, 0 or less in a settle or refund
    pictures: int  # likewise; 0 in a refund
    at: float
    free_scope: str  # of a reserve: the free allowance that it uses, `free:ACCOUNT:MODEL`; '': none
    call_id: int  # of a ChatCallRow; then there is no job: `job_id` is 0. 0: the entry is a job's
    gift_pictures: int  # of `pictures`, those that were given to the payer (bot/jobs/gifts.py)
    model: str  # of the job; `calls`: of a call; '': not known any more


class LimitChangeRow(NamedTuple):
    """A change of the configured limits, or several."""

    source: str  # everybody, person, conversation
    name: str  # of the limit; of everybody: limits
    value: str  # a number; of everybody: JSON object of limits by name


class RunningTotalRow(NamedTuple):
    """The sum of a scope's ledger entries on one day."""

    # all, payer:7, conversation:3, session:5, authored:7, free:ACCOUNT:MODEL; of costs account:A, upstream; of gifts
    # (bot/jobs/gifts.py) gift:payer:7, gift:conversation:3, gift:left:7, gift:given:7
    scope: str
    # YYYY-MM-DD as in ChargeRow; `always` (running_totals.ALL_TIME) of free allowances, and of gifts left and given
    day: str
    amount_li: int  # reserved and settled together
    pictures: int  # reserved and settled together


class AmountRow(NamedTuple):
    """An amount of money and a number of pictures."""

    amount_li: int
    pictures: int


class AccountDayRow(NamedTuple):
    """What an account spent on one day, summed from its entries."""

    account: str  # AccountRow.name
    day: str  # YYYY-MM-DD as in ChargeRow
    amount_li: int
    pictures: int


class PayerDayRow(NamedTuple):
    """What a payer spent on one day, summed from the entries."""

    payer_id: int
    day: str  # YYYY-MM-DD as in ChargeRow
    amount_li: int
    pictures: int


class SpendingRow(NamedTuple):
    """What a person, a conversation or a model has cost people in some days."""

    id: int  # the payer, or ConversationRow; 0: a model
    platform: str  # '': a model, or somebody whose data were erased
    address: str  # the platform's id of the person or the chat; '': as `platform`
    name: str  # the person's, or the model's; `calls`: of chat models; '': not known (any more)
    amount_li: int
    pictures: int
