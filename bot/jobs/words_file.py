"""The file of rules about words that the settings name."""

from __future__ import annotations

from pathlib import Path

from bot.grammar.word_rules import WordRule, rules_of_file
from config.settings import Mistake, Moderation, SettingsError

MAX_BYTES = 1_000_000
SETTING = "moderation.words_file"


def read_word_rules(settings: Moderation) -> tuple[WordRule, ...]:
    """The rules of the file; blocking. Raises SettingsError with one line that names what is wrong."""
    if not settings.words_file:
        return ()
    path = Path(settings.words_file)
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            raise SettingsError(Mistake("settings-words-file-large", file=str(path), most=MAX_BYTES), SETTING)
        return rules_of_file(data.decode("utf-8-sig"))
    except OSError as error:
        wrong = Mistake("settings-unreadable", file=str(path), reason=error.strerror or "")
        raise SettingsError(wrong, SETTING) from None
    except ValueError as error:
        raise SettingsError(f"{path}: {error}", SETTING) from None
