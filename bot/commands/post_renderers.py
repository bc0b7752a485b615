"""The renderers of all kinds of posts."""

from __future__ import annotations

import json
from collections.abc import Mapping

from bot.commands.jobs.rendering import JobRenderer, without_picture
from bot.commands.jobs.undo import UndoRenderer
from bot.commands.reply_rendering import ReplyRenderer
from bot.grammar.vocabulary import latin_commands
from bot.intake.preferences import Preferences
from bot.jobs.manager import JobManager
from bot.outbox.renderers import Renderer, Renderers
from bot.runtime.texts import Texts
from bot.sessions.card import CardWriter
from bot.sessions.rendering import SessionRenderer
from bot.sessions.service import SessionService
from bot.store import Tx
from bot.store.rows import ConversationRow, JobRow, PersonRow, PostRow


def build_renderers(
    manager: JobManager, sessions: SessionService, texts: Texts, of_features: Mapping[str, Renderer]
) -> Renderers:
    """Register the renderers of jobs, replies, sessions and features."""
    jobs = JobRenderer(manager, texts)
    renderers = Renderers(latin=latin_commands)
    renderers.private_copies["job"] = jobs.private_copy
    renderers.without_picture = lambda post, language: without_picture(texts, post, language)
    renderers.is_covered = is_covered
    renderers.register("job", jobs.job)
    renderers.register("bell", jobs.completion_ping)
    renderers.register("note", ReplyRenderer(texts).render)
    renderers.register("undo", UndoRenderer(texts).undo)
    renderers.register("session", SessionRenderer(CardWriter(sessions, texts), texts).post)
    for kind, renderer in of_features.items():
        renderers.register(kind, renderer)
    return renderers


def is_covered(tx: Tx, post: PostRow) -> bool:
    """Whether pictures are covered where a post stands, or those of the person whom it is about (`/settings cover`)."""
    conversation = tx.get(ConversationRow, "people.conversation_by_id", id=post.conversation_id)
    person = _person_of(tx, post)
    return Preferences.of(person.settings if person else "").covered_in(Preferences.of(conversation.settings))


def _person_of(tx: Tx, post: PostRow) -> PersonRow | None:
    """The person of the job that a post shows, or whom it answers."""
    person_id = post.person_id
    if post.kind == "job" and (job := tx.one(JobRow, "jobs.get", id=json.loads(post.payload).get("job", 0))):
        person_id = job.person_id
    return tx.one(PersonRow, "people.person_by_id", id=person_id) if person_id else None
