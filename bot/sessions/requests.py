"""What people want of a session, as they write or press it: each wish becomes an event, each refusal an answer."""

from __future__ import annotations

import hmac
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bot.access import Action, Kind, Principal, Resource, allows
from bot.grammar.callback_data import SessionCallback
from bot.jobs import money
from bot.sessions import events as ev
from bot.sessions.albums import repost_album
from bot.sessions.card_lines import shorten
from bot.sessions.effects import EventRefused, Outcome
from bot.sessions.model import MAX_THEME_LENGTH, Candidate, Person, Round, Rules, Session
from bot.sessions.participation import may_lead
from bot.sessions.phases import Phase
from bot.sessions.posts import post_progress
from bot.sessions.prompts import request_for
from bot.sessions.service import SessionService
from bot.store import Row, Tx
from bot.upstream import RequestRefusal
from bot.upstream.model import MAX_SEED


@dataclass(frozen=True, slots=True)
class Caller:
    """Who wants something, and where. `message` is the platform's id of what was said; `mark` makes posts of this wish one."""

    actor: ev.Actor
    conversation: Row
    language: str
    message: str
    mark: str


@dataclass(frozen=True, slots=True)
class StyledText:
    """What modifiers make of an idea or a theme: its words with theirs, a style, what is not wanted."""

    words: str = ""
    style: str = ""
    no: str = ""


@dataclass(frozen=True, slots=True)
class ActionResult:
    """A text of the locales with its arguments."""

    text_id: str
    arguments: dict[str, Any] = field(default_factory=dict)
    buttons: tuple[tuple[str, dict[str, Any], str, str], ...] = ()
    """Each: text id, its arguments, action, what to write instead."""


PRIVATE_ASK_S = 3600.0
"""For so long what somebody says in their private chat is the idea that they were asked for."""
_SIMPLE: dict[str, type[ev.ByPerson]] = {
    "paint": ev.StartPainting,
    "close": ev.Close,
    "skip": ev.Skip,
    "pause": ev.Pause,
    "resume": ev.Resume,
    "end": ev.End,
    "leave": ev.Leave,
    "join": ev.Join,
}
_DONE = {"leave": "session-left"}
"""What is answered though the card shows it, too: it may not be in sight."""


