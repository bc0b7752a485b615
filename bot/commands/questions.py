"""Questions about messages: what should be done with them, asked at no cost, answered by a button or in words.

The buttons hold the number of the update that the question is about (`words:<update>:paint`), so that they work after a
restart, and only for its sender.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from bot.access import Action, Decision
from bot.adapter_api import Adapter, Message, RawUpdate
from bot.commands.batch.batches import NO, YES, BatchState
from bot.commands.pressed import actions_of, answer_once, pressed_question
from bot.commands.prompt_text import shortened
from bot.commands.router import Router
from bot.grammar.argument_words import typed_blend
from bot.grammar.callback_data import BlendCallback, QuestionCallback, QuestionChoice, unpacked
from bot.grammar.parsing import Parsed, parse
from bot.grammar.talk import classify, strip_order_from, yes_or_no
from bot.grammar.text_cleaning import cleaned
from bot.grammar.vocabulary import COMMANDS
from bot.intake.context import CommandContext, PressContext, UpdateContext
from bot.intake.images import ImageResult
from bot.intake.permissions import about_question
from bot.intake.preferences import Preferences
from bot.intake.reply import Reply, ReplyButton, ReplyLine, one_line, respond
from bot.intake.speaker import Speaker
from bot.outbox import desired
from bot.store import Tx
from bot.store.rows import BatchRow, BlendRow, InboxRow, PlacedPictureRow, PostRow

QUESTION_LIFE_S = 1800.0
"""For how long a typed yes or no answers a question, if that is among the newest `QUESTION_POSTS` posts."""
QUESTION_POSTS = 3
PICKS_A_ROW = 6
MAX_TYPED_LENGTH = 400
"""Characters of words in the typed form of a button, for platforms on which a press is a text."""


@dataclass(frozen=True, slots=True)
class Questions:
    """Asks questions and carries out the answers. `adapters` decode the updates of questions again."""

    router: Router
    adapters: Mapping[str, Adapter]

    def register(self, router: Router) -> None:
        """Add the buttons of questions to the router."""
        router.add_callback(QuestionCallback, self.press)

    # --- asking

    def ask(
        self, tx: Tx, context: CommandContext, lines: tuple[ReplyLine, ...], choices: tuple[QuestionChoice, ...]
    ) -> None:
        """Ask, with a button for each choice."""
        buttons = tuple(self.button(tx, context, choice) for choice in choices)
        respond(tx, context, Reply(lines, (buttons,)))

    def ask_price(self, tx: Tx, context: CommandContext, line: ReplyLine, price_li: int) -> None:
        """Ask whether a picture may cost `price_li`. The press runs the command again, with the option `agreed_li`."""
        agree = QuestionCallback(context.inbox_id, "agree", price_li).pack()
        # Where a press is a text: a typed yes answers the question.
        typed = "好" if context.speaker.language == "zh" else "yes"
        respond(tx, context, Reply((line,), ((("button-words-agree", {}, agree, typed),),)))

    def ask_which(
        self,
        tx: Tx,
        context: CommandContext,
        pictures: list[tuple[int, int]],
        command: Literal["edit", "blend"] = "edit",
    ) -> None:
        """Ask which of several pictures (job, number from 1) the words are to change, or the list of a blend is to get."""
        words = context.parsed.text[:MAX_TYPED_LENGTH]
        buttons = tuple(
            (
                "button-words-pick",
                {"pick": pick},
                QuestionCallback(context.inbox_id, command, 0, job, pick).pack(),
                f"/{command} --from {job}.{pick} {words}".rstrip(),
            )
            for job, pick in pictures
        )
        change = ReplyLine("ask-which", {"words": shortened(context.parsed.text, 120)})
        line = change if command == "edit" else ReplyLine("ask-which-blend")
        rows = tuple(buttons[i : i + PICKS_A_ROW] for i in range(0, len(buttons), PICKS_A_ROW))
        respond(tx, context, Reply((line,), rows))

    def button(self, tx: Tx, context: CommandContext, choice: QuestionChoice) -> ReplyButton:
        """The button of one choice about this message."""
        words = context.parsed.text[:MAX_TYPED_LENGTH]
        typed = f"/imagine {words}"
        arguments: dict[str, object] = {}
        if choice in ("restyle", "edit"):
            picture = tx.one(PlacedPictureRow, "pictures.by_key", key=context.image.key)
            typed = f"/{choice} --from {picture.job_id}.{picture.idx + 1} {words}" if picture else ""
        elif choice == "command":
            command = classify(context.parsed.text).command
            typed = f"/{command} {_trailing_number(context.parsed.text)}".rstrip()
            arguments = {"command": command_name(command, context.speaker.language)}
        return f"button-words-{choice}", arguments, QuestionCallback(context.inbox_id, choice).pack(), typed

    # --- answering

    def answer_in_words(self, tx: Tx, context: CommandContext) -> bool:
        """Carry out a typed yes or no to the person's open question here; False if the words are no such answer."""
        answer = yes_or_no(context.parsed.text)
        if answer is None:
            return False
        question = self._open_question(tx, context.speaker)
        if question is None:
            return self._answer_offer(tx, context, yes=answer)
        post, row, answers = question
        if not answer:
            if answer_once(tx, context, post):
                respond(tx, context, one_line("question-dropped"))
        elif len(answers) == 1:
            self._run_choice(tx, context, post, row, answers[0])
        return not answer or len(answers) == 1

    def _answer_offer(self, tx: Tx, context: CommandContext, *, yes: bool) -> bool:
        """Carry out a typed yes or no to the newest question here what a batch of theirs, or their list of pictures to blend, may
        cost; False if there is none."""
        for post in tx.all(
            PostRow, "posts.newest_here", conversation_id=context.speaker.conversation.id, limit=QUESTION_POSTS
        ):
            if answer := self._answer_to(tx, post, context.speaker.person.id, yes=yes):
                self.router.run_command(tx, context.as_command(answer, ImageResult("none")))
                return True
        return False

    def _answer_to(self, tx: Tx, post: PostRow, person_id: int, *, yes: bool) -> Parsed | None:
        """A yes or no to what a post offers, as the command behind its button; None if it offers this person nothing."""
        payload, since = json.loads(post.payload) if post.kind in ("batch", "blend") else {}, tx.now - QUESTION_LIFE_S
        if post.kind == "batch" and post.created_at >= since:
            batch = tx.one(BatchRow, "batches.get", id=payload.get("batch", 0))
            if batch and batch.state == BatchState.ASKED and batch.person_id == person_id:
                return Parsed("many", f"{YES if yes else NO} {batch.id}")
        elif post.kind == "blend":
            row = tx.one(BlendRow, "blends.get", id=payload.get("blend", 0))
            if row and row.offer and row.person_id == person_id and row.changed_at >= since:
                return Parsed("blend", typed_blend(BlendCallback(row.id, "paint" if yes else "empty", row.turn)))
        return None

    def withdraw(self, tx: Tx, speaker: Speaker) -> None:
        """Delete the person's open question here: they have given an order instead of an answer."""
        if question := self._open_question(tx, speaker):
            desired.mark_deleted(tx, question[0].subject)

    def _open_question(self, tx: Tx, speaker: Speaker) -> tuple[PostRow, InboxRow, list[QuestionCallback]] | None:
        """The newest recent question here, its update and its answers, if this person may answer it."""
        for post in tx.all(PostRow, "posts.newest_here", conversation_id=speaker.conversation.id, limit=QUESTION_POSTS):
            if post.desired == "gone" or post.created_at < tx.now - QUESTION_LIFE_S:
                continue
            actions = actions_of(post)
            answers = [data for action in actions if isinstance(data := unpacked(action), QuestionCallback)]
            if not answers or len(answers) < len(actions):
                continue
            row = tx.one(InboxRow, "inbox.by_id", id=answers[0].update)
            if row and about_question(speaker, row, post, Action.CONFIRM) is Decision.ALLOWED:
                return post, row, answers
        return None

    def press(self, tx: Tx, context: PressContext, data: QuestionCallback) -> None:
        """Carry out the choice of a pressed button: `words:17:paint`, for the words of update 17."""
        row, question = tx.one(InboxRow, "inbox.by_id", id=data.update), pressed_question(tx, context, data.update)
        decision = about_question(context.speaker, row, question, Action.CONFIRM)
        if row is None or question is None or decision is not Decision.ALLOWED:
            respond(tx, context, one_line("batch-not-yours" if decision is Decision.FORBIDDEN else "button-unknown"))
        else:
            self._run_choice(tx, context, question, row, data)

    def _run_choice(
        self, tx: Tx, context: UpdateContext, question: PostRow, row: InboxRow, answer: QuestionCallback
    ) -> None:
        """Carry out a choice for the update that a question was about, unless it was answered before."""
        message = self._decode_again(row)
        command = self._command_of(message, row, answer) if message else None
        if message is None or command is None:
            respond(tx, context, one_line("button-unknown"))
            return
        if answer_once(tx, context, question):
            self._remember(tx, context.speaker, question, answer.choice)
            self.router.run_command(tx, context.as_command(*command, reply_to=message.message_id))

    def _remember(self, tx: Tx, speaker: Speaker, question: PostRow, choice: QuestionChoice) -> None:
        """Keep the answer to whether words under a picture change it or are a new one: it is asked once."""
        choices = {
            data.choice for action in actions_of(question) if isinstance(data := unpacked(action), QuestionCallback)
        }
        if choices == {"edit", "anew"}:
            chosen = replace(Preferences.of(speaker.person.settings), reply="edit" if choice == "edit" else "paint")
            tx.run("people.set_person_settings", id=speaker.person.id, settings=chosen.to_json())

    def _command_of(
        self, message: Message, row: InboxRow, answer: QuestionCallback
    ) -> tuple[Parsed, ImageResult] | None:
        """The command, and its image, that a choice makes of a message; None if it makes none."""
        parsed, no_image = parse(message.text), ImageResult("none")
        match answer.choice:
            case "paint" if message.authorship != "typed":
                return Parsed("imagine", parsed.text if parsed.command else cleaned(message.text)), no_image
            case "paint" | "anew":
                return replace(strip_order_from(parsed), command="imagine"), no_image
            case "edit" | "blend" if answer.job:
                options = {**parsed.options, "source": (answer.job, max(1, answer.picture))}
                return replace(parsed, command=answer.choice, options=options), no_image
            case "restyle" | "edit" | "blend":
                fetched = row.image_result
                image = ImageResult.from_json(json.loads(fetched)) if fetched not in ("", "[]") else no_image
                # As if it were quoted: not what is the newest image by now.
                return (replace(parsed, command=answer.choice), replace(image, origin="quoted")) if image.key else None
            case "command":
                command = classify(parsed.text).command
                return (Parsed(command, _trailing_number(parsed.text)), no_image) if command else None
            case "agree":
                return replace(parsed, options={**parsed.options, "agreed_li": answer.price_li}), no_image

    def _decode_again(self, row: InboxRow) -> Message | None:
        adapter = self.adapters.get(row.platform)
        try:
            decoded = adapter.decode(RawUpdate(row.event_id, row.body, row.lane)) if adapter else None
        except (ValueError, RecursionError):
            return None  # Its body was cleared.
        return decoded if isinstance(decoded, Message) else None


def command_name(command: str, language: str) -> str:
    """A command's name in a language."""
    names = COMMANDS[command]
    return next(name for name in names if not name.isascii()) if language == "zh" else names[0]


def _trailing_number(text: str) -> str:
    """The number at the end of `delete 42`; empty if there is none."""
    return text[len(text.rstrip("0123456789.")) :]
