"""The panel of `/admin`: one post whose views are turned in place, made for its reader whenever it is sent."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.access import Action, Kind, Principal, Resource, allows
from bot.adapter_api import Button, PlatformCapabilities, PostView
from bot.commands.operating import job_views, people_views
from bot.commands.operating.audit_view import audit
from bot.commands.operating.overview import overview
from bot.commands.operating.page import Page
from bot.commands.pressed import pressed_post
from bot.grammar.act_words import view_named
from bot.grammar.callback_data import AdminView
from bot.grammar.option_values import Problem
from bot.intake.context import PressContext, UpdateContext
from bot.intake.reply import Reply, one_line, respond
from bot.operating import Installation, readers
from bot.operating.act import UnreadableWord
from bot.outbox import desired
from bot.outbox.renderers import Rendered
from bot.runtime.texts import Texts
from bot.store import Tx
from bot.store.rows import PersonRow, PostRow

KIND = "admin"
VIEWS: Mapping[AdminView, Callable[[Tx, Page], Reply]] = {
    "overview": overview,
    "queue": job_views.queue,
    "held": job_views.held,
    "job": job_views.job,
    "person": people_views.person,
    "place": people_views.place,
    "audit": audit,
}


@dataclass(frozen=True, slots=True)
class AdminPanel:
    """Opens and turns the subjects `admin:`, and renders them."""

    installation: Installation
    texts: Texts

    def open(self, tx: Tx, context: UpdateContext, view: AdminView, object_id: int = 0) -> None:
        """Post a panel that shows this view."""
        speaker = context.speaker
        payload = {
            "view": view,
            "object": object_id,
            "turn": 0,
            "person": speaker.person.id,
            "conversation": speaker.conversation.id,
            "language": speaker.language,
            "reply_to": context.reply_to,
        }
        subject = f"{KIND}:{context.inbox_id}"
        desired.ensure(tx, speaker.conversation, subject, payload, person_id=speaker.person.id)

    def turn(self, tx: Tx, context: PressContext, view: AdminView, object_id: int) -> None:
        """Show another view in the panel that was pressed, if it is the presser's own."""
        post = pressed_post(tx, context)
        payload = json.loads(post.payload) if post and post.kind == KIND else {}
        owner = Resource(Kind.PANEL, owner=payload.get("person", context.speaker.person.id))
        if not allows(context.speaker.principal, Action.TURN, owner):
            respond(tx, context, one_line("admin-panel-not-yours"))
        elif post and payload:
            payload |= {"view": view, "object": object_id, "turn": payload["turn"] + 1}
            tx.run("posts.set_payload", id=post.id, payload=json.dumps(payload))
            desired.mark_dirty(tx, post.subject, desired.ANSWER)
        else:
            self.open(tx, context, view, object_id)

    def render(self, tx: Tx, post: PostRow, capabilities: PlatformCapabilities) -> Rendered:
        """The view in its present state, as far as its reader's rank allows now."""
        data = json.loads(post.payload)
        if not data:
            return Rendered(None, final=True)  # Its person asked to be forgotten.
        person = tx.get(PersonRow, "people.person_by_id", id=data["person"])
        rank = self.installation.admission.rank_anywhere(person)
        reader = Principal(person.id, data["conversation"], rank=rank, banned=bool(person.banned))
        page = Page(self.installation, reader, data["object"], data["turn"])
        reply = VIEWS[data["view"]](tx, page) if page.may(Action.OVERSEE) else one_line("admin-no-rank")
        language = data["language"]
        text = "\n".join(self.texts.say_nested(language, line.text_id, line.arguments) for line in reply.lines)
        buttons = tuple(
            tuple(
                Button(self.texts.say(language, text_id, **words), action, typed)
                for text_id, words, action, typed in row
            )
            for row in reply.buttons
        )
        return Rendered(PostView(text, buttons=buttons, reply_to=data["reply_to"], language=language), final=True)


def view_in_words(
    tx: Tx, installation: Installation, context: UpdateContext, words: list[str]
) -> tuple[AdminView, int] | Problem | None:
    """The view that words ask for, with its row; None if they name no view."""
    named = view_named(words[0])
    word = words[1] if len(words) > 1 else ""
    try:
        match named:
            case "queue" | "held" | "audit" if len(words) == 1:
                return named, 0
            case "audit" if word.isascii() and word.isdigit() and len(words) == 2 and len(word) < 12:
                return named, int(word)
            case "job" | "look" if len(words) == 2:
                return named, readers.job(tx, installation, word)
            case "person" if len(words) == 2:
                return named, readers.person(tx, installation, word)
            case "place" if len(words) == 1:
                return named, context.speaker.conversation.id
            case "place" if len(words) == 2:
                return named, readers.conversation(tx, installation, word)
    except UnreadableWord as unreadable:
        return unreadable.problem
    return Problem("admin-views-how") if named else None
