"""The words of a text, in English and Chinese, with what they mean to the painter."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from studio.painter.change_lexicon import CHANGE_MEANINGS, NO_WORDS_IN_REQUESTS
from studio.painter.lexicon import COLOURS, COUNTS, MEANINGS, NEGATIONS
from studio.painter.stop_words import (
    CHINESE_STOP_WORDS,
    COMMON_CHARACTERS,
    FUNCTION_CHARACTERS,
    NOUNS_IN_ING,
    STOP_WORDS,
    UNPAINTABLE_THINGS,
)

MAX_PROMPT_CHARACTERS = 4_000


_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?|[\u3400-\u9fff]+|[^\s\w]|[^\W\d_a-z]+")


HAN = re.compile(r"[\u3400-\u9fff]")


_STOP_WORDS = frozenset(STOP_WORDS.split())


_CLAUSE_ENDS = frozenset(".,;:!?。，；：！？、()（）\n|")


_ENDING_IN_ING = frozenset(NOUNS_IN_ING.split())


@dataclass(frozen=True, slots=True)
class Token:
    """A word with its meanings; without any it is '.' (the end of a clause), a stop word, or unknown."""

    meanings: tuple[str, ...]
    word: str
    is_stop_word: bool = False


@cache
def _dictionary(*, changes: bool = False) -> tuple[dict[str, tuple[str, ...]], int, int]:
    """Every known word with its meanings; the longest English phrase in words; the longest Chinese word in characters.
    `changes`: with the words that ask for a change of a picture."""
    words: dict[str, list[str]] = {}
    entries = [(meaning, text) for meaning, text in MEANINGS.items()]
    entries += [(f"colour:{name}", text) for name, (_, text) in COLOURS.items()]
    entries += [(f"count:{n}", text) for n, text in COUNTS.items()]
    entries.append(("not:", NEGATIONS))
    entries += [("quiet:", CHINESE_STOP_WORDS), ("other:", UNPAINTABLE_THINGS)]
    for meaning, text in entries:
        for word in text.split():
            words.setdefault(word.replace("_", " "), []).append(meaning)
            if meaning.startswith("style:") and HAN.match(word):
                words.setdefault(f"{word}风", []).append(meaning)  # 水墨风 is no wind.
    if changes:
        for word in NO_WORDS_IN_REQUESTS.split():
            words.pop(word, None)
        for meaning, text in CHANGE_MEANINGS.items():
            for word in text.split():
                words[word.replace("_", " ")] = [meaning]
    phrase = max(word.count(" ") + 1 for word in words)
    signs = max(len(word) for word in words if HAN.match(word))
    return {word: tuple(meanings) for word, meanings in words.items()}, phrase, signs


def _singular(word: str) -> Iterator[str]:
    yield word
    if len(word) > 3 and word.endswith("s"):
        yield word[:-1]
    if len(word) > 4 and word.endswith("es"):
        yield word[:-2]
    if len(word) > 4 and word.endswith("ies"):
        yield word[:-3] + "y"
    if len(word) > 4 and word.endswith("y"):
        yield word[:-1]


def tokens_of(text: str, *, changes: bool = False) -> Iterator[Token]:
    """The words of a text in order, with what they mean; `changes`: also those that ask for a change."""
    words, longest_phrase, longest_sign = _dictionary(changes=changes)
    tokens = _WORD.findall(text.lower()[:MAX_PROMPT_CHARACTERS])
    if changes:
        tokens = [token.removesuffix("'s") for token in tokens]  # 'the woman's dress'
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if HAN.match(token):
            yield from _chinese_tokens(token, words, longest_sign)
            at += 1
            continue
        for length in range(min(longest_phrase, len(tokens) - at), 0, -1):
            phrase = " ".join(tokens[at : at + length])
            meanings = next((words[form] for form in _singular(phrase) if form in words), None)
            if meanings is not None:
                yield _known_token(meanings, phrase)
                at += length
                break
        else:
            yield Token((), "." if token in _CLAUSE_ENDS else token, is_stop_word=_is_stop_word(token))
            at += 1


def _known_token(meanings: tuple[str, ...], word: str) -> Token:
    """A token for a word of the dictionary; one listed only to be told from others has no meanings."""
    real = tuple(m for m in meanings if m not in ("quiet:", "other:"))
    return Token(real, word, is_stop_word=not real and "quiet:" in meanings)


def _chinese_tokens(text: str, words: dict[str, tuple[str, ...]], longest: int) -> Iterator[Token]:
    """Segment Chinese text into known words; what is left over becomes unknown words."""
    pieces = _segment(text, words, longest)
    unknown = [
        len(piece) == 1 and piece not in words and piece not in FUNCTION_CHARACTERS | COMMON_CHARACTERS
        for piece in pieces
    ]
    run = ""
    for number, piece in enumerate(pieces):
        beside = unknown[max(0, number - 1) : number + 2]
        lone = len(piece) == 1 and piece not in FUNCTION_CHARACTERS
        counted = lone and all(m.startswith(("count:", "not:", "change:")) for m in words.get(piece, ("",)))
        if lone and not counted and any(beside):
            run += piece
            continue
        if run:
            yield Token((), run)
            run = ""
        if piece in words:
            yield _known_token(words[piece], piece)
        else:
            yield Token((), piece, is_stop_word=True)
    if run:
        yield Token((), run)


def _segment(text: str, words: dict[str, tuple[str, ...]], longest: int) -> list[str]:
    """Word segmentation by least cost: as few unknown characters as possible, then as few words, then as few single
    characters (玫瑰|花海, not 玫瑰花|海)."""
    best: list[tuple[int, int]] = [(0, 0)]
    """For each prefix length: its cost, and the length of its last word."""
    for end in range(1, len(text) + 1):
        options = []
        for length in range(1, min(longest, end) + 1):
            piece = text[end - length : end]
            known = piece in words or (length == 1 and (piece in FUNCTION_CHARACTERS or piece in COMMON_CHARACTERS))
            if known or length == 1:
                cost = 100 if length > 1 else 110 if known else 400
                options.append((best[end - length][0] + cost, length))
        best.append(min(options))
    pieces, end = [], len(text)
    while end:
        length = best[end][1]
        pieces.append(text[end - length : end])
        end -= length
    return pieces[::-1]


def meanings_in(text: str) -> frozenset[str]:
    """Every meaning named in a text."""
    return frozenset(m for token in tokens_of(text) for m in token.meanings if not m.startswith(("not:", "count:")))


def _is_stop_word(word: str) -> bool:
    if word in _STOP_WORDS or not any(c.isalnum() for c in word) or word.isdigit():
        return True
    if not word.isascii() or word in _ENDING_IN_ING:
        return False
    return len(word) > 4 and word.endswith(("ly", "ing", "ed"))
