"""`/session <action>`, and the buttons of a session's card for these actions."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.commands.batch.batches import denial_arguments
from bot.commands.presets.modifiers import Modifiers
from bot.commands.questions import Questions
from bot.commands.request_builder import RequestBuilder, problem_of
from bot.commands.router import Router, respond_unknown
from bot.commands.sessions.events import NO_SESSION, actor_of, apply_event, open_session, respond_if, session_here
from bot.commands.sessions.winner_commands import VERBS, WinnerCommands
from bot.grammar import session_words
from bot.grammar.callback_data import ReportCallback, SessionCallback
from bot.grammar.option_values import Problem
from bot.intake.context import CommandContext, PressContext, UpdateContext
from bot.intake.reply import Reply, ReplyButton, ReplyLine, one_line, problem_lines
from bot.jobs import moderation, money
from bot.sessions import events as ev
from bot.sessions.albums import repost_album
from bot.sessions.card_lines import shorten
from bot.sessions.model import ANY_PRICE_LI, MAX_THEME_LENGTH, Person, Rules, Session
from bot.sessions.participation import may_lead
from bot.sessions.phases import Phase
from bot.sessions.rule_options import dearest, describe_rules, route_rules
from bot.sessions.service import SessionService
from bot.store import Tx
from bot.upstream import RequestRefusal
from bot.upstream.model import MAX_SEED

_EVENTS: dict[str, type[ev.ByPerson]] = {
    "paint": ev.StartPainting,
    "undo": ev.UndoWinner,
    "close": ev.Close,
    "skip": ev.Skip,
    "pause": ev.Pause,
    "resume": ev.Resume,
    "end": ev.End,
    "leave": ev.Leave,
    "join": ev.Join,
}
"""Actions that are one event, by command and by button."""
_CONFIRMED = {"leave": "session-left"}
"""Commands that are answered although the card shows what they did: the card may be out of sight."""


@dataclass(frozen=True, slots=True)
class SessionCommands:
    """The command /session and the buttons `session:...`."""

    service: SessionService
    modifiers: Modifiers
    builder: RequestBuilder
    questions: Questions

    def register(self, router: Router) -> None:
        """Add this feature to the router."""
        router.add_commands({"session": self.session})
        router.add_callback(SessionCallback, self.press)

    def session(self, tx: Tx, context: CommandContext) -> None:
        """Run an action: `/session <action> <text> <options>`."""
        action, text = session_words.action_of(context.parsed.text)
        respond_if(tx, context, self._run(tx, context, action, text))

    def _run(self, tx: Tx, context: CommandContext, action: str, text: str) -> Reply | None:
        match action:
            case "?":
                return _unknown_action(context.parsed.text)
            case "start":
                return self._start(tx, context, text)
            case "help":
                return one_line("session-help")
            case "album":
                session = self.service.newest_session(tx, context.speaker.conversation.id)
                return self._album(tx, context, session) if session else NO_SESSION
        session = open_session(tx, self.service, context)
        match action:
            case "" if session is None:
                return one_line("session-help")
            case _ if session is None:
                return NO_SESSION
            case "report":
                return _which_to_report(session)
            case "" | "status":
                self.service.repost_card(tx, session, context.speaker.conversation, str(context.inbox_id))
                return None
            case "settings":
                return self._settings(tx, context, session)
            case _ if action in VERBS:
                agreed_li = context.parsed.options.get("agreed_li", 0)
                return self._winners.run(tx, context, session, action, text, agreed_li)
            case "kick":
                return self._kick(tx, context, session, text)
            case _:
                event = _EVENTS[action](actor_of(context))
                return apply_event(tx, self.service, session, event, _CONFIRMED.get(action, ""))

    def press(self, tx: Tx, context: PressContext, data: SessionCallback) -> None:
        """Run an action by a button: `session:<id>:<action>`, `session:<id>:kick:<person>`."""
        kicks = data.verb == "kick" and data.person > 0
        if not kicks and (data.person or data.verb not in session_words.ACTIONS):
            respond_unknown(tx, context)
            return
        session = session_here(tx, self.service, context, data.session)
        respond_if(tx, context, self._pressed(tx, context, session, data) if session else NO_SESSION)

    def _pressed(self, tx: Tx, context: PressContext, session: Session, data: SessionCallback) -> Reply | None:
        if data.verb == "kick" and data.person:
            return self._remove(tx, context, session, data.person)
        if data.verb == "album":
            return self._album(tx, context, session)
        if data.verb == "report":
            return _which_to_report(session)
        if data.verb in VERBS:
            return self._winners.run(tx, context, session, data.verb, "", data.price_li)
        if data.verb not in _EVENTS:
            return one_line("session-help")
        return apply_event(tx, self.service, session, _EVENTS[data.verb](actor_of(context)))

    @property
    def _winners(self) -> WinnerCommands:
        return WinnerCommands(self.service, self.modifiers, self.builder, self.questions)

    # --- starting, rules

    def _start(self, tx: Tx, context: CommandContext, theme: str) -> Reply | None:
        options, prompt = context.parsed.options, ""
        styled = self.modifiers.apply(tx, context.speaker, replace(context.parsed, text=theme))
        if isinstance(styled, Problem):
            return one_line(styled.text_id, **styled.arguments)
        if theme and styled.text != theme:
            options, prompt = styled.options, styled.text
            # The theme is shown as it was written.
            theme = " ".join((theme, *(f"+{word}" for word in context.parsed.modifiers)))
        theme = " ".join(theme.split())
        if not theme:
            return one_line("session-needs-theme")
        if len(theme) > MAX_THEME_LENGTH:
            return one_line("session-theme-too-long", length=len(theme), limit=MAX_THEME_LENGTH)
        words, speaker = self.service.manager.words, context.speaker
        if denied := moderation.refusal(tx, words, prompt or theme, speaker.person.id, speaker.conversation.id):
            zone = self.service.manager.settings.zone
            return one_line(denied.text_id, **denial_arguments(denied, tx.now, zone))
        model = self.builder.default_model(context.speaker)
        usual_li = self.builder.usual_price_li(context.speaker, "fast" if options.get("fast") else "paint")
        rules = Rules(model=model, seed=random.randint(0, MAX_SEED - 1), agreed_li=usual_li)
        found = self._changed(rules, options)
        if isinstance(found, RequestRefusal):
            return Reply(problem_lines(problem_of(found)))
        rules = found
        actor = actor_of(context)
        session = open_session(tx, self.service, context)
        if session and session.phase != Phase.RESTING:
            return one_line("session-already", theme=session.theme)
        if denied := self.service.check_hosting_limit(
            tx, actor.id, context.speaker.conversation.id, session.id if session else 0
        ):
            return one_line(denied.text_id, **denied.arguments)
        agreed = self._agreed(tx, context, rules)
        if agreed is None:
            return None
        if session:
            # A session that rests makes room; what it has painted still becomes its album.
            self.service.apply(tx, session.id, ev.End(replace(actor, is_moderator=True), "session-ended-replaced"))
        started = self.service.start(tx, speaker.conversation, actor, theme, speaker.language, agreed, prompt)
        if started is None:
            session = open_session(tx, self.service, context)
            return one_line("session-already", theme=session.theme if session else "")
        return None

    def _settings(self, tx: Tx, context: CommandContext, session: Session) -> Reply | None:
        before = session.rules
        if before.agreed_li == ANY_PRICE_LI and before.model in self.builder.catalogue.models:
            # Its host was never asked about the price: the present price needs no consent, a higher one does.
            before = replace(before, agreed_li=dearest(before, self.builder.roles)[1])
        found = self._changed(before, context.parsed.options)
        if isinstance(found, RequestRefusal):
            return Reply(problem_lines(problem_of(found)))
        rules: Rules | None = found
        if found != before and may_lead(session, actor_of(context)):
            rules = self._agreed(tx, context, found)
        if rules is None:
            return None
        if rules != before:
            refused = apply_event(tx, self.service, session, ev.ChangeRules(actor_of(context), rules))
            if refused:
                return refused
        return one_line("session-settings", **describe_rules(rules))

    def _changed(self, rules: Rules, options: Mapping[str, Any]) -> Rules | RequestRefusal:
        """The rules with these options; by another model if the one of the rules cannot paint by them."""
        if options.get("fast"):
            fast = self.builder.roles.model_of("fast")
            if not fast:
                return RequestRefusal("no-fast-model", {})
            options = {"model": fast, **options}
        return route_rules(rules, options, self.builder.roles)

    def _agreed(self, tx: Tx, context: CommandContext, rules: Rules) -> Rules | None:
        """The rules with the price that the host has agreed to; None if the host was asked about it just now."""
        model, price_li = dearest(rules, self.builder.roles)
        if self.service.manager.settings.uses_studio:
            price_li = 0
        if rules.change:
            usual_li = max(rules.agreed_li, self.builder.usual_price_li(context.speaker, "edit"))
            rules = replace(rules, agreed_li=usual_li)
        if price_li <= rules.agreed_li:
            return rules
        if price_li <= context.parsed.options.get("agreed_li", 0):
            return replace(rules, agreed_li=price_li)
        arguments = {
            "model": model,
            "price": money.yuan_text(price_li),
            "usual": money.yuan_text(rules.agreed_li),
        }
        self.questions.ask_price(tx, context, ReplyLine("session-price-ask", arguments), price_li)
        return None

    # --- album

    def _album(self, tx: Tx, context: UpdateContext, session: Session) -> Reply | None:
        if not any(c.state == "done" for c in session.candidates()):
            return one_line("session-no-album")
        speaker = context.speaker
        is_made_anew = repost_album(tx, session, speaker.conversation, str(context.inbox_id), speaker.language)
        return one_line("session-album-coming") if is_made_anew else None

    # --- removing people

    def _kick(self, tx: Tx, context: CommandContext, session: Session, name: str) -> Reply | None:
        if not name.strip():
            return one_line("session-who-to-kick")
        if not may_lead(session, actor_of(context)):
            return one_line("session-host-only", host=session.name_of(session.host))
        found = _people_called(session, name)
        if not found:
            return one_line("session-no-such-person")
        if len(found) > 1:
            return _ask_which(session, found)
        return self._remove(tx, context, session, found[0].id)

    def _remove(self, tx: Tx, context: UpdateContext, session: Session, person: int) -> Reply:
        refused = apply_event(tx, self.service, session, ev.Kick(actor_of(context), person))
        return refused or one_line("session-kicked", name=session.name_of(person))


def _unknown_action(text: str) -> Reply:
    near = session_words.nearest_action(text)
    word = text.partition(" ")[0][:40]
    return one_line("session-unknown-action", word=word, near=near) if near else one_line("session-help")


def _people_called(session: Session, name: str) -> list[Person]:
    """People by their name, or else by how it begins; `#2` after it means the second of them, in the order in which they
    joined."""
    wanted, _, place = name.strip().lstrip("@").casefold().rpartition(" #")
    if not wanted:
        wanted, place = place, ""
    exact = [p for p in session.present() if p.name.casefold() == wanted]
    found = exact or [p for p in session.present() if p.name.casefold().startswith(wanted)]
    if place.isascii() and place.isdigit() and len(place) < 4:
        return found[int(place) - 1 : int(place)] if int(place) else []
    return found


def _ask_which(session: Session, found: Sequence[Person]) -> Reply:
    """Ask which of several people is meant; the answers describe them by what everybody has seen of them."""
    buttons: list[tuple[ReplyButton, ...]] = []
    for place, person in enumerate(found, 1):
        past = [i.text for r in session.rounds[:-1] for i in r.ideas if i.person == person.id and i.text]
        about: dict[str, Any] = {"place": place, "name": person.name, "idea": shorten(past[-1], 30) if past else ""}
        about["known"] = "host" if person.id == session.host else "idea" if past else "none"
        action = SessionCallback(session.id, "kick", person.id).pack()
        buttons.append((("session-kick-one", about, action, f"/session kick {person.name} #{place}"),))
    line = ReplyLine("session-kick-which", {"count": len(found), "name": found[0].name})
    return Reply((line,), tuple(buttons))


def _which_to_report(session: Session) -> Reply:
    """Ask which picture of the round is meant. The buttons name jobs, so they work after the round, too."""
    pictures = [each for each in session.current_round.candidates if each.job and each.picture]
    if not pictures:
        return one_line("session-report-none")
    buttons: list[ReplyButton] = [
        ("session-button-report-one", {"number": each.number}, ReportCallback(each.job).pack(), f"/report {each.job}")
        for each in pictures
    ]
    rows = tuple(tuple(buttons[i : i + 4]) for i in range(0, len(buttons), 4))
    return Reply((ReplyLine("session-report-which"),), rows)
