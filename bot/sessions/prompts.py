"""From a candidate to what is asked of the painter."""

from __future__ import annotations

from collections.abc import Sequence

from bot.adapter_api import GenerationRequest, Reference, ReferenceMode, Size
from bot.sessions.model import Candidate, Session
from bot.upstream.catalogue import Catalogue
from bot.upstream.model import MAX_SEED, Model, RequestRefusal

SEED_STEP = 1009
"""Between the seeds of two candidates: a picture of several takes the seeds that follow its own."""


def prompt_of(parts: Sequence[str], limit: int) -> str:
    """The theme and the ideas as one prompt of at most `limit` characters.

    When it gets too long, the oldest ideas go first: the theme and what is new stay.
    """
    between = "，" if any(not part.isascii() for part in parts) else ", "
    kept = list(parts)
    while len(between.join(kept)) > limit and len(kept) > 2:
        del kept[1]
    return between.join(kept)[:limit]


def request_for(session: Session, candidate: Candidate, catalogue: Catalogue) -> GenerationRequest | RequestRefusal:
    """The request that paints a candidate, or why no model of ours can.

    A picture that came with an idea goes before the last winner's: a request has one reference. A model that does not take
    references, or none of a winner in the way that the host wants, is given the words only: the winner's are among them.
    """
    rules = session.rules
    model = catalogue.models.get(rules.model)
    request = GenerationRequest(
        model=rules.model,
        prompt=prompt_of(candidate.parts, model.prompt_limit if model else 800),
        n=1,
        size=Size.parse(rules.size) if rules.size else model.default_size if model else Size(1024, 1024),
        seed=(rules.seed + SEED_STEP * candidate.seed_no) % MAX_SEED,
        negative_prompt=_negative_prompt(rules.negative, candidate.no, model.negative_limit if model else 500),
        style=candidate.style if model and candidate.style in model.styles else rules.style,
        reference=_reference(session, candidate, model) if model else None,
    )
    return catalogue.check(request) or request


def _negative_prompt(everywhere: str, here: str, limit: int) -> str:
    """What is not wanted; what a modifier adds is no reason for a refusal, so it goes where there is no room for it."""
    both = ", ".join(filter(None, (everywhere, here)))
    return both if len(both) <= limit else everywhere


def _reference(session: Session, candidate: Candidate, model: Model) -> Reference | None:
    image = candidate.image or session.current_round.reference
    # A picture that somebody brings is what the idea is about; of a winner the host has said what is kept.
    mode: ReferenceMode = "refonly" if not candidate.image and session.rules.keep == "style" else "repaint"
    rules = model.reference
    if not image or rules is None or mode not in rules.modes:
        return None
    return Reference(image, mode, model.reference_strength(mode))
