"""What people write under a picture, in both languages, and what each reply wants: `replies/en.txt` and `replies/zh.txt`."""

from __future__ import annotations

import random
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from bot.grammar.parsing import parse
from bot.grammar.talk import TALK, Classification, classify

WANTS = ("edit", "style", "question", "nothing")
PAINTED = ("edit", "style")
RIGHT_OF_A_HUNDRED = 97


def table(language: str) -> list[tuple[str, str]]:
    """The rows: what a reply wants, and the reply."""
    lines = (Path(__file__).parent / "replies" / f"{language}.txt").read_text(encoding="utf-8").splitlines()
    return [(wanted, reply) for wanted, _, reply in (line.partition("|") for line in lines)]


def read(reply: str) -> str:
    """What the bot takes a reply for. `words` may be a new subject, so it asks."""
    kind = classify(parse(reply).text, under_picture=True).kind
    if kind == "instruction":
        return "edit"
    return "nothing" if kind in TALK and kind != "question" else kind


@pytest.mark.parametrize("language", ["en", "zh"])
def test_replies__table_is_large_and_has_no_row_twice(language: str) -> None:
    rows = table(language)
    wanted = Counter(wanted for wanted, _ in rows)
    assert set(wanted) == set(WANTS)
    assert sum(wanted.values()) >= 400 and min(wanted.values()) >= 40, wanted
    assert len({reply for _, reply in rows}) == len(rows)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_replies__at_least_97_of_100_are_read_as_they_are_meant(language: str) -> None:
    rows = table(language)
    mistakes = [(wanted, read(reply), reply) for wanted, reply in rows if read(reply) != wanted]
    listed = "\n".join(f"{wanted} was read as {found}: {reply}" for wanted, found, reply in mistakes)
    sys.stdout.write(f"{language}: {len(rows) - len(mistakes)} of {len(rows)} are right\n{listed}\n")
    assert len(mistakes) * 100 <= len(rows) * (100 - RIGHT_OF_A_HUNDRED), listed


@pytest.mark.parametrize("language", ["en", "zh"])
def test_replies__praise_and_questions_are_never_painted(language: str) -> None:
    painted = [
        reply for wanted, reply in table(language) if wanted not in PAINTED and read(reply) in (*PAINTED, "command")
    ]
    assert painted == []


@pytest.mark.parametrize("language", ["en", "zh"])
def test_replies__case_signs_and_spaces_do_not_matter(language: str) -> None:
    painted = []
    for wanted, reply in table(language):
        forms = (reply.upper(), f"  {reply}  ", f"{reply}!", f"{reply}~", f"{reply} 😂")
        painted += [form for form in forms if wanted == "nothing" and read(form) in PAINTED]
    assert painted == []


def _classified_within(text: str, seconds: float) -> Classification:
    began = time.process_time()
    found = classify(text, under_picture=True)
    assert time.process_time() - began < seconds, text[:80]
    return found


@pytest.mark.parametrize("language", ["en", "zh"])
def test_replies__reading_takes_milliseconds(language: str) -> None:
    rows = table(language)
    began = time.process_time()
    for _, reply in rows:
        classify(reply, under_picture=True)
    assert (time.process_time() - began) / len(rows) < 0.002


@pytest.mark.parametrize("seed", range(20))
def test_replies__no_text_of_4000_characters_takes_long(seed: int) -> None:
    chance = random.Random(seed)
    pieces = [reply for language in ("en", "zh") for _, reply in table(language)]
    pieces += [
        "把",
        "的",
        "a ",
        "再",
        "比",
        "the ",
        "more ",
        "点",
        "，",
        " ",
        "啊",
        "加",
        "不",
        "haha",
        "can you ",
        "一",
    ]
    few = chance.sample(pieces, chance.choice((1, 2, 3, 40)))
    text = ""
    while len(text) < 4000:
        text += chance.choice(few) + chance.choice(("", "", " "))
    _classified_within(text[:4000], 0.25)


@pytest.mark.parametrize(
    "piece", ["再", "把它", "a ", "more ", "can you ", "太", "的", "in the style of ", "不要", "ha", "1", "-> "]
)
def test_replies__one_piece_repeated_takes_no_longer(piece: str) -> None:
    for length in (60, 600, 4000):
        _classified_within((piece * length)[:length], 0.25)
