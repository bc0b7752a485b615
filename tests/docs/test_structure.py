"""Names in the source tree, as docs/architecture.md promises."""

from __future__ import annotations

from pathlib import Path

from tools.structure import CHECKED, Source, homonyms, sources

ROOT = Path(__file__).parents[2]


def test_structure__no_class_name_stands_for_two_things() -> None:
    files: list[Source] = list(sources(ROOT, sorted(CHECKED)))
    assert len(files) > 200
    assert homonyms(files) == {}
