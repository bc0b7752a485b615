"""`/gallery` and `/star` in a chat: pages of a contact sheet, with buttons that post a picture again or turn the page."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from bot.access import Action, Kind, Resource, allows
from bot.adapter_api import Adapter, Button, PlatformCapabilities, PostView
from bot.commands.gallery.queries import MAX_QUERY_WORDS, GalleryItem, GalleryPage, Query, search, set_star
from bot.commands.jobs.lookup import job_of_command
from bot.commands.pressed import pressed_post
from bot.commands.request_builder import style_text
from bot.commands.router import Router, respond_unknown
from bot.grammar import vocabulary
from bot.grammar.argument_words import HERE, STARRED
from bot.grammar.callback_data import GalleryPageCallback, ShowCallback, StarCallback
from bot.grammar.vocabulary import fold
from bot.intake.context import CommandContext, PressContext, UpdateContext
from bot.intake.reply import one_line, respond
from bot.intake.speaker import Speaker
from bot.outbox import desired, sheets
from bot.outbox.renderers import Rendered
from bot.outbox.sheets import SheetCell
from bot.retention.deletion import posts_showing
from bot.runtime.texts import Texts
from bot.store import Tx
from bot.store.rows import JobRow, PictureRow, PostRow

PAGE = 6
MAX_PAGES = 500


@dataclass(frozen=True, slots=True)
class GalleryCommands:
    """`/gallery`, `/star`, and the buttons of a gallery. Renders the subjects `gallery:`."""

    texts: Texts
    adapters: Mapping[str, Adapter]

    def register(self, router: Router) -> None:
        """Add this feature to the router."""
        router.add_commands({"gallery": self.gallery, "star": self.star})
        router.add_callback(GalleryPageCallback, self.press_page)
        router.add_job_callback(StarCallback, Action.STAR, self.press_star)

    def gallery(self, tx: Tx, context: CommandContext) -> None:
        """`/gallery [page] [words] [style] [starred] [here]`."""
        words = context.parsed.text.split()
        page = 1
        if words and words[-1].isascii() and words[-1].isdigit() and len(words[-1]) < 4:
            page = max(1, int(words.pop()))
        speaker = context.speaker
        query = _limit_to_group(
            speaker,
            parse_query(speaker.person.id, speaker.conversation.id, " ".join(words), context.parsed.options),
        )
        payload = {
            "query": asdict(query),
            "words": " ".join(words),
            "language": speaker.language,
            "reply_to": context.reply_to,
            "turn": 0,
        }
        subject = f"gallery:{context.inbox_id}"
        found = search(tx, query, offset=(page - 1) * PAGE, limit=PAGE)
        if not found.pictures and page > 1:
            page = 1  # There are fewer pages.
            found = search(tx, query, limit=PAGE)
        if not found.pictures:
            empty = (
                "gallery-empty" if query.own and not (query.words or query.style or query.starred) else "gallery-none"
            )
            respond(tx, context, one_line(empty))
            return
        payload = self._page_payload(tx, subject, payload, query, found, page)
        desired.ensure(tx, speaker.conversation, subject, payload, person_id=speaker.person.id)

    def _page_payload(
        self, tx: Tx, subject: str, payload: dict[str, Any], query: Query, found: GalleryPage, page: int
    ) -> dict[str, Any]:
        """The payload of a gallery that shows a page."""
        language = payload["language"]
        cells = [
            SheetCell(
                f"#{p.number} · {self.texts.say(language, style_text(p.request.style))}",
                f"#{p.number} · {self.texts.say('en', style_text(p.request.style))}",
                p.key,
                starred=p.starred,
            )
            for p in found.pictures
        ]
        board = sheets.ensure_sheet(tx, subject, query.viewer_id, cells)
        jobs = [[p.job_id, p.starred] for p in _one_per_job(found.pictures)]
        return payload | {"page": page, "more": found.more, "board": board, "jobs": jobs}

    def press_page(self, tx: Tx, context: PressContext, data: GalleryPageCallback) -> None:
        """Show another page of a gallery in the same message: `gal:3:2`."""
        post = pressed_post(tx, context)
        if post is None or not post.subject.startswith("gallery:"):
            respond_unknown(tx, context)
            return
        payload = json.loads(post.payload)
        if "query" not in payload:
            return  # Its person was erased; the post is being deleted.
        query = Query(**{**payload["query"], "words": tuple(payload["query"]["words"])})
        query = _limit_to_group(context.speaker, query)
        if not allows(context.speaker.principal, Action.TURN, Resource(Kind.PANEL, owner=query.viewer_id)):
            respond(tx, context, one_line("gallery-not-yours"))
            return
        page = min(max(1, data.page), MAX_PAGES)
        found = search(tx, query, offset=(page - 1) * PAGE, limit=PAGE)
        if not found.pictures and page > 1:
            page = 1
            found = search(tx, query, limit=PAGE)
        if not found.pictures:
            respond(tx, context, one_line("gallery-none"))
            return
        payload["turn"] += 1
        payload = self._page_payload(tx, post.subject, payload, query, found, page)
        tx.run("posts.set_payload", id=post.id, payload=json.dumps(payload, ensure_ascii=False))
        desired.mark_dirty(tx, post.subject, desired.ANSWER)

    def render(self, tx: Tx, post: PostRow, capabilities: PlatformCapabilities) -> Rendered:
        """Render one page: a sheet, a button for each job on it, buttons for the previous and the next page."""
        data = json.loads(post.payload)
        language = data["language"]
        if post.desired == "gone":
            return Rendered(PostView(self.texts.say(language, "post-deleted")), final=True)
        state = sheets.state_of(tx, data["board"])
        if state == "wanted" and not capabilities.edits:
            return Rendered(None)  # Post once, with the sheet.
        text_id = "gallery-head" if data["query"]["own"] else "gallery-head-here"
        text = self.texts.say(language, text_id, page=data["page"], words=data["words"] or "none")
        if state in ("failed", ""):
            text += "\n" + self.texts.say(language, "gallery-no-sheet")
        picture = sheets.view_of(tx, data["board"], text)
        view = PostView(
            text,
            picture=picture,
            buttons=self._buttons(tx, data, capabilities),
            reply_to=data["reply_to"],
            language=language,
            milestone="done" if picture else "accepted",
        )
        return Rendered(view, final=state != "wanted")

    def _buttons(
        self, tx: Tx, data: dict[str, Any], capabilities: PlatformCapabilities
    ) -> tuple[tuple[Button, ...], ...]:
        language, page, turn = data["language"], data["page"], data["turn"]
        words = f" {data['words']}" if data["words"] else ""
        paging = []
        if page > 1:
            label = self.texts.say(language, "gallery-before")
            paging.append(Button(label, GalleryPageCallback(turn, page - 1).pack(), f"/gallery{words} {page - 1}"))
        if data["more"]:
            label = self.texts.say(language, "gallery-behind")
            paging.append(Button(label, GalleryPageCallback(turn, page + 1).pack(), f"/gallery{words} {page + 1}"))
        room = max(0, capabilities.buttons - len(paging))
        numbers = [
            Button(f"{'⭐ ' if starred else ''}#{job_id}", ShowCallback(job_id).pack(), f"/show {job_id}")
            for job_id, starred in data["jobs"][:room]
            if tx.all(PictureRow, "pictures.of_job", job_id=job_id)
        ]
        rows = [tuple(numbers[i : i + 3]) for i in range(0, len(numbers), 3)]
        return tuple(filter(None, (*rows, tuple(paging))))

    # --- stars

    def star(self, tx: Tx, context: CommandContext) -> None:
        """`/star 42`, or in reply to a picture."""
        if job := job_of_command(tx, context, Action.STAR):
            self._star(tx, context, job)

    def press_star(self, tx: Tx, context: PressContext, job: JobRow, data: StarCallback) -> None:
        """Star a job, or take the star away: `star:42`."""
        self._star(tx, context, job)

    def _star(self, tx: Tx, context: UpdateContext, job: JobRow) -> None:
        person_id = context.speaker.person.id
        if not tx.all(PictureRow, "pictures.of_job", job_id=job.id):
            text_id = "star-no-picture"
        elif tx.run("gallery.unstar", person_id=person_id, job_id=job.id):
            text_id = "star-off"
        else:
            text_id = "star-on" if set_star(tx, person_id, job.id, True) else "star-too-many"
        for subject in posts_showing(tx, job.id):
            desired.mark_dirty(tx, subject, desired.ANSWER)
        pressed = isinstance(context, PressContext)
        if pressed and text_id in ("star-on", "star-off") and self._shows_state(context, job):
            return  # The button itself says so.
        respond(tx, context, one_line(text_id, id=job.id))

    def _shows_state(self, context: UpdateContext, job: JobRow) -> bool:
        """Whether the pressed button itself shows the star: it is the owner's, on a platform that edits messages."""
        adapter = self.adapters.get(context.speaker.conversation.platform)
        return adapter is not None and adapter.capabilities.edits and job.person_id == context.speaker.person.id


def parse_query(viewer_id: int, conversation_id: int, text: str, options: dict[str, Any]) -> Query:
    """The query of `/gallery fox watercolor`: styles, 'starred' and 'here' are removed from the words."""
    words: list[str] = []
    style, starred, here = str(options.get("style", "")), False, False
    for word in text.split():
        if fold(word) in STARRED:
            starred = True
        elif fold(word) in HERE:
            here = True
        elif not style and fold(word) in vocabulary.STYLE_BY_WORD:
            style = vocabulary.STYLE_BY_WORD[fold(word)]
        else:
            words.append(word)
    return Query(viewer_id, not here, conversation_id if here else 0, tuple(words[:MAX_QUERY_WORDS]), style, starred)


def _limit_to_group(speaker: Speaker, query: Query) -> Query:
    """In a group everybody sees the gallery, so it is limited to pictures that were made there."""
    if not query.own or speaker.conversation.direct:
        return query
    return replace(query, conversation_id=speaker.conversation.id)


def _one_per_job(pictures: tuple[GalleryItem, ...]) -> list[GalleryItem]:
    return list({p.job_id: p for p in pictures}.values())
