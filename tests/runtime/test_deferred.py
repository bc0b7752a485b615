"""Functions whose module is imported when they are called."""

from __future__ import annotations

import pickle
import sys

import pytest

from bot.runtime.deferred import deferred
from bot.runtime.optional_modules import hidden


def test_deferred__module_is_imported_with_the_first_call(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    convert = deferred("colorsys", "rgb_to_hsv")
    assert "colorsys" not in sys.modules
    assert convert(1.0, 0.0, 0.0) == (0.0, 1.0, 1.0)
    assert "colorsys" in sys.modules


def test_deferred__another_process_gets_it_without_an_import() -> None:
    again = pickle.loads(pickle.dumps(deferred("no_such_module", "anything")))
    with pytest.raises(ModuleNotFoundError, match="no_such_module"):
        again()


def test_optional_modules__hidden_ones_cannot_be_imported_and_can_be_afterwards(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    with hidden("colorsys"), pytest.raises(ModuleNotFoundError):
        __import__("colorsys")
    assert __import__("colorsys").rgb_to_hsv


def test_optional_modules__what_is_imported_already_stays() -> None:
    with hidden("json"):
        assert __import__("json") is sys.modules["json"]
