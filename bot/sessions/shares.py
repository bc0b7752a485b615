"""Each person's share of the cost: a picture's cost is divided among the authors of its ideas. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from bot.sessions.model import Session

FEN_LI = 10


@dataclass(frozen=True, slots=True)
class Share:
    """One person's share: how many pictures are of their idea alone, and money in li."""

    person: int
    pictures: int
    amount_li: int


def shares_of(session: Session) -> tuple[Share, ...]:
    """Everyone's share, largest first. The shares add up to the total: they are whole fen, unless the price itself is not,
    and the remainder goes to those whose idea came first."""
    amounts: dict[int, int] = {}
    pictures: dict[int, int] = {}
    for candidate in session.candidates():
        if candidate.unchanged:
            continue
        unit = 1 if candidate.cost_li % FEN_LI else FEN_LI
        each, rest = divmod(candidate.cost_li // unit, len(candidate.authors))
        for place, person in enumerate(candidate.authors):
            amounts[person] = amounts.get(person, 0) + (each + (1 if place < rest else 0)) * unit
        if candidate.state == "done" and len(candidate.authors) == 1:
            pictures[candidate.authors[0]] = pictures.get(candidate.authors[0], 0) + 1
    order = sorted(amounts, key=lambda person: (-amounts[person], -pictures.get(person, 0), person))
    return tuple(Share(person, pictures.get(person, 0), amounts[person]) for person in order)
