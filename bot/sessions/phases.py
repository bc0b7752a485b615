"""Where a session is, and the only ways from one place to another.

gathering ──> painting ──> hanging ──> voting ──> gathering (next round) ... ──> ended
    └─ no ideas, twice ──> resting        any of them ──pause──> paused ──resume──> back
"""

from __future__ import annotations

from enum import StrEnum

from bot.sessions import events as happened


class Phase(StrEnum):
    """Where a session is."""

    GATHERING = "gathering"
    """Ideas are collected, until a time."""
    PAINTING = "painting"
    """The candidates are being painted."""
    ASSEMBLING = "hanging"
    """Painted; the numbered contact sheet is being made."""
    VOTING = "voting"
    """People choose, until a time."""
    RESTING = "resting"
    """Nothing happened for too long, a limit is in the way, or the bot was removed. Anybody may wake it."""
    PAUSED = "paused"
    """The host stopped the clock."""
    ENDED = "ended"


G, P, H, V = Phase.GATHERING, Phase.PAINTING, Phase.ASSEMBLING, Phase.VOTING
R, S, E = Phase.RESTING, Phase.PAUSED, Phase.ENDED
ROUND_OVER = frozenset({G, E})
"""A round that is over is followed by the next one, or by the end."""

LEAVING = (happened.Kick, happened.Leave, happened.PersonBanned)

TABLE: dict[tuple[Phase, type[happened.Event]], frozenset[Phase]] = {
    (G, happened.IdeaGiven): frozenset({G}),
    (G, happened.WithdrawIdea): frozenset({G}),
    (G, happened.StartPainting): frozenset({P}),
    (G, happened.PhaseTimer): frozenset({G, P, R}),  # no ideas: prolonged once, then it rests
    (R, happened.IdeaGiven): frozenset({G}),  # an idea wakes it
    (R, happened.WithdrawIdea): frozenset({R}),
    (P, happened.JobAccepted): frozenset({P}),
    (P, happened.JobPainted): frozenset({P, H, G, E}),  # more to come; all there; only one there: it wins
    (P, happened.CandidateMissed): frozenset({P, H, G, R, E}),  # and none there: once more, or rest, or no money left
    (P, happened.Close): frozenset({H, G, E}),  # goes on with what is there
    (H, happened.SheetReady): frozenset({V}),
    (V, happened.Vote): frozenset({V}),
    (V, happened.Close): ROUND_OVER,
    (V, happened.PhaseTimer): ROUND_OVER,
    # While the clock is stopped, what was begun is still noted.
    **{
        (stopped, event): frozenset({stopped})
        for stopped in (S, R)
        for event in (happened.JobAccepted, happened.JobPainted, happened.CandidateMissed, happened.SheetReady)
    },
    **{(phase, happened.Skip): ROUND_OVER for phase in (G, P, H, V)},
    **{(phase, happened.Pause): frozenset({S}) for phase in (G, P, H, V)},
    **{(phase, happened.Resume): frozenset({G, P, H, V, R, E}) for phase in (S, R)},
    **{(phase, happened.IdleTimer): frozenset({R}) for phase in (G, P, H, V, S)},
    **{(phase, happened.ChatBlocked): frozenset({R}) for phase in (G, P, H, V, S)},
    (R, happened.JobDequeued): frozenset({R}),
    **{(phase, event): frozenset({phase, R}) for phase in (G, P, H, V, R, S) for event in LEAVING},
    **{(phase, happened.Join): frozenset({phase}) for phase in (G, P, H, V, R, S)},
    **{(phase, happened.ChangeRules): frozenset({phase}) for phase in (G, P, H, V, R, S)},
    **{(phase, happened.End): frozenset({E}) for phase in (G, P, H, V, R, S)},
    **{(phase, happened.JobCostKnown): frozenset({phase}) for phase in Phase},
}
"""(phase, what happens) -> the phases that may follow. What is not here is refused, or (news, timers) of no account."""
