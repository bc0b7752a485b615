"""The buttons of a session's card, for everybody and for the host. An action holds all its data, so it works after a restart."""

from __future__ import annotations

from dataclasses import dataclass

from bot.adapter_api import Button, PlatformCapabilities
from bot.grammar.callback_data import IdeaCallback, SessionCallback, VoteCallback
from bot.sessions.idea_texts import Say
from bot.sessions.model import Session
from bot.sessions.offers import WinnerOffer
from bot.sessions.phases import Phase

BUTTONS_PER_ROW = 4


@dataclass(frozen=True, slots=True)
class _ButtonFactory:
    """Makes the buttons of one card. `host` is the platform's user id of the host."""

    say: Say
    session: Session
    capabilities: PlatformCapabilities
    host: str

    def for_all(self, name: str, verb: str, typed_zh: str, typed_en: str) -> Button:
        """A button for everybody."""
        typed = f"/创作 {typed_zh}" if self.session.language == "zh" else f"/session {typed_en}"
        return Button(self.say(f"session-button-{name}"), SessionCallback(self.session.id, verb).pack(), typed)

    def for_host(self, *buttons: tuple[str, str, str, str]) -> tuple[Button, ...]:
        """Buttons for the host alone; none where the platform would show them to everybody (the card says what to write)."""
        if not self.capabilities.personal_buttons:
            return ()
        made = (self.for_all(*each) for each in buttons)
        return tuple(Button(b.label, b.action, b.typed, only=(self.host,)) for b in made)

    def for_winner(self, offer: WinnerOffer) -> tuple[Button, ...]:
        """The buttons for going on from the winner's picture. Where no button can be for the host alone they are shown to all,
        who are told that the host decides: unlike the others they are needed at one moment of a round, below the picture."""
        made = []
        if offer.changes:
            made.append(_ANEW if self.session.current_round.way == "change" else _CHANGE)
        if offer.blends:
            made.append(_BLEND)
        if not self.capabilities.personal_buttons:
            return tuple(self.for_all(*b) for b in made)
        return self.for_host(*made, *((_UNDO,) if offer.undoes else ()))

    def idea(self) -> tuple[Button, ...]:
        """The button for giving an idea in private, where the platform can."""
        if not self.capabilities.private_input:
            return ()
        action = IdeaCallback(self.session.id, self.session.key).pack()
        label, ask = self.say("session-button-idea"), self.say("session-ask-idea")
        return (Button(label, action, style="primary", ask=ask),)

    def votes(self, most: int) -> tuple[Button, ...]:
        """A button for each picture, without a count: the vote is secret while it lasts."""
        session, typed = self.session, "投 {}" if self.session.language == "zh" else "vote {}"
        current = session.current_round
        return tuple(
            Button(
                self.say("session-button-vote", number=c.number),
                VoteCallback(session.id, current.number, c.number).pack(),
                typed.format(c.number),
            )
            for c in current.candidates[:most]
        )


_PAINT = ("paint", "paint", "开画", "paint")
_CHANGE = ("change", "change", "修改", "change")
_ANEW = ("anew", "anew", "重画", "anew")
_BLEND = ("blend", "blend", "融合", "blend")
_UNDO = ("undo", "undo", "撤销", "undo")
_PAUSE = ("pause", "pause", "暂停", "pause")
_SKIP = ("skip", "skip", "跳过", "skip")
_END = ("end", "end", "结束", "end")
_CLOSE = ("close", "close", "截止", "close")
_REPORT = ("report", "report", "举报", "report")
_GO_ON = ("go-on", "close", "截止", "close")
_RESUME = ("resume", "resume", "继续", "resume")


def build_buttons(
    say: Say, session: Session, capabilities: PlatformCapabilities, host: str, offer: WinnerOffer
) -> tuple[tuple[Button, ...], ...]:
    """The rows of buttons for the session's phase."""
    made = _ButtonFactory(say, session, capabilities, host)
    rows: list[tuple[Button, ...]] = []
    match Phase(session.phase):
        case Phase.GATHERING:
            join = (made.for_all("join", "join", "加入", "join"),)
            rows = [made.idea(), join, made.for_winner(offer), made.for_host(_PAINT, _PAUSE, _END)]
        case Phase.PAINTING if any(c.state == "done" for c in session.current_round.candidates):
            rows = [made.for_host(_GO_ON, _SKIP)]
        case Phase.PAINTING | Phase.ASSEMBLING:
            rows = [made.for_host(_PAUSE, _SKIP)]
        case Phase.VOTING:
            room = capabilities.buttons - int(capabilities.personal_buttons)
            votes = made.votes(room)
            rows = [votes[i : i + BUTTONS_PER_ROW] for i in range(0, len(votes), BUTTONS_PER_ROW)]
            report = (made.for_all(*_REPORT),) if len(votes) < room else ()  # Votes come first; a report can be typed.
            rows.append((*report, *made.for_host(_CLOSE)))
        case Phase.RESTING:
            rows = [(made.for_all(*_RESUME),), made.for_host(_END)]
        case Phase.PAUSED:
            rows = [made.for_host(_RESUME, _END)]
        case Phase.ENDED:
            rows = [(made.for_all("album", "album", "画册", "album"),)] if session.latest_winner() else []
    return tuple(row for row in rows if row)
