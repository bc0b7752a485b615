"""What happened to a job is told in words of the locales, whatever the code notes for the log."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import bot.jobs
from bot.operating.story import STORIES, story_line
from bot.runtime.texts import Texts
from bot.store.rows import JobEventRow
from config.settings import LOCALES_FOLDER

NOTING = {
    "transition",
    "hold",
    "hold_unsure",
    "release",
    "resubmit",
    "_hold",
    "mark_unknown",
    "_mark_unknown",
    "requeue_job",
    "run",
}
NAMED = {"details", "why", "reason", "text"}


def said_by(value: ast.expr) -> str | None:
    """A string literal with a digit or a word in place of each value."""
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        return value.value
    if isinstance(value, ast.JoinedStr):
        return "".join(str(each.value) if isinstance(each, ast.Constant) else "\0" for each in value.values)
    return None


def noted() -> Iterator[str]:
    """Every sentence in `bot.jobs` that a change of state is noted with."""
    for file in Path(bot.jobs.__path__[0]).rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            values: list[ast.expr] = []
            if isinstance(node, ast.Call):
                called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                if called in NOTING:
                    values = [*node.args, *(each.value for each in node.keywords if each.arg in NAMED)]
            elif isinstance(node, ast.Assign) and any(getattr(each, "id", "") in NAMED for each in node.targets):
                values = [node.value.body, node.value.orelse] if isinstance(node.value, ast.IfExp) else [node.value]
            for value in values:
                text = said_by(value)
                if text and " " in text and not text.startswith("\0"):
                    yield text


def samples(text: str) -> set[str]:
    return {text.replace("\0", each) for each in ("3", "task-0001", "TimeoutError")}


def test_story__every_sentence_of_the_code_has_its_words() -> None:
    found = set(noted())
    assert len(found) > 15
    untold = {
        text for text in found if not any(pattern.fullmatch(each) for each in samples(text) for pattern, _ in STORIES)
    }
    assert not untold


@pytest.mark.parametrize("language", ["zh", "en"])
def test_story__is_complete_in_both_languages(language: str) -> None:
    texts = Texts(LOCALES_FOLDER)
    for pattern, text_id in STORIES:
        arguments = dict.fromkeys(pattern.groupindex, "7")
        said = texts.say(language, text_id, **arguments)
        assert said != text_id
        assert all("7" in said for _ in arguments)
        assert bool(re.search("[\u4e00-\u9fff]", said)) == (language == "zh")


@pytest.mark.parametrize(
    ("details", "text_id"),
    [
        ("held back by an admin", "story-held-back"),
        ("late answer: 8a0f-x", "story-late-answer"),
        ("2 of 4 painted", "story-painted"),
        ("InvalidApiKey", "story-code"),
        ("", None),
    ],
)
def test_story__of_one_step(details: str, text_id: str | None) -> None:
    line = story_line(JobEventRow(1, 1, 0.0, "running", "held", details))
    assert (line.text_id if line else None) == text_id
