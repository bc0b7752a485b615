"""How the command line says times, people, money and states, in the language and the time zone of the settings."""

from __future__ import annotations

import time
from datetime import datetime
from decimal import Decimal
from typing import Any

from bot.jobs.money import yuan_text
from bot.operating.audit_words import entry_line
from bot.runtime.texts import Texts
from bot.store import Tx
from bot.store.rows import AuditEntryRow, PersonRow
from config.settings import LOCALES_FOLDER, Settings


class Words:
    """Values as a person reads them. `now` (unix seconds) decides what is today."""

    def __init__(self, settings: Settings, now: float | None = None) -> None:
        self._texts = Texts(LOCALES_FOLDER)
        self._language = settings.language
        self._zone = settings.zone
        self._now = time.time() if now is None else now

    def say(self, text_id: str, **arguments: object) -> str:
        """A text of the locales."""
        return self._texts.say(self._language, text_id, **arguments)

    def nested(self, text_id: str, arguments: dict[str, Any]) -> str:
        """A text in whose arguments are texts."""
        return self._texts.say_nested(self._language, text_id, arguments)

    def heading(self, column: str) -> str:
        """The heading of a column of a table."""
        return self._named("cli-column", column)

    def state(self, state: str) -> str:
        """A state of a job or an account."""
        return self._named("cli-state", state)

    def rank(self, rank: str) -> str:
        """A rank of a person."""
        return self._named("cli-rank", rank)

    def kind_of_words(self, kind: str) -> str:
        """A kind of what somebody said: a request, a question, something refused."""
        return self._named("cli-kind", kind)

    def _named(self, lead: str, name: str) -> str:
        text_id = f"{lead}-{name.replace('_', '-')}"
        return self.say(text_id) if self._texts.has(text_id) else name

    def time(self, moment: float | None) -> str:
        """A unix time; empty for none."""
        if not moment:
            return ""
        then, today = (datetime.fromtimestamp(each, self._zone) for each in (moment, self._now))
        if then.date() == today.date():
            return self.say("cli-time-today", time=then.strftime("%H:%M"))
        text_id = "cli-time-day" if then.year == today.year else "cli-time-year"
        return self.say(text_id, year=str(then.year), month=then.month, day=str(then.day), time=then.strftime("%H:%M"))

    def yuan(self, yuan: Decimal | str) -> str:
        """An amount in yuan; empty for none."""
        return f"¥{yuan}" if str(yuan) else ""

    def li(self, amount_li: int) -> str:
        """An amount in li: ¥0.16."""
        return f"-{self.yuan(yuan_text(-amount_li))}" if amount_li < 0 else self.yuan(yuan_text(amount_li))

    def person(self, name: str, address: str) -> str:
        """A person: their name and address, or the address alone; of an erased one that they are gone."""
        if not address or address.endswith(":"):
            return self.say("cli-person-erased")
        _, erased, number = address.partition(":erased:")
        if erased:
            return self.say("cli-person-erased-number", number=number)
        return self.say("act-person", name=name, address=address) if name else address

    def yes(self, value: object) -> str:
        """Yes, or nothing."""
        return self.say("cli-yes") if value else ""


def address_name(tx: Tx, address: str) -> str:
    """The name of the person with this address; empty if there is none."""
    platform, _, user_id = address.partition(":")
    row = tx.one(PersonRow, "people.find_person", platform=platform, user_id=user_id) if user_id else None
    return row.name if row else ""


def entry_title(tx: Tx, entry: AuditEntryRow) -> tuple[str, dict[str, Any]]:
    """The text of what an entry of the audit did or looked at, with its arguments."""
    line = entry_line(tx, entry)
    return line.text_id, dict(line.arguments)
