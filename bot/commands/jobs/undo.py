"""The reply that pictures were deleted, with the button that restores them."""

from __future__ import annotations

import json
from typing import Any

from bot.adapter_api import Button, PlatformCapabilities, PostView
from bot.grammar.callback_data import UndeleteCallback
from bot.intake.reply import Reply, ReplyButton, ReplyLine, send_reply
from bot.intake.speaker import Speaker
from bot.outbox import desired
from bot.outbox.renderers import Rendered
from bot.retention.deletion import UNDO_S
from bot.runtime.texts import Texts
from bot.store import Tx
from bot.store.rows import ConversationRow, DeletionRow, PersonRow, PostRow


def reply_deleted(
    tx: Tx, speaker: Speaker, job_id: int, mark: str, *, subject: str, reply_to: str, stays: bool
) -> None:
    """Reply that a job is deleted, with an undo button. The reply disappears when the time for undo is over, except where
    messages cannot be edited (`stays`)."""
    if stays:
        undo: ReplyButton = ("button-undo", {}, UndeleteCallback(job_id).pack(), f"/undelete {job_id}")
        lines = (ReplyLine("deleted", {"id": job_id}), ReplyLine("deleted-undo", {"seconds": int(UNDO_S)}))
        send_reply(tx, speaker, subject, Reply(lines, ((undo,),)), reply_to)
        return
    offer_undo(tx, speaker.conversation, speaker.person, job_id, mark, speaker.language)


def offer_undo(tx: Tx, conversation: ConversationRow, person: PersonRow, job_id: int, mark: str, language: str) -> None:
    """Post the undo button without a command to reply to; `mark` distinguishes several deletions of one job."""
    until = tx.get(DeletionRow, "deletions.get", job_id=job_id).final_at
    payload = {"job": job_id, "person": person.user_id, "language": language, "until": until}
    desired.ensure(tx, conversation, f"undo:{job_id}:{mark}", payload)


class UndoRenderer:
    """Renders the subjects `undo:`."""

    def __init__(self, texts: Texts) -> None:
        self.texts = texts

    def undo(self, tx: Tx, post: PostRow, capabilities: PlatformCapabilities) -> Rendered:
        """The reply that a job's pictures were deleted, with the undo button."""
        data: dict[str, Any] = json.loads(post.payload)
        number, language = data["job"], data["language"]
        text = self.texts.say(language, "deleted", id=number)
        if post.desired == "gone":
            return Rendered(PostView(text, language=language), final=True)
        button = Button(
            self.texts.say(language, "button-undo"),
            UndeleteCallback(number).pack(),
            f"/undelete {number}",
            only=(data["person"],) if capabilities.personal_buttons else (),
        )
        return Rendered(PostView(text, buttons=((button,),), until=data["until"], silent=True, language=language), True)
