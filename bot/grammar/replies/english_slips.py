"""Slips of the keyboard in English words that change a picture: two letters exchanged, or one left out."""

from __future__ import annotations

from bot.grammar.replies.english_words import COMMON, VERBS

_SLIP_WORDS = tuple(
    word for word in (VERBS + "|" + COMMON +
        "|background|please|without|lighter|darker|brighter|smaller|bigger|colour|color|picture|image|letters").split("|")
    if len(word) >= 4 and word.isalpha()
)  # fmt: skip


def _exchanged(word: str) -> list[str]:
    """The word with each pair of neighbouring letters behind the first exchanged: `remvoe`."""
    return [word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(1, len(word) - 1) if word[i] != word[i + 1]]


def _left_out(word: str) -> list[str]:
    """The word with each letter behind the first left out: `bakground`. Of long words; short ones become others."""
    return [word[:i] + word[i + 1 :] for i in range(1, len(word) - 1)] if len(word) >= 7 else []


SLIPS = {slip: word for word in reversed(_SLIP_WORDS) for slip in (*_exchanged(word), *_left_out(word))} | {
    "teh": "the", "hte": "the", "tha": "the", "chage":
        "change", "chnge": "change", "remov": "remove", "rmeove": "remove", "mkae": "make",
    "maek": "make", "backgroud":
        "background", "backround": "background", "wihtout": "without", "witout": "without", "whit": "with",
    "lemme": "let me", "gimme": "give me", "adn": "and", "colur": "colour", "delet": "delete", "replce":
        "replace", "wtih": "with", "becuase": "because", "pleas": "please",
}  # fmt: skip
for _word in _SLIP_WORDS:
    SLIPS.pop(_word, None)
for _real in (
    "form",
    "from",
    "leave",
    "flip",
    "feel",
    "file",
    "flies",
    "quiet",
    "quite",
    "trial",
    "trail",
    "casual",
    "causal",
    "sued",
    "used",
    "desert",
    "sliver",
    "tired",
    "united",
    "angel",
    "moth",
    "palce",
):
    SLIPS.pop(_real, None)
