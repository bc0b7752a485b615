"""The buttons of a session's card: votes, and the host's hand. An action holds all it needs, so it works after a restart."""

from __future__ import annotations

from bot.creative.card import Say, leader
from bot.creative.model import Session
from bot.creative.phases import Phase
from bot.messages import Button

BUTTONS_A_ROW = 4


def buttons_of(say: Say, session: Session, most: int, *, changes: bool) -> tuple[tuple[Button, ...], ...]:
    """The rows of buttons for where a session is; `most` is how many a message can carry. Without `changes` (the message stands
    as it was sent) they count no votes: the numbers would be wrong with the first one."""
    phase = Phase(session.phase)
    zh = session.language == "zh"

    def button(name: str, verb: str, typed_zh: str, typed_en: str) -> Button:
        typed = f"/创作 {typed_zh}" if zh else f"/session {typed_en}"
        return Button(say(f"session-button-{name}"), f"session:{session.id}:{verb}", typed)

    pause = button("pause", "pause", "暂停", "pause")
    skip = button("skip", "skip", "跳过", "skip")
    rows: list[tuple[Button, ...]] = []
    match phase:
        case Phase.GATHERING:
            rows = [(button("paint", "paint", "开画", "paint"), pause), (button("end", "end", "结束", "end"),)]
        case Phase.PAINTING if any(c.state == "done" for c in session.now_round.candidates):
            rows = [(button("go-on", "close", "截止", "close"), skip)]
        case Phase.PAINTING | Phase.HANGING:
            rows = [(pause, skip)]
        case Phase.VOTING:
            votes = _votes(say, session, changes)[: max(1, most - 1)]
            rows = [votes[i : i + BUTTONS_A_ROW] for i in range(0, len(votes), BUTTONS_A_ROW)]
            rows.append((button("close", "close", "截止", "close"),))
        case Phase.RESTING | Phase.PAUSED:
            rows = [(button("resume", "resume", "继续", "resume"), button("end", "end", "结束", "end"))]
        case Phase.ENDED:
            rows = [(button("album", "album", "画册", "album"),)] if leader(session) else []
    return tuple(rows)


def _votes(say: Say, session: Session, changes: bool) -> tuple[Button, ...]:
    current, tally = session.now_round, session.now_round.tally()
    typed = "投 {}" if session.language == "zh" else "vote {}"
    return tuple(
        Button(
            say("session-button-vote", number=c.number, votes=tally[c.number])
            if changes
            else say("session-button-vote-for", number=c.number),
            f"vote:{session.id}:{current.number}:{c.number}",
            typed.format(c.number),
        )
        for c in current.candidates
    )
