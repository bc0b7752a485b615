"""Formatted text."""

import html

from hypothesis import given
from hypothesis import strategies as st

from tests.emulators.telegram.richtext import format_text, utf16_len, utf16_slice


def test_richtext__code_blocks_and_found_entities() -> None:
    formatted = format_text(
        '<pre><code class="language-py">x</code></pre> /go@shenbi_bot #画 https://x.example.', "HTML", None
    )
    assert formatted.text == "x /go@shenbi_bot #画 https://x.example."
    assert [(e["type"], e["offset"], e["length"], e.get("language")) for e in formatted.entities] == [
        ("pre", 0, 1, "py"),
        ("bot_command", 2, 14, None),
        ("hashtag", 17, 2, None),
        ("url", 20, 17, None),
    ]


@given(st.text(alphabet='a<&>"画🦊 ', max_size=30), st.text(alphabet="b&<🦊", min_size=1, max_size=10))
def test_richtext__escaped_text_comes_back_and_entities_cover_their_words(before: str, bold: str) -> None:
    source = f"{html.escape(before)}<b>{html.escape(bold)}</b>"
    formatted = format_text(source, "HTML", None)
    assert formatted.text == (before + bold).strip()
    (entity,) = [e for e in formatted.entities if e["type"] == "bold"]
    assert utf16_slice(formatted.text, entity["offset"], entity["length"]) == bold
    assert entity["offset"] == utf16_len(before.lstrip())
