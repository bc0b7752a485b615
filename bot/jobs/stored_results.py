"""The results of a job's task as stored in the job's row (JSON, without what is empty)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Self

from bot.store.rows import JobRow
from bot.upstream.outcomes import ResultItem

REFUSED_PICTURE = "picture-refused"
"""The `text_id` of a result that was painted, is charged, and may not be shown."""


@dataclass(frozen=True, slots=True)
class CollectedPicture:
    """A result in the picture store."""

    index: int
    key: str
    sha256: str
    mime: str
    width: int
    height: int
    size: int


@dataclass(frozen=True, slots=True)
class StoredResult:
    """One result: `url` where it can be downloaded, or `code` and `text_id` that say why it cannot. `treatment` is the one
    of the verdict on it, `unread` the words that the studio does not follow, `kept` the picture once it is downloaded."""

    index: int
    url: str = field(repr=False)  # Signed: never to be shown.
    unread: tuple[str, ...] = ()
    code: str = ""
    text_id: str = ""
    treatment: str = ""
    kept: CollectedPicture | None = None

    @classmethod
    def of(cls, item: ResultItem) -> Self:
        """The stored form of a result that a query returned."""
        verdict = item.verdict
        return cls(
            item.index,
            item.url or "",
            tuple(item.unread),
            code=verdict.code if verdict else "",
            text_id=verdict.text_id if verdict else "",
            treatment=verdict.treatment.value if verdict else "",
        )

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """The inverse of `to_json`."""
        kept = data.get("kept")
        return cls(
            data["index"],
            data["url"],
            tuple(data.get("unread", ())),
            code=data.get("code", ""),
            text_id=data.get("text_id", ""),
            treatment=data.get("anew", ""),
            kept=CollectedPicture(**kept) if kept else None,
        )

    def to_json(self) -> dict[str, Any]:
        """The stored form."""
        stored = asdict(self)
        stored["anew"] = stored.pop("treatment")  # The key of rows that are stored already.
        return {name: value for name, value in stored.items() if value or name in ("index", "url")}


def results_of(job: JobRow) -> list[StoredResult]:
    """The results of a job. Raises ValueError if they cannot be read."""
    try:
        return [StoredResult.from_json(each) for each in json.loads(job.results)]
    except (LookupError, TypeError, AttributeError) as error:
        raise ValueError(f"the results of job {job.id} cannot be read") from error


def as_stored(results: Iterable[StoredResult]) -> str:
    """What the column `results` of a job holds."""
    return json.dumps([each.to_json() for each in results])


def as_told(results: Iterable[StoredResult]) -> str:
    """What that column holds once the pictures are stored: what its person may still be told. The addresses at the service have
    lapsed within a day, and are the longest part of a row."""
    told = (replace(each, url="", kept=None) for each in results if each.text_id or each.unread)
    return as_stored(told)
