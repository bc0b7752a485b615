"""What participants contribute: ideas and votes. Pure."""

from __future__ import annotations

from dataclasses import replace

from bot.sessions import events as ev
from bot.sessions.effects import EventOutcome, EventRefused, Transition
from bot.sessions.model import MAX_CANDIDATES, MAX_IDEA_LENGTH, MAX_VOTES, Ballot, Idea, Session
from bot.sessions.participation import with_participant
from bot.sessions.phases import Phase
from bot.sessions.rounds import enter_gathering


def give_idea(session: Session, event: ev.IdeaGiven, now: float) -> EventOutcome:
    if session.phase == Phase.RESTING and session.before != Phase.GATHERING:
        return EventRefused("session-not-while-resting")
    text = " ".join(event.text.split())
    if not text and not event.image:
        return EventRefused("idea-empty")
    if not text and session.current_round.way == "change":
        return EventRefused("idea-change-needs-words")
    if len(text) > MAX_IDEA_LENGTH:
        return EventRefused("idea-too-long", {"length": str(len(text)), "limit": str(MAX_IDEA_LENGTH)})
    current = session.current_round
    others = tuple(idea for idea in current.ideas if idea.person != event.by.id)
    if len(others) == len(current.ideas) and len(others) >= MAX_CANDIDATES:
        return EventRefused("idea-round-full", {"limit": str(MAX_CANDIDATES)})
    given = Idea(event.by.id, text, event.image, event.message, event.words, event.style, event.no, event.more)
    # A changed idea keeps its place: ties are broken by it.
    ideas = tuple(given if idea.person == event.by.id else idea for idea in current.ideas)
    if len(others) == len(current.ideas):
        ideas = (*ideas, given)
    session = with_participant(session, event.by).with_current_round(replace(current, ideas=ideas))
    return Transition(enter_gathering(session, now) if session.phase == Phase.RESTING else session)


def withdraw_idea(session: Session, event: ev.WithdrawIdea, now: float) -> EventOutcome:
    current = session.current_round
    if current.idea_of(event.by.id) is None:
        return EventRefused("idea-none-to-take-back")
    return Transition(session.with_current_round(replace(current, ideas=current.ideas_without(event.by.id))))


def cast_vote(session: Session, event: ev.Vote, now: float) -> EventOutcome:
    current = session.current_round
    candidate = current.candidate(event.number)
    if event.round != current.number:
        return EventRefused("vote-too-late")
    if candidate is None:
        return EventRefused("vote-no-such-picture", {"number": str(event.number), "most": str(len(current.candidates))})
    if session.rules.strict and candidate.authors == (event.by.id,):
        return EventRefused("vote-own-idea")
    others = tuple(ballot for ballot in current.votes if ballot.person != event.by.id)
    if len(others) >= MAX_VOTES:
        return EventRefused("vote-too-many", {"limit": str(MAX_VOTES)})
    votes = (*others, Ballot(event.by.id, event.number))
    return Transition(with_participant(session, event.by).with_current_round(replace(current, votes=votes)))
