"""The renderers of all kinds of posts."""

from __future__ import annotations

from collections.abc import Mapping

from bot.commands.jobs.rendering import JobRenderer, without_picture
from bot.commands.jobs.undo import UndoRenderer
from bot.commands.reply_rendering import ReplyRenderer
from bot.grammar.vocabulary import latin_commands
from bot.jobs.manager import JobManager
from bot.outbox.renderers import Renderer, Renderers
from bot.runtime.texts import Texts
from bot.sessions.card import CardWriter
from bot.sessions.rendering import SessionRenderer
from bot.sessions.service import SessionService


def build_renderers(
    manager: JobManager, sessions: SessionService, texts: Texts, of_features: Mapping[str, Renderer]
) -> Renderers:
    """Register the renderers of jobs, replies, sessions and features."""
    jobs = JobRenderer(manager, texts)
    renderers = Renderers(latin=latin_commands)
    renderers.private_copies["job"] = jobs.private_copy
    renderers.without_picture = lambda post, language: without_picture(texts, post, language)
    renderers.register("job", jobs.job)
    renderers.register("bell", jobs.completion_ping)
    renderers.register("note", ReplyRenderer(texts).render)
    renderers.register("undo", UndoRenderer(texts).undo)
    renderers.register("session", SessionRenderer(CardWriter(sessions, texts), texts).post)
    for kind, renderer in of_features.items():
        renderers.register(kind, renderer)
    return renderers
