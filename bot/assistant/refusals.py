"""What a person is told when the chat model's service refuses: the texts of painting speak of pictures that were painted."""

from __future__ import annotations

from bot.store.rows import ChatCallRow
from bot.upstream import Treatment, Verdict
from bot.upstream.verdict import BUSY_TEXT

_MODERATION = "upstream-moderation-"


def refusal_text(call: ChatCallRow, verdict: Verdict) -> str:
    """The id of the text about a refusal."""
    if verdict.text_id == f"{_MODERATION}output":
        return "call-moderation-answer"
    if verdict.text_id.startswith(_MODERATION) or verdict.text_id in ("upstream-infringement", "upstream-rule"):
        return f"call-moderation-{call.kind}"
    if verdict.treatment is Treatment.TELL_OPERATOR:
        return "call-no-account"
    if verdict.treatment is Treatment.TELL_PERSON:
        return "call-refused"
    return "call-busy" if verdict.text_id == BUSY_TEXT else "call-not-reached"
