"""Renders the posts of a session: cards, reveals, notes, albums.

Each phase begins with a new card at the end of the conversation; the former card then points to it. Where a platform cannot edit
messages, a round has four: the card that asks for ideas, a note which are in, a note that painting has begun, and the card of the
vote. The next card then has the winner, with the picture.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.adapter_api import PlatformCapabilities, PostView, Sender, ViewPicture
from bot.adapter_api.posts import Milestone
from bot.outbox.renderers import Rendered, moments_of, times_in
from bot.runtime.texts import Texts
from bot.sessions.buttons import build_buttons
from bot.sessions.card import CardWriter
from bot.sessions.card_lines import shorten
from bot.sessions.model import Round, Session
from bot.sessions.offers import offer_for
from bot.sessions.phases import Phase
from bot.sessions.stored_session import session_of, session_or_none
from bot.store import Tx
from bot.store.rows import PersonRow, PlacedPictureRow, PostRow, SessionRow, SessionSheetRow

_MILESTONE: dict[Phase, Milestone] = {
    Phase.GATHERING: "accepted",
    Phase.PAINTING: "running",
    Phase.ASSEMBLING: "running",
    Phase.VOTING: "done",  # As for a job with pictures: sent as a result, by the platforms' budgets and quotas too.
    Phase.RESTING: "held",
    Phase.PAUSED: "held",
    Phase.ENDED: "notice",
}
_IDEA_LENGTHS = (120, 60, 30, 16, 8)
_BUSY = (Phase.PAINTING, Phase.ASSEMBLING)


@dataclass(frozen=True, slots=True)
class SessionRenderer:
    """Renders posts with the subject `session:...`; the payload's `shows` is their kind."""

    writer: CardWriter
    texts: Texts

    def post(self, tx: Tx, post: PostRow, capabilities: PlatformCapabilities) -> Rendered:
        """Render a post of any kind."""
        payload = json.loads(post.payload)
        row = tx.get(SessionRow, "sessions.get", id=payload["session"])
        if post.desired == "gone":
            readable = session_or_none(row)
            language = readable.language if readable else ""
            return Rendered(PostView(self.texts.say(language, "album-gone"), language=language), final=True)
        session = session_of(row)
        match payload["shows"]:
            case "card":
                return self._card(tx, session, post, capabilities)
            case "note":
                return self._note(tx, session, payload)
            case "reveal":
                return self._reveal(tx, session, payload, capabilities)
            case "news":
                return self._news(tx, session, payload, capabilities)
            case "album":
                return self._album(tx, session, payload)
            case "page":
                return self._page(tx, session, payload)
            case other:
                raise ValueError(f"unknown kind of session post {other!r}")

    # --- the card

    def _card(self, tx: Tx, session: Session, post: PostRow, capabilities: PlatformCapabilities) -> Rendered:
        say, phase, payload = self.writer.lines.say(session), Phase(session.phase), json.loads(post.payload)
        # A card that has been sent already (an edit, or after a pause) has the picture above it.
        over = None if capabilities.edits or post.handle else _round(session, payload.get("reveals"))
        if post.subject != session.card:
            # A previous card that was never sent needs no pointer to the new one, but the winner must be shown somewhere.
            if post.handle:
                return self._former_card(session, post, capabilities)
            return self._winner(tx, session, over, capabilities) if over else Rendered(None, final=True)
        title = say("session-title", theme=session.theme)
        picture = self._sheet_of(session, session.current_round) if phase == Phase.VOTING else None
        if over:
            picture, _ = self._picture_of(tx, session, over, over.winner)
        host = tx.get(PersonRow, "people.person_by_id", id=session.host).user_id
        text = self._fitting(
            title, picture, capabilities, lambda n: self.writer.text(tx, session, n, capabilities, over)
        )
        offer = offer_for(tx, self.writer.service.manager, session)
        until = self.writer.times.deadline(tx, session) if phase in (Phase.GATHERING, Phase.VOTING) else ""
        view = PostView(
            text,
            title=title,
            # The deadline is in the first line; ideas, which may contain the same digits, come after it.
            times=times_in(text, [(until, session.due_at)] if until else [], from_end=False),
            milestone=_MILESTONE[phase],
            chapter=f"{session.current_round.number}{'+' if session.prolonged else ''}",
            picture=picture,
            buttons=build_buttons(say, session, capabilities, host, offer),
            busy=phase in _BUSY,
            language=session.language,
        )
        return Rendered(view, final=phase == Phase.ENDED)

    def _former_card(self, session: Session, post: PostRow, capabilities: PlatformCapabilities) -> Rendered:
        """A card that is not the newest: points to that; the card of a vote keeps its sheet and gets the results."""
        say, payload = self.writer.lines.say(session), json.loads(post.payload)
        text, title = say("session-card-moved"), say("session-title", theme=session.theme)
        each = next((r for r in session.rounds if r.number == payload.get("round")), None)
        picture = None
        if "phase" not in payload:
            # The single card of a session of an earlier version: a message with a picture cannot be edited into text.
            picture = next((s for r in reversed(session.rounds) if (s := self._sheet_of(session, r))), None)
        elif each and payload["phase"] == Phase.VOTING:
            picture = self._sheet_of(session, each)
            if each.winner:

                def words(length: int) -> str:
                    return "\n".join((*self.writer.lines.results(session, each, length), text))

                text = self._fitting(title, picture, capabilities, words)
        view = PostView(text, title=title, picture=picture, milestone="running", language=session.language)
        return Rendered(view, final=True)

    def _fitting(
        self, title: str, picture: ViewPicture | None, capabilities: PlatformCapabilities, words: Callable[[int], str]
    ) -> str:
        """The longest text that fits the platform's limit; `words` makes it for a maximal length of the ideas."""
        room = (capabilities.caption_limit if picture else capabilities.text_limit) - len(title) - 2
        texts = (words(length) for length in _IDEA_LENGTHS)
        return next((text for text in texts if len(text) <= room), "") or words(_IDEA_LENGTHS[-1])[:room]

    def _sheet_of(self, session: Session, each: Round) -> ViewPicture | None:
        """The contact sheet of a round, if it was made."""
        if each.sheet in ("", "none"):
            return None
        name = f"shenbi-session-{session.id}-round-{each.number}.jpg"
        return ViewPicture(each.sheet, "image/jpeg", *each.sheet_size, alt=session.theme, name=name)

    def _picture_of(self, tx: Tx, session: Session, each: Round, number: int) -> tuple[ViewPicture | None, str]:
        """A picture of a round, and its key; (None, '') if it was deleted."""
        candidate = each.candidate(number)
        row = tx.one(PlacedPictureRow, "pictures.by_key", key=candidate.picture) if candidate else None
        if row is None:
            return None, ""
        name = f"shenbi-session-{session.id}-round-{each.number}-{number}.{row.key.rpartition('.')[2]}"
        shown = ViewPicture(row.key, row.mime, row.width, row.height, alt=session.theme, name=name)
        return shown, row.key

    def _reveal(
        self, tx: Tx, session: Session, payload: dict[str, Any], capabilities: PlatformCapabilities
    ) -> Rendered:
        """A picture of a finished round with author and votes. Where the number of messages is limited only the winner gets one:
        the card of the vote names the others. Where messages cannot be edited, even the winner is on the next card."""
        each = next(r for r in session.rounds if r.number == payload["round"])
        if payload["number"] == each.winner:
            return self._winner(tx, session, each, capabilities) if capabilities.edits else Rendered(None, final=True)
        candidate = each.candidate(payload["number"])
        picture, key = self._picture_of(tx, session, each, payload["number"])
        if candidate is None or picture is None or capabilities.is_paced or not capabilities.edits:
            return Rendered(None, final=True)
        text = self.writer.lines.result_of(session, each, candidate, each.tally()[candidate.number], 200)
        return self._revealed(session, picture, key, [text], capabilities)

    def _winner(self, tx: Tx, session: Session, each: Round, capabilities: PlatformCapabilities) -> Rendered:
        """The winning picture of a round, as a separate message."""
        candidate = each.candidate(each.winner)
        picture, key = self._picture_of(tx, session, each, each.winner)
        if candidate is None or picture is None:
            return Rendered(None, final=True)
        if capabilities.edits:
            lines = [self.writer.lines.result_of(session, each, candidate, each.tally()[candidate.number], 200)]
        else:
            lines = self.writer.lines.results(session, each, 60)
        return self._revealed(
            session, picture, key, [*lines, *self.writer.lines.deciding_rule(session, each)], capabilities
        )

    def _revealed(
        self, session: Session, picture: ViewPicture, key: str, lines: list[str], capabilities: PlatformCapabilities
    ) -> Rendered:
        text = self._fitting("", picture, capabilities, lambda n: "\n".join(shorten(line, n * 4) for line in lines))
        view = PostView(text, picture=picture, milestone="done", extra=True, language=session.language)
        return Rendered(view, final=True, image=key)

    # --- the other posts

    def _note(self, tx: Tx, session: Session, payload: dict[str, Any]) -> Rendered:
        language, arguments = payload["language"], dict(payload["arguments"])
        if problem := arguments.pop("problem", ""):
            details = {"code": "", "limit": "", "model": session.rules.model, **arguments}
            arguments["reason"] = self.texts.say(language, problem, **details)
        mention = None
        if payload["person"]:
            person = tx.get(PersonRow, "people.person_by_id", id=payload["person"])
            mention = Sender(person.platform, person.user_id, person.name, reply_key=person.reply_key)
        text = self.texts.say(language, payload["text"], **arguments)
        times = times_in(text, moments_of(arguments))
        view = PostView(text, reply_to=payload["reply_to"], mention=mention, language=language, times=times)
        return Rendered(view, final=True)

    def _news(self, tx: Tx, session: Session, payload: dict[str, Any], capabilities: PlatformCapabilities) -> Rendered:
        """For platforms where cards cannot be edited: which ideas have been given, or that painting has begun."""
        current = session.current_round
        phase = payload.get("phase", session.phase)  # A post of an earlier version has none.
        over = (session.phase, current.number) != (phase, payload.get("round", current.number))
        if capabilities.edits or over:
            return Rendered(None, final=True)
        text = "\n".join(self.writer.progress_lines(tx, session, capabilities))
        return Rendered(PostView(text, silent=True, language=session.language) if text else None, final=True)

    def _album(self, tx: Tx, session: Session, payload: dict[str, Any]) -> Rendered:
        sheet = tx.get(SessionSheetRow, "sessions.sheet", id=payload["sheet"])
        text = self.texts.say(sheet.language, "album-post", theme=session.theme)
        name = f"shenbi-album-{session.id}.jpg"
        picture = ViewPicture(sheet.picture, "image/jpeg", sheet.width, sheet.height, alt=session.theme, name=name)
        view = PostView(text, milestone="done", picture=picture, language=sheet.language)
        return Rendered(view, final=True)

    def _page(self, tx: Tx, session: Session, payload: dict[str, Any]) -> Rendered:
        sheet = tx.get(SessionSheetRow, "sessions.sheet", id=payload["sheet"])
        kinds = ((sheet.page, "text/html", "html"), (sheet.pdf, "application/pdf", "pdf"))
        files = tuple(
            ViewPicture(key, mime, 0, 0, alt=session.theme, name=f"shenbi-album-{session.id}.{ending}")
            for key, mime, ending in kinds
            if key  # An album made before PDFs were introduced has none.
        )
        text = self.texts.say(sheet.language, "album-files-post" if len(files) > 1 else "album-page-post")
        return Rendered(PostView(text, milestone="done", files=files, language=sheet.language), final=True)


def _round(session: Session, number: int | None) -> Round | None:
    """A round by its number, if it has a winner."""
    return next((each for each in session.rounds if each.number == number and each.winner), None)
