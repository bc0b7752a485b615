"""Property tests of the state machine: whatever people, timers and job results do, the invariants of a session hold."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Literal

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bot.sessions import events as ev
from bot.sessions.effects import CancelJobs, DequeueJobs, EnqueueJobs, EventRefused, MakeSheet, Transition
from bot.sessions.machine import new_session, step
from bot.sessions.model import MAX_CANDIDATES, NEVER, Rules, Session, dump, load
from bot.sessions.participation import may_lead
from bot.sessions.phases import TABLE, Phase
from bot.sessions.rounds import EARLY_CLOSE_DELAY_S, everyone_has_answered, winner_of
from tests.examples import examples

PEOPLE = st.integers(1, 5)
WORDS = st.sampled_from(["a fox", "a boat", "雪", "العربية", "", "x" * 400])
OPEN = {Phase.GATHERING, Phase.PAINTING, Phase.ASSEMBLING, Phase.VOTING}


class Life(RuleBasedStateMachine):
    """Events of people, timers and jobs in random order."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 1_800_000_000.0
        self.jobs = 0
        self.ended_as: Session | None = None
        self.walked: set[tuple[Phase, type[ev.Event], Phase]] = set()
        rules = Rules(rounds=2, per_round=3, ideas_s=100, vote_s=50)
        self.session = new_session(7, "autumn", "en", ev.Actor(1, "ann"), rules, self.now)

    def do(self, event: ev.Event) -> Transition | EventRefused:
        before = self.session
        outcome = step(before, event, self.now)
        if isinstance(outcome, EventRefused):
            return outcome
        after = outcome.session
        assert Phase(after.phase) in TABLE[Phase(before.phase), type(event)]
        if isinstance(event, ev.HostOnly):
            assert may_lead(before, event.by)
        # A phase that waits for something has requested it as an effect.
        if after.phase == Phase.PAINTING != before.phase and before.phase not in (Phase.PAUSED, Phase.RESTING):
            assert EnqueueJobs() in outcome.effects
        if after.phase == Phase.ASSEMBLING != before.phase and before.phase == Phase.PAINTING:
            assert MakeSheet() in outcome.effects
        # The jobs of candidates that were given up are cancelled.
        was_open = {c.job for c in before.current_round.candidates if c.state == "ordered"}
        still_open = {c.job for r in after.rounds for c in r.candidates if c.state == "ordered"}
        if after.phase in (Phase.ENDED, Phase.GATHERING) and isinstance(event, (ev.End, ev.Skip)) and was_open:
            assert CancelJobs(tuple(sorted(was_open))) in outcome.effects
        assert after.phase == Phase.ENDED or not (after.phase == Phase.VOTING and still_open)
        self.walked.add((Phase(before.phase), type(event), Phase(after.phase)))
        self.session = after
        return outcome

    def actor(self, person: int, admin: bool = False) -> ev.Actor:
        return ev.Actor(person, f"p{person}", admin)

    @rule(good=st.integers(0, 4))
    def as_it_should(self, good: int) -> None:
        """The regular next event; without this, random events seldom reach a vote."""
        host = self.actor(self.session.host)
        current = self.session.current_round
        match Phase(self.session.phase):
            case Phase.GATHERING:
                self.do(ev.IdeaGiven(host, "a lighthouse"))
                self.do(ev.StartPainting(host))
            case Phase.PAINTING:
                for candidate in current.candidates:
                    self.accepted(candidate.number)
                    if candidate.number <= good or current.blended:
                        self.painted(candidate.number, 160)
                    elif good:
                        self.missed(candidate.number, "error-moderation")
            case Phase.ASSEMBLING:
                self.hung(current.number)
            case Phase.VOTING:
                self.do(ev.Vote(self.actor(3), good, current.number))
            case Phase.PAUSED | Phase.RESTING:
                self.do(ev.Resume(host))
            case Phase.ENDED:
                pass

    @rule(person=PEOPLE)
    def join(self, person: int) -> None:
        self.do(ev.Join(self.actor(person)))

    @rule(person=PEOPLE, text=WORDS)
    def idea(self, person: int, text: str) -> None:
        self.do(ev.IdeaGiven(self.actor(person), text))

    @rule(person=PEOPLE)
    def take_back(self, person: int) -> None:
        self.do(ev.WithdrawIdea(self.actor(person)))

    @rule(person=PEOPLE, number=st.integers(0, 4), late=st.booleans())
    def vote(self, person: int, number: int, late: bool) -> None:
        self.do(ev.Vote(self.actor(person), number, len(self.session.rounds) - late))

    @rule(
        person=PEOPLE,
        admin=st.booleans(),
        what=st.sampled_from([ev.StartPainting, ev.Close, ev.Skip, ev.Pause, ev.Resume]),
    )
    def hand(self, person: int, admin: bool, what: type[ev.ByPerson]) -> None:
        self.do(what(self.actor(person, admin)))

    @rule(other=PEOPLE, admin=st.booleans())
    def kick(self, other: int, admin: bool) -> None:
        self.do(ev.Kick(self.actor(2, admin), other))

    @rule(person=PEOPLE)
    def leave(self, person: int) -> None:
        self.do(ev.Leave(self.actor(person)))

    @rule(person=PEOPLE)
    def banned(self, person: int) -> None:
        self.do(ev.PersonBanned(person))
        now = self.session
        if now.phase != Phase.ENDED:
            assert not any(ballot.person == person for ballot in now.current_round.votes)
            assert now.host != person or not now.present()
            ideas = {idea.person for idea in now.current_round.ideas} - {person}
            mixed = [c for c in now.current_round.candidates if c.state == "wanted" and len(c.authors) > 1]
            if now.current_round.blended:
                mixed = []  # Their pictures are in it: it is not painted at all (`limit-banned`).
            assert not [c for c in mixed if person in c.authors and ideas & set(c.authors)]

    @rule(rounds=st.integers(1, 4), strict=st.booleans(), vote_s=st.sampled_from([10.0, 500.0]))
    def change(self, rounds: int, strict: bool, vote_s: float) -> None:
        rules = replace(self.session.rules, rounds=rounds, strict=strict, vote_s=vote_s)
        self.do(ev.ChangeRules(self.actor(self.session.host), rules))

    @precondition(lambda self: any(r.candidates for r in self.session.rounds))
    @rule()
    def end(self) -> None:
        self.do(ev.End(self.actor(self.session.host)))

    @rule(seconds=st.sampled_from([1.0, 30.0, 101.0, 90_000.0]))
    def clock(self, seconds: float) -> None:
        self.now += seconds
        self.do(ev.IdleTimer())
        self.do(ev.PhaseTimer())

    @rule()
    def removed(self) -> None:
        """The bot is removed; waiting jobs are dequeued, half of them having been submitted already."""
        outcome = self.do(ev.ChatBlocked())
        for effect in outcome.effects if isinstance(outcome, Transition) else ():
            assert isinstance(effect, DequeueJobs)
            for candidate in self.session.current_round.candidates:
                if candidate.job in effect.jobs and candidate.job % 2:
                    self.do(ev.JobDequeued(candidate.number))

    @rule(number=st.integers(1, 5))
    def accepted(self, number: int) -> None:
        self.jobs += 1
        self.do(ev.JobAccepted(number, self.jobs))

    @rule(number=st.integers(1, 5), cost=st.integers(0, 500))
    def painted(self, number: int, cost: int) -> None:
        self.do(ev.JobPainted(number, f"jobs/{number}/0.png", cost))

    @rule(number=st.integers(1, 5), problem=st.sampled_from(["error-moderation", "session-budget-out", "limit-day"]))
    def missed(self, number: int, problem: str) -> None:
        self.do(ev.CandidateMissed(number, problem))

    @rule(person=PEOPLE, way=st.sampled_from(["anew", "change"]), agreed_li=st.sampled_from([0, 200]))
    def choose(self, person: int, way: Literal["anew", "change"], agreed_li: int) -> None:
        self.do(ev.ChooseWay(self.actor(person), way, agreed_li))

    @rule(person=PEOPLE, numbers=st.sets(st.integers(1, 5), max_size=3), text=WORDS)
    def blend(self, person: int, numbers: set[int], text: str) -> None:
        self.do(ev.BlendWinners(self.actor(person), tuple(numbers), text, instruction="make one picture"))

    @rule(person=PEOPLE)
    def undo(self, person: int) -> None:
        led = self.session.latest_winner()
        outcome = self.do(ev.UndoWinner(self.actor(person)))
        if isinstance(outcome, Transition):
            assert led is not None
            taken_back, now = led[0].number, self.session.current_round
            assert self.session.rounds[taken_back - 1].undone == now.number
            before = self.session.latest_winner()
            assert before is None or before[0].number < taken_back
            assert now.references == ((before[1].picture,) if before else ())
            assert now.base == (before[1].parts if before else self.session.rounds[0].base)

    @rule(starts_from=st.booleans())
    def gone(self, starts_from: bool) -> None:
        outcome = self.do(ev.PaintAnew("session-winner-gone", starts_from))
        if isinstance(outcome, Transition):
            assert outcome.effects == (EnqueueJobs(),)
            assert self.session.current_round.way == "anew"

    @rule(number=st.integers(1, 5))
    def lost(self, number: int) -> None:
        before = self.session.phase
        if isinstance(outcome := self.do(ev.ReferenceLost(number)), Transition):
            candidate = self.session.current_round.candidate(number)
            assert candidate is not None
            assert (candidate.state, candidate.job) == ("wanted", 0)
            assert not self.session.current_round.references
            assert outcome.effects == ((EnqueueJobs(),) if before == Phase.PAINTING else ())

    @rule(job=st.integers(1, 20), cost=st.integers(0, 500))
    def billed(self, job: int, cost: int) -> None:
        self.do(ev.JobCostKnown(job, cost))

    @rule(round_=st.integers(1, 3))
    def hung(self, round_: int) -> None:
        self.do(ev.SheetReady(round_, "sessions/7/r1.jpg", 100, 100))

    @invariant()
    def one_voice_a_person(self) -> None:
        for each in self.session.rounds:
            assert all(count == 1 for count in Counter(b.person for b in each.votes).values())
            assert all(count == 1 for count in Counter(i.person for i in each.ideas).values())
            assert sum(each.tally().values()) == len(each.votes)
            assert {b.number for b in each.votes} <= {c.number for c in each.candidates}

    @invariant()
    def winners_have_most_votes(self) -> None:
        for each in self.session.rounds:
            if each.winner:
                assert each.winner == winner_of(each) or len(each.candidates) == 1
                assert each.candidate(each.winner) is not None

    @invariant()
    def timed_phases_have_a_time_and_no_others(self) -> None:
        timed = self.session.phase in (Phase.GATHERING, Phase.VOTING)
        assert (self.session.due_at < NEVER) == timed
        assert bool(self.session.before) == (self.session.phase in (Phase.PAUSED, Phase.RESTING))

    @invariant()
    def it_goes_on_in_a_moment_when_all_are_in_and_only_then(self) -> None:
        now = self.session
        early = now.phase in (Phase.GATHERING, Phase.VOTING) and now.rules.early and everyone_has_answered(now)
        assert bool(now.full_due_at) == early
        if now.full_due_at:
            assert now.due_at <= min(now.full_due_at, self.now + EARLY_CLOSE_DELAY_S)

    @invariant()
    def the_line_of_descent_is_unbroken(self) -> None:
        for former, later in zip(self.session.rounds, self.session.rounds[1:], strict=False):
            winner, led = former.candidate(former.winner), self.session.latest_winner(before=later.number)
            if later.notice:
                assert not later.more
                assert later.way == "anew"
            elif later.blended:
                assert led is not None
                blended = [led[0].candidate(number) for number in later.blended]
                assert later.references == tuple(c.picture for c in blended if c)
                assert {part for c in blended if c for part in c.parts} == set(later.base)
            elif any(each.undone == later.number for each in self.session.rounds):
                assert (later.base, later.reference) == (
                    (led[1].parts, led[1].picture) if led else (self.session.rounds[0].base, "")
                )
            elif winner:
                assert (later.base, later.reference) == (winner.parts, winner.picture)
            elif not former.blended and later.reference:
                assert (later.base, later.reference) == (former.base, former.reference)
            assert later.reference or later.way == "anew"
        assert [r.number for r in self.session.rounds] == list(range(1, len(self.session.rounds) + 1))

    @invariant()
    def limits_hold(self) -> None:
        assert all(len(r.candidates) <= MAX_CANDIDATES for r in self.session.rounds)

    @invariant()
    def an_unchanged_winner_is_the_last_choice_of_a_vote_about_its_changes(self) -> None:
        for each in self.session.rounds:
            kept = [c for c in each.candidates if c.unchanged]
            if kept:
                assert each.candidates[-1:] == tuple(kept)
                assert len(each.candidates) > 1
                led = self.session.latest_winner(before=each.number)
                assert led is not None
                assert (kept[0].picture, kept[0].parts, kept[0].job) == (led[1].picture, each.base, 0)

    @invariant()
    def who_was_removed_has_no_voice(self) -> None:
        assert not {b.person for b in self.session.current_round.votes} & set(self.session.kicked)

    @invariant()
    def the_end_is_final(self) -> None:
        if self.ended_as is not None:
            now = self.session
            assert replace(now, rounds=()) == replace(self.ended_as, rounds=()), "only costs may still become known"
            assert [r.winner for r in now.rounds] == [r.winner for r in self.ended_as.rounds]
        elif self.session.phase == Phase.ENDED:
            self.ended_as = self.session

    @invariant()
    def it_survives_being_written_down(self) -> None:
        assert load(dump(self.session)) == self.session