@dataclass(frozen=True, slots=True)
class SessionActions:
    """All of its methods are plain functions over an open transaction. None as an answer: the card says it."""

    service: SessionService

    def run(
        self, tx: Tx, ask: Caller, action: str, text: str, options: Mapping[str, Any], words: str = ""
    ) -> ActionResult | None:
        """`/session <action> <text> <options>`; options as the grammar reads them, those of painting among them. `words` is
        what is painted of a theme, where that is not the theme itself."""
        if action == "start":
            return self._start(tx, ask, text, options, words)
        if action in ("", "help"):
            session = self.service.open_session(tx, ask.conversation["id"])
            return self._status(tx, ask) if session and not action else ActionResult("session-help")
        if action == "album":
            return self._album(tx, ask)
        session = self.service.open_session(tx, ask.conversation["id"])
        if session is None:
            return ActionResult("session-none")
        match action:
            case "status":
                return self._status(tx, ask)
            case "settings":
                return self._settings(tx, ask, session, options)
            case "kick":
                return self._kick(tx, ask, session, text)
            case _:
                return self._happen(tx, session, _SIMPLE[action](ask.actor), _DONE.get(action, ""))

    def idea(
        self, tx: Tx, ask: Caller, text: str, image: str = "", dress: StyledText = StyledText()
    ) -> ActionResult | None:
        """An idea for the open session."""
        session = self.service.open_session(tx, ask.conversation["id"])
        if session is None:
            return ActionResult("session-none")
        answer = self._happen(
            tx, session, ev.IdeaGiven(ask.actor, text, image, ask.message, dress.words, dress.style, dress.no)
        )
        if answer is None:
            self._post_progress(tx, ask, session)
        return answer

    def private_idea(
        self,
        tx: Tx,
        ask: Caller,
        session_id: int,
        key: str,
        text: str,
        image: str = "",
        dress: StyledText = StyledText(),
    ) -> ActionResult | None:
        """An idea that came by a session's private way, from wherever: who has the key has seen the card."""
        session = self.service.get(tx, session_id)
        if session is None or not session.key or not hmac.compare_digest(session.key.encode(), key.encode()):
            return ActionResult("session-none")
        by = self._actor_in(tx, ask, session_id)
        return self._happen(tx, session, ev.IdeaGiven(by, text, image, ask.message, dress.words, dress.style, dress.no))

    def ask_privately(self, tx: Tx, ask: Caller, session_id: int, key: str) -> ActionResult:
        """Somebody came to their private chat by a session's private way: their next words there are their idea."""
        session = self.service.get(tx, session_id)
        if session is None or not session.key or not hmac.compare_digest(session.key.encode(), key.encode()):
            return ActionResult("session-none")
        if not _takes_ideas(session):
            return ActionResult("idea-private-over", {"theme": session.theme})
        place = ask.conversation["id"]
        tx.run(
            "sessions.ask_privately", person_id=ask.actor.id, conversation_id=place, session_id=session_id, now=tx.now
        )
        return ActionResult("idea-private-ask", {"theme": session.theme})

    def asked_privately(self, tx: Tx, conversation_id: int) -> int:
        """The session for which the person of a private chat was asked for an idea there not long ago; 0 for none."""
        since = tx.now - PRIVATE_ASK_S
        return int(tx.value("sessions.asked_privately", conversation_id=conversation_id, since=since) or 0)

    def answer_privately(
        self, tx: Tx, ask: Caller, session_id: int, text: str, image: str, dress: StyledText
    ) -> ActionResult:
        """The words that were asked for privately."""
        tx.run("sessions.answered_privately", conversation_id=ask.conversation["id"])
        session = self.service.get(tx, session_id)
        if session is None or not _takes_ideas(session):
            return ActionResult("idea-private-over", {"theme": session.theme if session else ""})
        # What was said here cannot be answered to in the group.
        by = self._actor_in(tx, ask, session_id)
        words = ev.IdeaGiven(by, text, image, "", dress.words, dress.style, dress.no)
        return self._happen(tx, session, words) or ActionResult("idea-private-in", {"theme": session.theme})

    def take_back(self, tx: Tx, ask: Caller) -> ActionResult | None:
        """One's idea is taken back."""
        session = self.service.open_session(tx, ask.conversation["id"])
        if session is None:
            return ActionResult("session-none")
        return self._happen(tx, session, ev.WithdrawIdea(ask.actor), "idea-taken-back")

    def vote(self, tx: Tx, ask: Caller, number: int) -> ActionResult | None:
        """A vote in the round that is open now."""

        def cast(session: Session) -> ev.Event | EventRefused:
            over = session.phase == Phase.GATHERING and session.current_round.number > 1
            if over or session.phase == Phase.ENDED:
                return EventRefused("vote-too-late")
            return ev.Vote(ask.actor, number, session.current_round.number)

        return _result_of(self.service.apply_to_newest(tx, ask.conversation["id"], cast))

    def press(self, tx: Tx, ask: Caller, session_id: int, verb: str) -> ActionResult | None:
        """A button of the host's hand, or the album's."""
        session = self._here(tx, ask, session_id)
        if session is None:
            return ActionResult("session-none")
        if verb == "album":
            return self._album_of(tx, ask, session)
        if verb not in _SIMPLE:
            return ActionResult("session-help")
        return self._happen(tx, session, _SIMPLE[verb](ask.actor))

    def press_vote(self, tx: Tx, ask: Caller, session_id: int, round_: int, number: int) -> ActionResult | None:
        """A button with a number, under the card as it stood in `round_`."""
        if not self._is_here(tx, ask, session_id):
            return ActionResult("session-none")
        answer = _result_of(self.service.apply(tx, session_id, ev.Vote(ask.actor, number, round_)))
        # Two hundred who press a moment too late must not each be answered in the group: the card shows that it is over.
        late = answer and (answer.text_id == "vote-too-late" or answer.text_id.startswith("session-not-while-"))
        return None if late else answer

    def left(self, tx: Tx, conversation: Row, actor: ev.Actor) -> None:
        """A person has left the conversation itself. Nobody asked, so nothing is answered: the card shows it."""
        if session := self.service.open_session(tx, conversation["id"]):
            self.service.apply(tx, session.id, ev.Leave(actor))

    def _here(self, tx: Tx, ask: Caller, session_id: int) -> Session | None:
        """A session by its number, if it is this conversation's."""
        return self.service.get(tx, session_id) if self._is_here(tx, ask, session_id) else None

    def _is_here(self, tx: Tx, ask: Caller, session_id: int) -> bool:
        row = tx.one("sessions.get", id=session_id)
        here = Principal(ask.actor.id, ask.conversation["id"])
        return row is not None and allows(here, Action.SEE, Resource(Kind.SESSION, conversation=row["conversation_id"]))

    def _actor_in(self, tx: Tx, ask: Caller, session_id: int) -> ev.Actor:
        """Who asks, as a session sees them. The rank of an administrator counts only in the session's own conversation: in a
        one-to-one chat everybody has it, and somebody removed from a session could come back that way."""
        return replace(ask.actor, rules=ask.actor.rules and self._here(tx, ask, session_id) is not None)

    # --- what it comes to

    def _happen(self, tx: Tx, session: Session, event: ev.Event, done: str = "") -> ActionResult | None:
        return _result_of(self.service.apply(tx, session.id, event), done)

    def _post_progress(self, tx: Tx, ask: Caller, session: Session) -> None:
        """Say that it was heard, if the session still is where it was."""
        after = self.service.get(tx, session.id)
        if after and after.phase == Phase.GATHERING:
            post_progress(tx, ask.conversation, after)

    def _start(self, tx: Tx, ask: Caller, theme: str, options: Mapping[str, Any], words: str) -> ActionResult | None:
        theme = " ".join(theme.split())
        if not theme:
            return ActionResult("session-needs-theme")
        if len(theme) > MAX_THEME_LENGTH:
            return ActionResult("session-theme-too-long", {"length": len(theme), "limit": MAX_THEME_LENGTH})
        upstream = self.service.manager.settings.upstream
        fresh = Rules(model=upstream.default_model, seed=random.randint(0, MAX_SEED - 1))
        rules = self._rules(fresh, options)
        if isinstance(rules, ActionResult):
            return rules
        session = self.service.open_session(tx, ask.conversation["id"])
        if session and session.phase != Phase.RESTING:
            return ActionResult("session-already", {"theme": session.theme})
        if denied := self.service.check_hosting_limit(tx, ask.actor.id, session.id if session else 0):
            return ActionResult(denied.text_id, denied.arguments)
        if session:
            # One that rests makes room; what it has painted still becomes its album.
            self.service.apply(tx, session.id, ev.End(replace(ask.actor, rules=True), "session-ended-replaced"))
        begun = self.service.start(tx, ask.conversation, ask.actor, theme, ask.language, rules, words)
        if begun is None:
            session = self.service.open_session(tx, ask.conversation["id"])
            return ActionResult("session-already", {"theme": session.theme if session else ""})
        return None

    def _rules(self, rules: Rules, options: Mapping[str, Any]) -> Rules | ActionResult:
        """`rules` with what was written; or why no model of ours could paint so."""
        names = (
            "rounds",
            "per_round",
            "ideas_s",
            "vote_s",
            "budget_li",
            "keep",
            "strict",
            "early",
            "style",
            "model",
            "seed",
        )
        changes = {name: options[name] for name in names if name in options}
        if "no" in options:
            changes["negative"] = options["no"]
        model = self.service.manager.catalogue.models.get(changes.get("model", rules.model))
        if model and "size" in options:
            changes["size"] = str(options["size"])
        elif model and "ratio" in options:
            changes["size"] = str(model.nearest_size(options["ratio"]))
        made = replace(rules, **changes)
        refusal = self._refusal(made)
        return ActionResult(refusal.text_id, dict(refusal.arguments)) if refusal else made

    def _refusal(self, rules: Rules) -> RequestRefusal | None:
        """Why no picture could be painted by these rules, whatever the idea; found before anybody has one."""
        trial = Session(0, "?", "zh", 0, rules, Phase.GATHERING, (Round(1, ("?",)),))
        request = request_for(trial, Candidate(1, ("?",), (), 0), self.service.manager.catalogue)
        return request if isinstance(request, RequestRefusal) else None

    def _settings(self, tx: Tx, ask: Caller, session: Session, options: Mapping[str, Any]) -> ActionResult | None:
        rules = self._rules(session.rules, options)
        if isinstance(rules, ActionResult):
            return rules
        if rules != session.rules and (refused := self._happen(tx, session, ev.ChangeRules(ask.actor, rules))):
            return refused
        return ActionResult("session-settings", _described(rules))

    def _status(self, tx: Tx, ask: Caller) -> ActionResult | None:
        session = self.service.open_session(tx, ask.conversation["id"])
        if session is None:
            return ActionResult("session-none")
        self.service.repost_card(tx, session, ask.conversation, ask.mark)
        return None

    def _album(self, tx: Tx, ask: Caller) -> ActionResult | None:
        session = self.service.newest_session(tx, ask.conversation["id"])
        if session is None:
            return ActionResult("session-none")
        return self._album_of(tx, ask, session)

    def _album_of(self, tx: Tx, ask: Caller, session: Session) -> ActionResult | None:
        if not any(c.state == "done" for c in session.candidates()):
            return ActionResult("session-no-album")
        made_anew = repost_album(tx, session, ask.conversation, ask.mark, ask.language)
        return ActionResult("session-album-coming") if made_anew else None

    def _kick(self, tx: Tx, ask: Caller, session: Session, name: str) -> ActionResult | None:
        if not name.strip():
            return ActionResult("session-who-to-kick")
        if not may_lead(session, ask.actor):
            return ActionResult("session-host-only", {"host": session.name_of(session.host)})
        found = _called(session, name)
        if not found:
            return ActionResult("session-no-such-person")
        if len(found) > 1:
            return self._which(session, found)
        return self._remove(tx, ask, session, found[0].id)

    def _remove(self, tx: Tx, ask: Caller, session: Session, person: int) -> ActionResult:
        refused = self._happen(tx, session, ev.Kick(ask.actor, person))
        return refused or ActionResult("session-kicked", {"name": session.name_of(person)})

    def press_kick(self, tx: Tx, ask: Caller, session_id: int, person: int) -> ActionResult:
        """The button of one of several who have the name that the host wrote."""
        session = self._here(tx, ask, session_id)
        return self._remove(tx, ask, session, person) if session else ActionResult("session-none")

    def _which(self, session: Session, found: Sequence[Person]) -> ActionResult:
        """Ask which of several people is meant, told apart by what everybody has seen of them."""
        buttons = []
        for place, person in enumerate(found, 1):
            past = [i.text for r in session.rounds[:-1] for i in r.ideas if i.person == person.id and i.text]
            about: dict[str, Any] = {"place": place, "name": person.name, "idea": shorten(past[-1], 30) if past else ""}
            about["known"] = "host" if person.id == session.host else "idea" if past else "none"
            typed = f"/session kick {person.name} #{place}"
            buttons.append(("session-kick-one", about, SessionCallback(session.id, "kick", person.id).pack(), typed))
        return ActionResult("session-kick-which", {"count": len(found), "name": found[0].name}, tuple(buttons))


