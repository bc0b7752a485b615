"""Painting is CPU time and nothing else: `make test` paints some examples of each test, `make prove-short` all."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest

PAINTING = {
    "test_words",
    "test_kept_layout",
    "test_order",
    "test_reference",
    "test_edits",
    "test_changes",
    "test_styles",
    "test_products",
    "test_blends_and_sets",
}
SHARE = 4


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark all but each fourth example of a test that paints `long`."""
    here, seen = Path(__file__).parent, defaultdict[str, int](int)
    for item in items:
        if item.path.parent == here and item.path.stem in PAINTING:
            function = item.nodeid.partition("[")[0]
            if seen[function] % SHARE:
                item.add_marker(pytest.mark.long)
            seen[function] += 1
