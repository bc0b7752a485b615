"""Who has cost how much: what each picture cost, shared by those whose ideas it paints. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from bot.sessions.model import Session

FEN_LI = 10


@dataclass(frozen=True, slots=True)
class Share:
    """One person's part: pictures of their own ideas (those of all together not counted), and money in li."""

    person: int
    pictures: int
    amount_li: int


def shares_of(session: Session) -> tuple[Share, ...]:
    """Everyone's share, who cost most first. The shares add up to the whole: what cannot be divided (in fen, as people count,
    unless the price itself has a part of one) goes to those whose idea came first."""
    amounts: dict[int, int] = {}
    pictures: dict[int, int] = {}
    for candidate in session.candidates():
        unit = 1 if candidate.cost_li % FEN_LI else FEN_LI
        each, rest = divmod(candidate.cost_li // unit, len(candidate.authors))
        for place, person in enumerate(candidate.authors):
            amounts[person] = amounts.get(person, 0) + (each + (1 if place < rest else 0)) * unit
        if candidate.state == "done" and len(candidate.authors) == 1:
            pictures[candidate.authors[0]] = pictures.get(candidate.authors[0], 0) + 1
    order = sorted(amounts, key=lambda person: (-amounts[person], -pictures.get(person, 0), person))
    return tuple(Share(person, pictures.get(person, 0), amounts[person]) for person in order)
