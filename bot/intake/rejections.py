"""Updates that are not acted on: each is marked as handled, and answered where its sender expects that."""

from __future__ import annotations

from dataclasses import dataclass

from bot.adapter_api import Message, Press
from bot.grammar.parsing import MAX_TEXT, Parsed
from bot.intake import albums
from bot.intake.context import CommandContext
from bot.intake.images import HIDES_LAST_IMAGE, ImageResult
from bot.intake.last_images import SOURCE
from bot.intake.reply import Reply, ReplyLine, one_line, send_reply
from bot.intake.services import IntakeServices, expects_answer, mark_handled, set_last_images
from bot.intake.speaker import Speaker
from bot.store import Tx
from bot.store.rows import InboxRow

BANNED_TOLD_EVERY_S = 60.0
"""How often a banned person is told so in one conversation."""


@dataclass(frozen=True, slots=True)
class Rejections:
    """All methods are functions over the transaction that marks the update as handled."""

    services: IntakeServices

    def not_invited(self, tx: Tx, item: InboxRow, decoded: Message | Press) -> None:
        """A person who is not on the allow-list: told so in a private chat; elsewhere there is no answer, and the body is
        deleted."""
        if not mark_handled(tx, item):
            return
        if not decoded.direct and not awaits_answer(decoded):
            tx.run("inbox.blank_body", id=item.id)
            return
        with self.services.speaker(tx, item, decoded) as speaker:
            who = f"{speaker.person.platform}:{speaker.person.user_id}"
            reply_to = decoded.reply_key if awaits_answer(decoded) else ""
            send_reply(tx, speaker, f"note:{item.id}", one_line("not-allowed", who=who), reply_to)

    def too_long(self, tx: Tx, item: InboxRow, message: Message) -> None:
        """A text longer than any model takes: refused without parsing, with an answer if it was for the bot."""
        if not mark_handled(tx, item):
            return
        if not expects_answer(message):
            tx.run("inbox.blank_body", id=item.id)
            return
        note = Reply(
            (
                ReplyLine("message-too-long", {"count": len(message.text), "limit": MAX_TEXT}),
                ReplyLine("problem-nothing-spent"),
            )
        )
        with self.services.speaker(tx, item, message) as speaker:
            send_reply(tx, speaker, f"note:{item.id}", note, message.message_id)

    def not_a_request(self, tx: Tx, item: InboxRow, message: Message, parsed: Parsed) -> None:
        """A message that was forwarded, edited or the like: answered once per album, and once per message however often it is
        edited."""
        if not mark_handled(tx, item):
            return
        subject = f"note:{item.id}"
        if message.album:
            subject = albums.question_subject(message)
        elif message.authorship == "edited":
            subject = f"note:edited:{message.message_id}"
        with self.services.speaker(tx, item, message) as speaker:
            context = CommandContext(speaker, subject, message.message_id, item.id, parsed, ImageResult("none"))
            self.services.plain_text.explain_not_request(tx, context, message)

    def not_for_the_bot(self, tx: Tx, item: InboxRow, message: Message) -> None:
        """People talking to each other: the body is deleted, but the pictures may be what the next command means."""
        if not mark_handled(tx, item):
            return
        tx.run("inbox.blank_body", id=item.id)
        if message.images or message.unreadable in HIDES_LAST_IMAGE:
            images = () if message.unreadable else tuple(SOURCE + image.handle for image in message.images)
            with self.services.speaker(tx, item, message) as speaker:
                set_last_images(tx, speaker, images, message.album)
                if albums.is_late(tx, message, None):
                    albums.tell_late(tx, speaker, message)


def awaits_answer(decoded: Message | Press) -> bool:
    """Whether the platform shows that an answer is being made, until one comes."""
    return isinstance(decoded, Message) and decoded.awaits_answer


def tell_banned(tx: Tx, speaker: Speaker, subject: str, decoded: Message | Press) -> None:
    """Tell a banned person so, at most every `BANNED_TOLD_EVERY_S` in one conversation, or they could make us flood it."""
    scope, reply_to = f"banned/{speaker.conversation.id}/{speaker.person.id}", decoded.reply_key
    if awaits_answer(decoded) or tx.run("inbox.record_once", scope=scope, now=tx.now, window=BANNED_TOLD_EVERY_S):
        send_reply(tx, speaker, subject, one_line("limit-banned"), reply_to)
