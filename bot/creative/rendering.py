"""What a session shows in its conversation: the card that changes in place, short notes, the album.

The card is one post. Where a platform cannot change a message, each phase of each round is a milestone of its own, and says
what to write; what would be a change in place (an idea, a vote) is a short note there, at most one in a quarter of a minute.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from bot.creative.buttons import buttons_of
from bot.creative.card import CardWriter, leader
from bot.creative.model import Session, load
from bot.creative.phases import Phase
from bot.messages import Abilities, PostView, Sender, ViewPicture
from bot.messages.post import Milestone
from bot.posts.rendering import Rendered
from bot.store import Row, Tx
from bot.texts import Texts

_MILESTONE: dict[Phase, Milestone] = {
    Phase.GATHERING: "accepted",
    Phase.PAINTING: "running",
    Phase.HANGING: "running",
    Phase.VOTING: "done",
    Phase.RESTING: "held",
    Phase.PAUSED: "held",
    Phase.ENDED: "notice",
}
_IDEA_LENGTHS = (120, 60, 30, 16, 8)
_BUSY = (Phase.PAINTING, Phase.HANGING)


@dataclass(frozen=True, slots=True)
class SessionRenderer:
    """Renders the subjects `session:`; the payload's `shows` says which of them."""

    writer: CardWriter
    texts: Texts

    def post(self, tx: Tx, post: Row, abilities: Abilities) -> Rendered:
        """Any post of a session."""
        payload = json.loads(post["payload"])
        session = load(tx.get("sessions.get", id=payload["session"])["document"])
        if post["desired"] == "gone":
            return Rendered(PostView(self.writer.say(session)("album-gone"), language=session.language), final=True)
        match payload["shows"]:
            case "card":
                return self._card(tx, session, post, abilities)
            case "note":
                return self._note(tx, session, payload)
            case "news":
                return self._news(tx, session, payload, abilities)
            case "album":
                return self._album(tx, session, payload)
            case "page":
                return self._page(tx, session, payload)
            case other:
                raise ValueError(f"nobody renders {other!r} of a session")

    # --- the card

    def _card(self, tx: Tx, session: Session, post: Row, abilities: Abilities) -> Rendered:
        say, phase = self.writer.say(session), Phase(session.phase)
        if post["subject"] != session.card and not post["handle"]:
            return Rendered(None, final=True)  # It stands nowhere, so that nobody has to be told where to look instead.
        if post["subject"] != session.card:
            return Rendered(
                PostView(say("session-card-moved"), milestone="running", language=session.language), final=True
            )
        title = say("session-title", theme=session.theme)
        picture = self._picture(tx, session, phase)
        room = (abilities.caption_limit if picture else abilities.text_limit) - len(title) - 2
        texts = (self.writer.words(tx, session, length, abilities) for length in _IDEA_LENGTHS)
        text = next((text for text in texts if len(text) <= room), "")
        text = text or self.writer.words(tx, session, _IDEA_LENGTHS[-1], abilities)[:room]
        led = leader(session)
        view = PostView(
            text,
            title=title,
            milestone=_MILESTONE[phase],
            chapter=f"{session.now_round.number}{'+' if session.prolonged else ''}",
            picture=picture,
            buttons=buttons_of(say, session, abilities.buttons, changes=abilities.edits),
            busy=phase in _BUSY,
            language=session.language,
        )
        final = phase == Phase.ENDED
        return Rendered(view, final=final, image=led[1].picture if led and phase != Phase.VOTING else "")

    def _picture(self, tx: Tx, session: Session, phase: Phase) -> ViewPicture | None:
        """The sheet to choose from, otherwise the newest winner. Once a card has had a picture it keeps one: a platform that can
        turn words into a picture may not be able to turn it back."""
        led = leader(session)
        row = tx.one("pictures.by_key", key=led[1].picture) if led and phase != Phase.VOTING else None
        if row:
            name = f"shenbi-session-{session.id}.{row['key'].rpartition('.')[2]}"
            return ViewPicture(row["key"], row["mime"], row["width"], row["height"], alt=session.theme, name=name)
        for each in reversed(session.rounds):
            if each.sheet not in ("", "none"):
                width, height = each.sheet_size
                name = f"shenbi-session-{session.id}-round-{each.number}.jpg"
                return ViewPicture(each.sheet, "image/jpeg", width, height, alt=session.theme, name=name)
        return None

    # --- the other posts

    def _note(self, tx: Tx, session: Session, payload: dict[str, Any]) -> Rendered:
        language, arguments = payload["language"], dict(payload["arguments"])
        if problem := arguments.pop("problem", ""):
            details = {"code": "", "limit": "", "model": session.rules.model, **arguments}
            arguments["reason"] = self.texts.say(language, problem, **details)
        mention = None
        if payload["person"]:
            person = tx.get("people.person_by_id", id=payload["person"])
            mention = Sender(person["platform"], person["user_id"], person["name"], reply_key=person["reply_key"])
        text = self.texts.say(language, payload["text"], **arguments)
        view = PostView(text, reply_to=payload["reply_to"], mention=mention, language=language)
        return Rendered(view, final=True)

    def _news(self, tx: Tx, session: Session, payload: dict[str, Any], abilities: Abilities) -> Rendered:
        """Where the card cannot change: how many ideas, or votes, there are now, or that it is being painted."""
        say, current = self.writer.say(session), session.now_round
        phase = payload.get("phase", session.phase)  # One of an earlier version has none.
        over = (session.phase, current.number) != (phase, payload.get("round", current.number))
        if abilities.edits or over:
            return Rendered(None, final=True)
        if session.phase == Phase.PAINTING:
            text = self.writer.head(tx, session, Phase.PAINTING)
        elif session.phase == Phase.GATHERING:
            text = "\n".join(self.writer.ideas(session, 60))
        else:
            tally = (say("session-tally-one", number=n, votes=votes) for n, votes in current.tally().items() if votes)
            text = say("session-tally", tally=say("session-between").join(tally))
        return Rendered(PostView(text, silent=True, language=session.language) if text else None, final=True)

    def _album(self, tx: Tx, session: Session, payload: dict[str, Any]) -> Rendered:
        sheet = tx.get("sessions.sheet", id=payload["sheet"])
        text = self.texts.say(sheet["language"], "album-post", theme=session.theme)
        name = f"shenbi-album-{session.id}.jpg"
        picture = ViewPicture(
            sheet["picture"], "image/jpeg", sheet["width"], sheet["height"], alt=session.theme, name=name
        )
        view = PostView(text, milestone="done", picture=picture, language=sheet["language"])
        return Rendered(view, final=True)

    def _page(self, tx: Tx, session: Session, payload: dict[str, Any]) -> Rendered:
        sheet = tx.get("sessions.sheet", id=payload["sheet"])
        kinds = ((sheet["page"], "text/html", "html"), (sheet["paper"], "application/pdf", "pdf"))
        files = tuple(
            ViewPicture(key, mime, 0, 0, alt=session.theme, name=f"shenbi-album-{session.id}.{ending}")
            for key, mime, ending in kinds
            if key  # An album that was made before there were any for printing has none.
        )
        text = self.texts.say(sheet["language"], "album-files-post" if len(files) > 1 else "album-page-post")
        return Rendered(PostView(text, milestone="done", files=files, language=sheet["language"]), final=True)
