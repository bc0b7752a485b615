"""The first update from a conversation that was blocked: whatever its kind, the session's card is posted there again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.adapter_api import Blocked
from bot.grammar.parsing import MAX_TEXT
from bot.intake import update_worker
from bot.store import Tx
from bot.store.rows import ConversationRow
from studio.server import Studio
from tests.conftest import photo
from tests.scripted import ScriptedPlatform
from tests.sessions.group import CHAT, Group, group

START = "/session start autumn in the city --ideas 2h --vote 2h --early no"
MESSAGE: dict[str, Any] = {
    "images": [], "quote": None, "user": "bob", "chat": CHAT, "language": "en", "admin": False, "direct": False, "name": "",
}  # fmt: skip


async def place(at: Group) -> ConversationRow:
    """The group's conversation."""

    def look(tx: Tx) -> ConversationRow:
        return tx.get(ConversationRow, "people.find_conversation", **at.where(), thread_id="")

    return await at.app.store.read(look)


@pytest.mark.parametrize("kind", ["command", "forwarded", "edited", "too long", "press", "picture", "quarantined"])
async def test_unblocking__whatever_comes_first_the_card_is_posted_again(
    tmp_path: Path, studio: Studio, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with group(tmp_path, studio, ScriptedPlatform()) as at:
        await at.say("ann", START)
        before = await at.card()
        at.chat.outcomes.append((Blocked("it was removed"), False))
        await at.say("bob", "/cost")
        await at.phase("resting")
        assert (await place(at)).blocked_reason
        await at.app.store.write(lambda tx: tx.run("people.set_no_pictures", id=1, at=tx.now))
        match kind:
            case "command":
                await at.say("bob", "/cost")
            case "forwarded" | "edited":
                await at.chat.push({**MESSAGE, "text": "/imagine a fox", "authorship": kind})
            case "too long":
                await at.say("bob", "/imagine " + "x" * MAX_TEXT)
            case "press":
                await at.chat.push({**MESSAGE, "action": "again:1", "under": before.id})
            case "picture":
                await at.say("bob", "look", image=photo())
            case "quarantined":
                monkeypatch.setattr(update_worker, "MOST_ATTEMPTS", 1)
                monkeypatch.setattr(update_worker, "rest_of_split", _fail)
                await at.say("bob", "/cost")
        again = await at.shown(lambda m: m.view.title.startswith("🎨") and "could not write here" in m.view.text)
        assert again.id != before.id
        now = await place(at)
        assert not now.blocked_reason
        assert now.no_pictures_at == 0, "what may be posted there may have changed"
        await at.until(lambda s: s.card != "")
        cards = [m for m in at.chat.visible(CHAT) if "could not write here" in m.view.text]
        assert len(cards) == 1


def _fail(*_: Any) -> Any:
    raise RuntimeError("a bug")
