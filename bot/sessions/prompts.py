"""Builds the GenerationRequest that paints a candidate."""

from __future__ import annotations

from collections.abc import Sequence

from bot.adapter_api import GenerationRequest, Reference, ReferenceMode, Size
from bot.sessions.model import Candidate, Rules, Session
from bot.upstream.catalogue import Catalogue
from bot.upstream.model import MAX_SEED, Model, RequestRefusal

SEED_STEP = 1009
"""The distance between the seeds of two candidates: a job of several pictures uses the seeds that follow its own."""


def prompt_of(parts: Sequence[str], limit: int) -> str:
    """The theme and the ideas as one prompt of at most `limit` characters.

    If it is too long, the oldest ideas are dropped first: the theme and the newest idea stay.
    """
    between = "，" if any(not part.isascii() for part in parts) else ", "
    kept = list(parts)
    while len(between.join(kept)) > limit and len(kept) > 2:
        del kept[1]
    return between.join(kept)[:limit]


def request_for(session: Session, candidate: Candidate, catalogue: Catalogue) -> GenerationRequest | RequestRefusal:
    """The request that paints a candidate, or why no configured model can.

    A request has one reference: a picture that came with the idea, or else the last winner's. A model that does not support
    references, or not in the mode that the host wants, gets the prompt only, which has the winner's words in it.
    """
    rules = session.rules
    model = catalogue.models.get(rules.model)
    request = GenerationRequest(
        model=rules.model,
        prompt=prompt_of(candidate.parts, model.prompt_limit if model else 800),
        n=1,
        size=Size.parse(rules.size) if rules.size else model.default_size if model else Size(1024, 1024),
        seed=seed_of(rules, candidate),
        negative_prompt=negative_prompt(rules.negative, candidate.no, model.negative_limit if model else 500),
        style=candidate.style if model and candidate.style in model.styles else rules.style,
        reference=_reference(session, candidate, model) if model else None,
    )
    return catalogue.check(request) or request


def seed_of(rules: Rules, candidate: Candidate) -> int:
    """The seed of a candidate: the same whenever the session is repeated."""
    return (rules.seed + SEED_STEP * candidate.seed_no) % MAX_SEED


def negative_prompt(everywhere: str, here: str, limit: int) -> str:
    """The negative prompt. What a modifier adds is dropped if there is no room: it must not cause a refusal."""
    both = ", ".join(filter(None, (everywhere, here)))
    return both if len(both) <= limit else everywhere


def _reference(session: Session, candidate: Candidate, model: Model) -> Reference | None:
    image = candidate.image or session.current_round.reference
    # A picture that comes with an idea is its subject; for a winner's picture the host's rules decide.
    mode: ReferenceMode = "refonly" if not candidate.image and session.rules.keep == "style" else "repaint"
    rules = model.reference
    if not image or rules is None or mode not in rules.modes:
        return None
    return Reference(image, mode, model.reference_strength(mode))