TestLife = pytest.mark.drawn(Life.TestCase)
TestLife.settings = settings(max_examples=examples(200), stateful_step_count=60, deadline=None)


def something_happens(life: Life, chance: random.Random) -> None:
    """One event at random."""
    problems = ["error-moderation", "session-budget-out", "limit-day"]
    hands = [ev.Close, ev.Skip, ev.Pause, ev.Resume]
    events: list[Callable[[], None]] = [
        *[lambda: life.as_it_should(chance.choice((0, 1, 3)))] * 3,
        lambda: life.idea(chance.randint(1, 3), "a fox"),
        lambda: life.vote(chance.randint(1, 3), 1, False),
        lambda: life.take_back(1),
        lambda: life.join(chance.randint(1, 3)),
        lambda: life.hand(1, True, chance.choice(hands)),
        lambda: life.kick(chance.randint(1, 3), True),
        lambda: life.leave(chance.randint(1, 3)),
        lambda: life.banned(chance.randint(1, 3)) if chance.random() < 0.6 else None,
        lambda: life.change(chance.randint(1, 3), False, 50.0),
        lambda: life.clock(chance.choice([101.0, 90_000.0])),
        lambda: life.accepted(chance.randint(1, 3)),
        lambda: life.painted(chance.randint(1, 3), 160),
        lambda: life.missed(chance.randint(1, 3), chance.choice(problems)),
        lambda: life.hung(len(life.session.rounds)),
        lambda: life.billed(life.jobs, 160),
        lambda: something_with_the_winner(life, chance),
        lambda: life.removed() if chance.random() < 0.1 else None,
        lambda: life.end() if chance.random() < 0.3 else None,
    ]
    chance.choice(events)()


