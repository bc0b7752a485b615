"""`/session change`, `/session anew` and `/session blend`: how a round goes on from the last winner's picture."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.commands.presets.modifiers import Modifiers
from bot.commands.questions import Questions
from bot.commands.request_builder import RequestBuilder
from bot.commands.sessions.events import actor_of, apply_event, reply_to
from bot.commands.sessions.idea_pictures import IdeaBuilder, StyledText, problem_of_blend
from bot.grammar import session_words
from bot.grammar.callback_data import SessionCallback
from bot.grammar.option_values import Problem
from bot.grammar.renumbering import renumbered
from bot.intake.context import CommandContext, UpdateContext
from bot.intake.reply import Reply, ReplyButton, ReplyLine, one_line, respond
from bot.jobs import money
from bot.sessions import events as ev
from bot.sessions.change_requests import change_price_li, edit_model, most_images
from bot.sessions.effects import EventRefused
from bot.sessions.machine import step
from bot.sessions.model import ANY_PRICE_LI, Session
from bot.sessions.service import SessionService
from bot.store import Tx

VERBS = ("change", "anew", "blend")


@dataclass(frozen=True, slots=True)
class _Words:
    """An idea's text, and what is painted of it where modifiers make that something else."""

    text: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class WinnerCommands:
    """Runs these actions, by command and by button."""

    service: SessionService
    modifiers: Modifiers
    builder: RequestBuilder
    questions: Questions

    def run(
        self, tx: Tx, context: UpdateContext, session: Session, verb: str, text: str, agreed_li: int
    ) -> Reply | None:
        """Run an action, with the words behind it; `agreed_li` is what the host has just agreed that a picture may cost."""
        numbers, text = session_words.blend_of(text) if verb == "blend" else ((), text)
        words = self._styled(tx, context, text)
        if isinstance(words, Problem):
            return one_line(words.text_id, **words.arguments)
        model, most = edit_model(self.builder.roles), most_images(self.builder.roles)
        if verb != "anew" and model is None:
            return one_line("session-change-not-offered")
        if verb == "blend" and most < 2:
            return one_line("session-blend-not-offered")
        event = self._event(context, session, verb, numbers, words)
        refused = step(session, event, tx.now)
        if isinstance(refused, EventRefused):
            if verb == "change" and text and refused.text_id == "session-way-is-change":
                return self._give_idea(tx, context, session, words)
            return reply_to(refused)
        if isinstance(event, ev.BlendWinners):
            blended = refused.session.current_round.blended
            if len(blended) > most:
                return one_line("session-blend-which", most=most)
            if problem := problem_of_blend(text, blended):
                return problem
            counted = renumbered(words.words or words.text, blended)
            event = replace(event, words=counted if counted != words.text else "")
        if verb != "anew":
            images = len(refused.session.current_round.references) if verb == "blend" else most
            price_li = self._price_li(session, images)
            if self._is_dear(context, session, price_li) and price_li > agreed_li:
                self._ask(tx, context, session, verb, price_li)
                return None
            event = replace(event, agreed_li=price_li)
        reply = apply_event(tx, self.service, session, event)
        if reply or verb != "change" or not text:
            return reply
        return self._give_idea(tx, context, session, words)

    def _event(
        self, context: UpdateContext, session: Session, verb: str, numbers: tuple[int, ...], words: _Words
    ) -> ev.ChooseWay | ev.BlendWinners:
        actor = actor_of(context)
        if verb == "blend":
            instruction = self.builder.texts.say(session.language, "session-blend-instruction")
            return ev.BlendWinners(actor, numbers, words.text, words.words, instruction)
        return ev.ChooseWay(actor, "change" if verb == "change" else "anew")

    def _styled(self, tx: Tx, context: UpdateContext, text: str) -> _Words | Problem:
        if not isinstance(context, CommandContext) or not text:
            return _Words(text)
        styled = self.modifiers.apply(tx, context.speaker, replace(context.parsed, text=text))
        if isinstance(styled, Problem):
            return styled
        return _Words(text, styled.text if styled.text != text else "")

    def _give_idea(self, tx: Tx, context: UpdateContext, session: Session, words: _Words) -> Reply | None:
        changing = self.service.get(tx, session.id) or session
        given = IdeaBuilder(self.service.manager).build(
            tx, changing, actor_of(context), words.text, (), context.reply_to, StyledText(words.words)
        )
        if isinstance(given, Reply):
            return given
        return apply_event(tx, self.service, session, given)

    # --- what it costs

    def _price_li(self, session: Session, images: int) -> int:
        """What a picture of so many images costs at most, in li."""
        if self.service.manager.settings.uses_studio:
            return 0
        return change_price_li(session.rules, self.builder.roles, images)

    def _is_dear(self, context: UpdateContext, session: Session, price_li: int) -> bool:
        """Whether a picture costs more than its payer has agreed to, or than a change usually costs."""
        known_li = 0 if session.rules.agreed_li == ANY_PRICE_LI else session.rules.agreed_li
        return price_li > max(known_li, self.builder.usual_price_li(context.speaker, "edit"))

    def _ask(self, tx: Tx, context: UpdateContext, session: Session, verb: str, price_li: int) -> None:
        model = edit_model(self.builder.roles)
        usual_li = self.builder.usual_price_li(context.speaker, "edit")
        arguments = {
            "model": model.name if model else "",
            "price": money.yuan_text(price_li),
            "usual": money.yuan_text(usual_li),
        }
        line = ReplyLine("session-change-price-ask", arguments)
        if isinstance(context, CommandContext):
            self.questions.ask_price(tx, context, line, price_li)
        else:
            # The answer is the same press, with the price in it.
            agreed = SessionCallback(session.id, verb, 0, price_li).pack()
            button: ReplyButton = ("button-words-agree", {}, agreed, f"/session {verb}")
            respond(tx, context, Reply((line,), ((button,),)))
