"""The phases of a session, and which event may lead from which phase to which.

gathering ──> painting ──> assembling ──> voting ──> gathering (next round) ... ──> ended
    └─ no ideas, twice ──> resting        any of them ──pause──> paused ──resume──> back
"""

from __future__ import annotations

from enum import StrEnum

from bot.sessions import events as ev


class Phase(StrEnum):
    """The phase of a session. The values are stored, and are part of text ids."""

    GATHERING = "gathering"
    """People give ideas, until a deadline."""
    PAINTING = "painting"
    """The candidates are being painted."""
    ASSEMBLING = "assembling"
    """All is painted; the numbered contact sheet is being made."""
    VOTING = "voting"
    """People vote, until a deadline."""
    RESTING = "resting"
    """Suspended automatically: nothing happened for too long, a limit was reached, or the bot was removed. Anybody may
    resume it."""
    PAUSED = "paused"
    """Suspended by the host, who alone may resume it."""
    ENDED = "ended"


G, P, H, V = Phase.GATHERING, Phase.PAINTING, Phase.ASSEMBLING, Phase.VOTING
R, S, E = Phase.RESTING, Phase.PAUSED, Phase.ENDED
ROUND_OVER = frozenset({G, E})
"""A finished round is followed by the next one, or by the end."""

LEAVING = (ev.Kick, ev.Leave, ev.PersonBanned)

TABLE: dict[tuple[Phase, type[ev.Event]], frozenset[Phase]] = {
    (G, ev.IdeaGiven): frozenset({G}),
    (G, ev.WithdrawIdea): frozenset({G}),
    (G, ev.StartPainting): frozenset({P}),
    (G, ev.ChooseWay): frozenset({G}),
    (G, ev.BlendWinners): frozenset({P}),
    (G, ev.UndoWinner): frozenset({G}),
    (G, ev.PhaseTimer): frozenset({G, P, R}),  # without ideas: prolonged once, then it rests
    (R, ev.IdeaGiven): frozenset({G}),  # an idea resumes it
    (R, ev.WithdrawIdea): frozenset({R}),
    (P, ev.JobAccepted): frozenset({P}),
    (P, ev.PaintAnew): frozenset({P}),
    (P, ev.ReferenceLost): frozenset({P}),
    (P, ev.JobPainted): frozenset({P, H, G, E}),  # some left; all done; one done: it wins
    (P, ev.CandidateMissed): frozenset({P, H, G, R, E}),  # none done: again, or rest, or the budget is used up
    (P, ev.Close): frozenset({H, G, E}),  # continues with what is painted
    (H, ev.SheetReady): frozenset({V}),
    (V, ev.Vote): frozenset({V}),
    (V, ev.Close): ROUND_OVER,
    (V, ev.PhaseTimer): ROUND_OVER,
    # While the session is suspended, results of what was begun are still recorded.
    **{
        (stopped, event): frozenset({stopped})
        for stopped in (S, R)
        for event in (ev.JobAccepted, ev.JobPainted, ev.CandidateMissed, ev.ReferenceLost, ev.SheetReady)
    },
    **{(phase, ev.Skip): ROUND_OVER for phase in (G, P, H, V)},
    **{(phase, ev.Pause): frozenset({S}) for phase in (G, P, H, V)},
    **{(phase, ev.Resume): frozenset({G, P, H, V, R, E}) for phase in (S, R)},
    **{(phase, ev.IdleTimer): frozenset({R}) for phase in (G, P, H, V, S)},
    **{(phase, ev.ChatBlocked): frozenset({R}) for phase in (G, P, H, V, S)},
    (R, ev.JobDequeued): frozenset({R}),
    **{(phase, event): frozenset({phase, R}) for phase in (G, P, H, V, R, S) for event in LEAVING},
    **{(phase, ev.Join): frozenset({phase}) for phase in (G, P, H, V, R, S)},
    **{(phase, ev.ChangeRules): frozenset({phase}) for phase in (G, P, H, V, R, S)},
    **{(phase, ev.End): frozenset({E}) for phase in (G, P, H, V, R, S)},
    **{(phase, ev.JobCostKnown): frozenset({phase}) for phase in Phase},
}
"""(phase, event) -> the phases that may follow. What is not here is refused; job results and timers without a text."""
