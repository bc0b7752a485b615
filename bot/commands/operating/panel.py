"""The panel of `/admin`: one post whose views are turned in place, made for its reader whenever it is sent."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.access import Action, Kind, Principal, Resource, allows
from bot.adapter_api import Button, PlatformCapabilities, PostView
from bot.commands.operating import job_views, limit_views, moderation_views, people_views, place_views
from bot.commands.operating.audit_view import audit
from bot.commands.operating.overview import overview
from bot.commands.operating.page import ASKED, Page, View, only_for
from bot.commands.operating.pause_view import pausing
from bot.commands.pressed import pressed_post
from bot.grammar.callback_data import SEPARATOR, AdminView
from bot.intake.context import PressContext, UpdateContext
from bot.intake.reply import ReplyButton, one_line, respond
from bot.operating import Installation
from bot.outbox import desired
from bot.outbox.renderers import Rendered
from bot.runtime.texts import Texts
from bot.store import Tx
from bot.store.rows import PersonRow, PostRow

KIND = "admin"
VIEWS: Mapping[AdminView, View] = {
    "overview": overview,
    "queue": job_views.queue,
    "held": job_views.held,
    "job": job_views.job,
    "person": people_views.person,
    "rank": only_for(Action.APPOINT, people_views.rank),
    "limits": only_for(Action.ALLOW, limit_views.limits),
    "limit": only_for(Action.ALLOW, limit_views.limit),
    "gifts": only_for(Action.ALLOW, limit_views.presents),
    "place": place_views.place,
    "place-limits": only_for(Action.ALLOW, limit_views.place_limits),
    "place-limit": only_for(Action.ALLOW, limit_views.place_limit),
    "mode": only_for(Action.ALLOW, place_views.mode),
    "keep": only_for(Action.ALLOW, place_views.keep),
    "pauses": only_for(Action.STEER, pausing),
    "audit": audit,
    "reports": moderation_views.reports,
    "refusals": moderation_views.refusals,
    "words": moderation_views.words,
    "said": moderation_views.said,
}


@dataclass(frozen=True, slots=True)
class AdminPanel:
    """Opens and turns the subjects `admin:`, and renders them."""

    installation: Installation
    texts: Texts

    def open(self, tx: Tx, context: UpdateContext, view: AdminView, object_id: int = 0, name: str = "") -> None:
        """Post a panel that shows this view."""
        speaker = context.speaker
        payload = {
            "view": view,
            "object": object_id,
            "name": name,
            "shown": moderation_views.looked_at(tx, self.installation, speaker.principal, view, object_id),
            "turn": 0,
            "person": speaker.person.id,
            "conversation": speaker.conversation.id,
            "language": speaker.language,
            "reply_to": context.reply_to,
        }
        subject = f"{KIND}:{context.inbox_id}"
        desired.ensure(tx, speaker.conversation, subject, payload, person_id=speaker.person.id)

    def turn(self, tx: Tx, context: PressContext, view: AdminView, object_id: int, name: str = "") -> None:
        """Show another view in the panel that was pressed, if it is the presser's own."""
        post = pressed_post(tx, context)
        payload = json.loads(post.payload) if post and post.kind == KIND else {}
        owner = Resource(Kind.PANEL, owner=payload.get("person", context.speaker.person.id))
        if not allows(context.speaker.principal, Action.TURN, owner):
            respond(tx, context, one_line("admin-panel-not-yours"))
        elif post and payload:
            shown = moderation_views.looked_at(tx, self.installation, context.speaker.principal, view, object_id)
            self._show(tx, post, {**payload, "view": view, "object": object_id, "name": name, "shown": shown})
        else:
            self.open(tx, context, view, object_id, name)

    def refresh(self, tx: Tx, subject: str) -> None:
        """Show what has become of the view of a panel, after an act that was ordered from it."""
        post = tx.one(PostRow, "posts.by_subject", subject=subject)
        payload = json.loads(post.payload) if post and post.kind == KIND else {}
        if post and payload:
            self._show(tx, post, payload)

    def _show(self, tx: Tx, post: PostRow, payload: dict[str, Any]) -> None:
        # Every turn has its own number, or a button that is pressed again would be taken for a double click.
        tx.run("posts.set_payload", id=post.id, payload=json.dumps({**payload, "turn": payload["turn"] + 1}))
        desired.mark_dirty(tx, post.subject, desired.ANSWER)

    def render(self, tx: Tx, post: PostRow, capabilities: PlatformCapabilities) -> Rendered:
        """The view in its present state, as far as its reader's rank allows now."""
        data = json.loads(post.payload)
        if not data:
            return Rendered(None, final=True)  # Its person asked to be forgotten.
        person = tx.get(PersonRow, "people.person_by_id", id=data["person"])
        rank = self.installation.admission.rank_anywhere(person)
        reader = Principal(person.id, data["conversation"], rank=rank, banned=bool(person.banned))
        shown = tuple(data.get("shown", ()))
        page = Page(self.installation, reader, data["object"], data["turn"], data.get("name", ""), shown)
        reply = VIEWS[data["view"]](tx, page) if page.may(Action.OVERSEE) else one_line("admin-no-rank")
        language = data["language"]
        text = "\n".join(self.texts.say_nested(language, line.text_id, line.arguments) for line in reply.lines)
        rows = ([self._button(each, language, capabilities) for each in row] for row in reply.buttons)
        buttons = tuple(found for row in rows if (found := tuple(each for each in row if each)))
        return Rendered(PostView(text, buttons=buttons, reply_to=data["reply_to"], language=language), final=True)

    def _button(self, button: ReplyButton, language: str, capabilities: PlatformCapabilities) -> Button | None:
        """A button. One that asks for a word has a field where the platform has one, or else copies what is written before that
        word; where neither is possible there is none, and the view says what to write."""
        text_id, arguments, action, typed = button
        label = self.texts.say(language, text_id, **arguments)
        if not action.endswith(f"{SEPARATOR}{ASKED}") and not action.endswith(f" {ASKED}"):
            return Button(label, action, typed)
        if capabilities.private_input == "field":
            return Button(label, action, ask=self.texts.say(language, "admin-ask-value"))
        return Button(label, action, copy=f"{typed} ") if len(typed) < capabilities.copies else None
