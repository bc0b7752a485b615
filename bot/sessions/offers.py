"""What the host can do with the last winner's picture while ideas are gathered: what the card offers."""

from __future__ import annotations

from dataclasses import dataclass

from bot.jobs import money
from bot.jobs.manager import JobManager
from bot.sessions.candidate_jobs import is_gone
from bot.sessions.change_requests import change_price_li, edit_model, most_images
from bot.sessions.model import MAX_BLENDED, Session
from bot.sessions.phases import Phase
from bot.store import Tx


@dataclass(frozen=True, slots=True)
class WinnerOffer:
    """`changes`: whether the winner's picture can be changed by words here. `blends`: the pictures that tied, if they can be
    blended; `choice`: of how many pictures the host may have any blended (0: of none). `is_gone`: the winner's picture was
    deleted. `undoes`: whether there is a winner that can be taken back. `price`: what a change costs, in yuan; empty if it is
    free."""

    changes: bool = False
    blends: tuple[int, ...] = ()
    choice: int = 0
    is_gone: bool = False
    undoes: bool = False
    price: str = ""


def offer_for(tx: Tx, manager: JobManager, session: Session) -> WinnerOffer:
    """What is offered in the session's present phase."""
    current, led = session.current_round, session.latest_winner()
    if session.phase != Phase.GATHERING or led is None:
        return WinnerOffer()
    if not current.reference or is_gone(tx, current.reference):
        return WinnerOffer(is_gone=bool(current.reference), undoes=True)
    former, most = led[0], min(MAX_BLENDED, most_images(manager.roles))
    there = {c.number for c in former.candidates if not is_gone(tx, c.picture)} if most > 1 else set()
    tied = former.tied()
    price_li = 0 if manager.settings.uses_studio else change_price_li(session.rules, manager.roles, 1)
    return WinnerOffer(
        changes=edit_model(manager.roles) is not None,
        blends=tied if len(tied) <= most and there.issuperset(tied) else (),
        choice=len(there) if len(there) > 1 else 0,
        undoes=True,
        price=money.yuan_text(price_li) if price_li else "",
    )
