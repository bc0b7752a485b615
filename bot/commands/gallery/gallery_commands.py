"""`/gallery` and `/star` in a chat: pages of a contact sheet, with buttons that bring a picture back or turn the page."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from bot.access import Action, Kind, Resource, allows
from bot.adapter_api import Adapter, Button, PlatformCapabilities, PostView, Press
from bot.commands.commands import Commands
from bot.commands.gallery.queries import GalleryItem, GalleryPage, Query, query_of, search, set_star
from bot.commands.request_builder import style_text
from bot.intake.context import CommandContext
from bot.intake.reply import one_line, send_reply
from bot.intake.speaker import Speaker
from bot.outbox import desired, sheets
from bot.outbox.renderers import Rendered
from bot.outbox.sheets import SheetCell
from bot.retention.deletion import showing
from bot.runtime.texts import Texts
from bot.store import Row, Tx

PAGE = 6
MOST_PAGES = 500


@dataclass(frozen=True, slots=True)
class GalleryCommands:
    """`/gallery`, `/star`, and the buttons of a gallery. Renders the subjects `gallery:`."""

    commands: Commands
    texts: Texts
    adapters: Mapping[str, Adapter]

    def command(self, tx: Tx, said: CommandContext) -> None:
        """`/gallery [page] [words] [style] [starred] [here]`."""
        words = said.parsed.text.split()
        page = 1
        if words and words[-1].isascii() and words[-1].isdigit() and len(words[-1]) < 4:
            page = max(1, int(words.pop()))
        speaker = said.speaker
        query = _for_all_here(
            speaker, query_of(speaker.person["id"], speaker.conversation["id"], " ".join(words), said.parsed.options)
        )
        payload = {
            "query": asdict(query),
            "words": " ".join(words),
            "language": speaker.language,
            "reply_to": said.reply_to,
            "turn": 0,
        }
        subject = f"gallery:{said.inbox_id}"
        found = search(tx, query, offset=(page - 1) * PAGE, limit=PAGE)
        if not found.pictures and page > 1:
            page = 1  # There are not so many pages.
            found = search(tx, query, limit=PAGE)
        if not found.pictures:
            empty = (
                "gallery-empty" if query.own and not (query.words or query.style or query.starred) else "gallery-none"
            )
            send_reply(tx, speaker, said.subject, one_line(empty), said.reply_to)
            return
        desired.ensure(tx, speaker.conversation, subject, self._turned(tx, subject, payload, query, found, page))

    def _turned(
        self, tx: Tx, subject: str, payload: dict[str, Any], query: Query, found: GalleryPage, page: int
    ) -> dict[str, Any]:
        """The payload of a gallery on another page."""
        language = payload["language"]
        places = [
            SheetCell(
                f"#{p.number} · {self.texts.say(language, style_text(p.request.style))}",
                f"#{p.number} · {self.texts.say('en', style_text(p.request.style))}",
                p.key,
                starred=p.starred,
            )
            for p in found.pictures
        ]
        board = sheets.ensure_sheet(tx, subject, query.viewer_id, places)
        jobs = [[p.job_id, p.starred] for p in _one_a_job(found.pictures)]
        return payload | {"page": page, "more": found.more, "board": board, "jobs": jobs}

    def press(self, tx: Tx, said: CommandContext, press: Press, rest: list[str]) -> None:
        """`gal:3:2`: turn (any number) and the page to show."""
        conversation_id = said.speaker.conversation["id"]
        shown = tx.one("posts.recall", conversation_id=conversation_id, message_key=press.message_id)
        post = tx.one("posts.by_subject", subject=shown["subject"]) if shown and shown["subject"] else None
        if post is None or not post["subject"].startswith("gallery:") or len(rest) != 2 or not rest[1].isdigit():
            send_reply(tx, said.speaker, said.subject, one_line("button-unknown"), said.reply_to)
            return
        payload = json.loads(post["payload"])
        if "query" not in payload:
            return  # Its person asked to be forgotten; the post is on its way out.
        query = Query(**{**payload["query"], "words": tuple(payload["query"]["words"])})
        query = _for_all_here(said.speaker, query)
        if not allows(said.speaker.principal, Action.TURN, Resource(Kind.PANEL, owner=query.viewer_id)):
            send_reply(tx, said.speaker, said.subject, one_line("gallery-not-yours"), said.reply_to)
            return
        page = min(max(1, int(rest[1][:6])), MOST_PAGES)
        found = search(tx, query, offset=(page - 1) * PAGE, limit=PAGE)
        if not found.pictures and page > 1:
            page = 1
            found = search(tx, query, limit=PAGE)
        if not found.pictures:
            send_reply(tx, said.speaker, said.subject, one_line("gallery-none"), said.reply_to)
            return
        payload["turn"] += 1
        payload = self._turned(tx, post["subject"], payload, query, found, page)
        tx.run("posts.set_payload", id=post["id"], payload=json.dumps(payload, ensure_ascii=False))
        desired.mark_dirty(tx, post["subject"], desired.ANSWER)

    def render(self, tx: Tx, post: Row, capabilities: PlatformCapabilities) -> Rendered:
        """One page: a sheet, a button for each job on it, and the pages before and behind."""
        data = json.loads(post["payload"])
        language = data["language"]
        if post["desired"] == "gone":
            return Rendered(PostView(self.texts.say(language, "post-deleted")), final=True)
        state = sheets.state_of(tx, data["board"])
        if state == "wanted" and not capabilities.edits:
            return Rendered(None)  # One message, when the sheet is there.
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
        turning = []
        if page > 1:
            label = self.texts.say(language, "gallery-before")
            turning.append(Button(label, f"gal:{turn}:{page - 1}", f"/gallery{words} {page - 1}"))
        if data["more"]:
            label = self.texts.say(language, "gallery-behind")
            turning.append(Button(label, f"gal:{turn}:{page + 1}", f"/gallery{words} {page + 1}"))
        room = max(0, capabilities.buttons - len(turning))
        numbers = [
            Button(f"{'⭐ ' if starred else ''}#{job_id}", f"show:{job_id}", f"/show {job_id}")
            for job_id, starred in data["jobs"][:room]
            if tx.all("pictures.of_job", job_id=job_id)
        ]
        rows = [tuple(numbers[i : i + 3]) for i in range(0, len(numbers), 3)]
        return tuple(filter(None, (*rows, tuple(turning))))

    # --- bringing back and keeping

    def show_press(self, tx: Tx, said: CommandContext, press: Press, rest: list[str]) -> None:
        """`show:42`: bring a job's picture here, with its own buttons."""
        if job := self._job(tx, said, rest, Action.SEE):
            self.commands.show(tx, said, job)

    def star_press(self, tx: Tx, said: CommandContext, press: Press, rest: list[str]) -> None:
        """`star:42`: keep it, or no longer."""
        if job := self._job(tx, said, rest, Action.STAR):
            self._star(tx, said, job, pressed=True)

    def star(self, tx: Tx, said: CommandContext) -> None:
        """`/star 42`, or in reply to a picture."""
        if job := self.commands.meant(tx, said, Action.STAR):
            self._star(tx, said, job)

    def _job(self, tx: Tx, said: CommandContext, rest: list[str], action: Action) -> Row | None:
        number = rest[0] if rest and rest[0].isdigit() and len(rest[0]) < 13 else "0"
        return self.commands.by_number(tx, said, number, action)

    def _star(self, tx: Tx, said: CommandContext, job: Row, *, pressed: bool = False) -> None:
        person_id = said.speaker.person["id"]
        if not tx.all("pictures.of_job", job_id=job["id"]):
            text_id = "star-no-picture"
        elif tx.run("gallery.unstar", person_id=person_id, job_id=job["id"]):
            text_id = "star-off"
        else:
            text_id = "star-on" if set_star(tx, person_id, job["id"], True) else "star-too-many"
        for subject in showing(tx, job["id"]):
            desired.mark_dirty(tx, subject, desired.ANSWER)
        if pressed and text_id in ("star-on", "star-off") and self._shows_state(said, job):
            return  # The button itself says so.
        send_reply(tx, said.speaker, said.subject, one_line(text_id, id=job["id"]), said.reply_to)

    def _shows_state(self, said: CommandContext, job: Row) -> bool:
        """Whether the pressed button changes with the star: it is the owner's, on a platform that edits what stands."""
        adapter = self.adapters.get(said.speaker.conversation["platform"])
        return adapter is not None and adapter.capabilities.edits and job["person_id"] == said.speaker.person["id"]


def _for_all_here(speaker: Speaker, query: Query) -> Query:
    """What a gallery may show where it is asked for: in a group everybody sees it, so that only what was made there is."""
    if not query.own or speaker.conversation["direct"]:
        return query
    return replace(query, conversation_id=speaker.conversation["id"])


def _one_a_job(pictures: tuple[GalleryItem, ...]) -> list[GalleryItem]:
    return list({p.job_id: p for p in pictures}.values())
