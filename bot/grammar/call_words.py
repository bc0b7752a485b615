"""The typed forms of a call's buttons: `/improve paint 12`, `/润色 原文 12`. Pure."""

from __future__ import annotations

from typing import Literal, get_args

from bot.grammar.vocabulary import fold

CallChoice = Literal["paint", "again", "mine"]
_WORDS: dict[str, CallChoice] = {
    "paint": "paint", "画": "paint", "again": "again", "再来": "again", "重来": "again", "重写": "again",
    "mine": "mine", "原文": "mine",
}  # fmt: skip
_TYPED: dict[str, dict[CallChoice, str]] = {
    "en": {choice: choice for choice in get_args(CallChoice)},
    "zh": {"paint": "画", "again": "重写", "mine": "原文"},
}
MAX_DIGITS = 12


def call_choice(text: str) -> tuple[CallChoice, int] | None:
    """The choice and the call's number in the words of a command; None if they are anything else."""
    words = text.replace("#", " ").split()
    if len(words) != 2 or not (words[1].isascii() and words[1].isdigit()) or len(words[1]) > MAX_DIGITS:
        return None
    choice = _WORDS.get(fold(words[0]))
    return (choice, int(words[1])) if choice else None


def typed_choice(choice: CallChoice, call_id: int, language: str) -> str:
    """The typed form of a button. By one command for both kinds of call: the number says of which it is."""
    command = "/润色" if language == "zh" else "/improve"
    return f"{command} {_TYPED.get(language, _TYPED['en'])[choice]} {call_id}"