def _result_of(outcome: Outcome, done: str = "") -> ActionResult | None:
    """What is answered to an event: why it was refused, or the text `done`."""
    if isinstance(outcome, EventRefused):
        return ActionResult(outcome.text_id, dict(outcome.arguments)) if outcome.text_id else None
    return ActionResult(done) if done else None


def _takes_ideas(session: Session) -> bool:
    return session.phase == Phase.GATHERING or (session.phase == Phase.RESTING and session.before == Phase.GATHERING)


def _called(session: Session, name: str) -> list[Person]:
    """Who may be meant: those who are called so, or else those whose name begins so; with `#2` behind it, the second of them
    (in the order in which they joined)."""
    wanted, _, place = name.strip().lstrip("@").casefold().rpartition(" #")
    if not wanted:
        wanted, place = place, ""
    exact = [p for p in session.present() if p.name.casefold() == wanted]
    found = exact or [p for p in session.present() if p.name.casefold().startswith(wanted)]
    if place.isascii() and place.isdigit() and len(place) < 4:
        return found[int(place) - 1 : int(place)] if int(place) else []
    return found


def _span(name: str, seconds: float) -> dict[str, Any]:
    """A length of time in the largest unit that it is a whole number of."""
    for unit, length in (("h", 3600), ("min", 60)):
        if seconds >= length and seconds % length == 0:
            return {name: f"{seconds / length:g}", f"{name}_unit": unit}
    return {name: f"{seconds:g}", f"{name}_unit": "s"}


def _described(rules: Rules) -> dict[str, Any]:
    return {
        "rounds": rules.rounds,
        "per_round": rules.per_round,
        **_span("ideas", rules.ideas_s),
        **_span("vote", rules.vote_s),
        "style": "s-" + rules.style.replace(" ", "-"),
        "keep": rules.keep,
        "strict": "yes" if rules.strict else "no",
        "early": "yes" if rules.early else "no",
        "budget": money.yuan_text(rules.budget_li) if rules.budget_li else "none",
    }