def something_with_the_winner(life: Life, chance: random.Random) -> None:
    """One event at random of those that are about the last winner's picture."""
    events: list[Callable[[], None]] = [
        lambda: life.choose(1, chance.choice(("anew", "change")), 200),
        lambda: life.blend(1, {1, 2}, "a fox"),
        lambda: life.gone(False),
        lambda: life.undo(1),
        lambda: life.lost(chance.randint(1, 3)),
    ]
    chance.choice(events)()


@pytest.mark.parametrize("how", [ev.Kick, ev.Leave, ev.PersonBanned])
def test_state_machine__when_the_last_who_had_not_spoken_goes_a_round_goes_on_three_seconds_later(
    how: type[ev.Event],
) -> None:
    """In the second round all who gave ideas in the first have spoken but one, who goes."""
    life = Life()
    for person in (1, 2, 3):
        life.idea(person, "a fox")
    life.hand(1, True, ev.StartPainting)
    life.hand(1, True, ev.Skip)
    for person in (1, 2):
        life.idea(person, "an owl")
    assert not life.session.full_due_at
    if how is ev.Kick:
        life.kick(3, True)
    elif how is ev.Leave:
        life.leave(3)
    else:
        life.banned(3)
    assert (life.session.phase, life.session.due_at) == (Phase.GATHERING, life.now + EARLY_CLOSE_DELAY_S)
    life.now += EARLY_CLOSE_DELAY_S - 0.1
    life.do(ev.PhaseTimer())
    assert life.session.phase == Phase.GATHERING
    life.now += 0.1
    outcome = life.do(ev.PhaseTimer())
    assert isinstance(outcome, Transition)
    assert (life.session.phase, outcome.effects) == (Phase.PAINTING, (EnqueueJobs(),))


@pytest.mark.long
def test_state_machine__every_way_of_the_table_can_be_walked() -> None:
    """No edge of the table is dead: a long random walk (seed below) finds each of them."""
    seed = 4
    chance = random.Random(seed)
    never = {(phase, event, after) for (phase, event), ways in TABLE.items() for after in ways}
    for _ in range(40_000):
        life = Life()
        for _ in range(30):
            something_happens(life, chance)
        never -= life.walked
        if not never:
            return
    assert not never, f"never walked with seed {seed}: {sorted((p, e.__name__, a) for p, e, a in never)}"
