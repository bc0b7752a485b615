"""`/describe` and `/improve`, in words and by buttons."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.access import Action, Decision, Kind, Resource, decide
from bot.assistant.calls import NewCall, accept, paint_options
from bot.assistant.instructions import MAX_CHARS
from bot.commands.paint.service import PaintService
from bot.commands.paint.sources import image_of_command, may_paint_from, missing_image_text, pictures_shown_with
from bot.commands.router import Router
from bot.grammar.call_words import CallChoice, call_choice
from bot.grammar.callback_data import CallCallback
from bot.grammar.option_values import picture_named
from bot.grammar.parsing import Parsed
from bot.grammar.picture_numbers import numbers_named
from bot.grammar.talk import is_paintable
from bot.intake.context import CommandContext, PressContext, UpdateContext
from bot.intake.reply import Reply, ReplyLine, one_line, respond
from bot.jobs.limits import Denied
from bot.store import Tx
from bot.store.rows import ChatCallRow


@dataclass(frozen=True, slots=True)
class AssistantCommands:
    """Has pictures described and prompts improved, and paints the resulting prompts."""

    paints: PaintService

    def register(self, router: Router) -> None:
        """Add this feature to the router."""
        router.add_commands({"describe": self.describe, "improve": self.improve})
        router.add_callback(CallCallback, self.press)

    # --- commands

    def improve(self, tx: Tx, context: CommandContext) -> None:
        """Ask for a better prompt: `/improve a fox`. The options are kept for painting it."""
        parsed = context.parsed
        if self._is_button(tx, context) or self._is_off(tx, context):
            return
        if not is_paintable(parsed.text):
            respond(tx, context, one_line("improve-needs-words"))
        elif len(parsed.text) > MAX_CHARS:
            respond(tx, context, one_line("improve-too-long", length=len(parsed.text), limit=MAX_CHARS))
        else:
            self._ask(tx, context, self._new(context, parsed, words=parsed.text))

    def describe(self, tx: Tx, context: CommandContext) -> None:
        """Ask for the prompt of a picture: one with the message, replied to, named (`--from 42.1`, `/describe 42`) or the
        newest. Words say what matters in it."""
        parsed = context.parsed
        if self._is_button(tx, context) or self._is_off(tx, context):
            return
        if "source" not in parsed.options and (named := picture_named(parsed.text)):
            parsed = replace(parsed, text="", options={**parsed.options, "source": (named[0], named[1] or 1)})
        image = image_of_command(tx, replace(context, parsed=parsed))
        if image.problem:
            respond(tx, context, one_line(image.problem, **image.arguments))
            return
        if not image.key:
            respond(tx, context, one_line(missing_image_text(context, "no-image-describe")))
            return
        shown = {} if "source" in parsed.options else pictures_shown_with(tx, image)
        keys = {number: picture.key for number, picture in shown.items()} or dict(enumerate(image.images, 1))
        numbers = numbers_named(parsed.text)
        if beyond := sorted(numbers - keys.keys()) if len(keys) > 1 else []:
            line = ReplyLine("edit-no-such-number", {"number": beyond[0], "count": len(keys)})
            respond(tx, context, Reply((line, ReplyLine("problem-nothing-spent"))))
            return
        number = min(numbers & keys.keys() or keys)
        options = {name: value for name, value in parsed.options.items() if name != "source"}
        new = self._new(context, replace(parsed, options=options), words=parsed.text[:MAX_CHARS], image=keys[number])
        if self._ask(tx, context, new) and len(keys) > 1 and len(numbers) != 1:
            other = next(each for each in sorted(keys) if each != number)
            respond(tx, context, one_line("describe-took-one", number=number, count=len(keys), other=other))

    def _is_off(self, tx: Tx, context: UpdateContext) -> bool:
        """Whether there is no chat model; then the speaker is told so."""
        if self.paints.manager.settings.upstream.chat_model:
            return False
        respond(tx, context, one_line("call-off"))
        return True

    def _is_button(self, tx: Tx, context: CommandContext) -> bool:
        """Whether a command is the typed form of a button; then it is carried out."""
        if chosen := call_choice(context.parsed.text):
            self._choose(tx, context, chosen[1], chosen[0])
        return chosen is not None

    def _new(self, context: UpdateContext, parsed: Parsed, *, words: str, image: str = "") -> NewCall:
        speaker = context.speaker
        return NewCall(
            "describe" if image else "improve",
            speaker.person,
            speaker.payer,
            speaker.conversation,
            speaker.language,
            context.reply_to,
            self._prompt_limit(context, parsed),
            words,
            image,
            parsed.options,
            parsed.modifiers,
        )

    def _prompt_limit(self, context: UpdateContext, parsed: Parsed) -> int:
        """The longest prompt that the model takes which would paint it."""
        builder = self.paints.builder
        name = parsed.options.get("model", builder.default_model(context.speaker))
        model = builder.catalogue.models.get(name) or builder.catalogue.models[builder.default_model(context.speaker)]
        return model.prompt_limit

    def _ask(self, tx: Tx, context: UpdateContext, new: NewCall) -> bool:
        """Save a call; False if a limit denies it, which the speaker is told."""
        accepted = accept(tx, self.paints.manager, new)
        if isinstance(accepted, Denied):
            self.paints.answer_denied(tx, context, accepted)
            return False
        return True

    # --- buttons

    def press(self, tx: Tx, context: PressContext, data: CallCallback) -> None:
        """Carry out a pressed button: `call:12:paint`."""
        self._choose(tx, context, data.call, data.choice)

    def _choose(self, tx: Tx, context: UpdateContext, call_id: int, choice: CallChoice) -> None:
        """Paint an answer or the words it was made of, or ask once more. Everybody who can read the answer may do so, at their
        own cost."""
        call = tx.one(ChatCallRow, "calls.get", id=call_id)
        resource = Resource(Kind.QUESTION, call.person_id, call.conversation_id) if call else None
        allowed = decide(context.speaker.principal, Action.ANSWER, resource) is Decision.ALLOWED
        if call is None or not allowed:
            respond(tx, context, one_line("call-gone", id=call_id))
        elif choice == "again" and (call.words or call.image):
            self._ask_again(tx, context, call)
        elif prompt := _words_of(call, choice):
            painted = paint_options(call)
            parsed = Parsed("imagine", prompt, painted.options, modifiers=painted.modifiers)
            self.paints.paint(tx, context, parsed, "imagine")
        else:
            respond(tx, context, one_line("call-gone", id=call_id))

    def _ask_again(self, tx: Tx, context: UpdateContext, call: ChatCallRow) -> None:
        if self._is_off(tx, context):
            return
        mine = call.person_id == context.speaker.person.id
        if call.image and not may_paint_from(tx, context.speaker, call.image, stands_here=mine):
            respond(tx, context, one_line("reference-gone"))
            return
        painted = paint_options(call)
        parsed = Parsed(call.kind, call.words, painted.options, modifiers=painted.modifiers)
        self._ask(tx, context, self._new(context, parsed, words=call.words, image=call.image))


def _words_of(call: ChatCallRow, choice: CallChoice) -> str:
    """The words that a choice paints; empty if there are none (any more)."""
    if choice == "paint":
        return call.answer
    return call.words if choice == "mine" and call.kind == "improve" else ""
