"""What the console shows to moderators: words and pictures of others, of which each look is recorded."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from bot.access import Action, Principal
from bot.commands.operating.console.lists import Json
from bot.commands.operating.console.who import may
from bot.jobs import audit
from bot.operating import Installation, Surface
from bot.operating import moderation_lists as read
from bot.operating.readers import conversation_line, person_line
from bot.runtime.texts import Texts
from bot.store import Tx
from bot.store.rows import ModerationCaseRow, PersonRow

PAGE_CASES: Final = 20
LOOKED_S: Final = 3600.0
"""For how long after a look the pictures that it listed are given out without another entry in the audit."""
LISTS: Final[dict[str, Callable[..., list[read.CaseView]]]] = {
    "reports": read.reports,
    "prompts": read.held_prompts,
    "images": read.held_images,
    "refusals": read.refusals,
}
SAID: Final = "said"


def look(
    tx: Tx, made: Installation, texts: Texts, language: str, viewer: Principal, what: str, after: int, person: int
) -> Json:
    """A page of a list, after (below, of refusals and of what was said) a cursor that is 0 for the first one. Raises ValueError
    for a list or person that there is not, MayNotLook."""
    if what == SAID:
        return _said(tx, texts, language, viewer, person, after)
    if what not in LISTS:
        raise ValueError(f"no list: {what[:20]!r}")
    place = {"before_id": after or read.NEWEST} if what == "refusals" else {"after_id": after}
    found = LISTS[what](tx, made, viewer, Surface.CONSOLE, **place, limit=PAGE_CASES + 1)
    rows = [_case(tx, texts, language, each) for each in found[:PAGE_CASES]]
    return {"rows": rows, "next": str(rows[-1]["id"]) if len(found) > PAGE_CASES else ""}


def _case(tx: Tx, texts: Texts, language: str, case: read.CaseView) -> Json:
    return {
        "id": case.case_id,
        "kind": case.kind,
        "about": case.about,
        "at": case.at,
        "person": _say(texts, language, person_line(tx, case.person_id)),
        "person_id": case.person_id,
        "conversation": _say(texts, language, conversation_line(tx, case.conversation_id)),
        "conversation_id": case.conversation_id,
        "job": case.job_id,
        "words": case.words,
        "reason": case.reason,
        "pictures": len(case.pictures),
        "acts": [
            {"verb": verb, "job": case.job_id} if verb in read.OF_JOB else {"verb": verb, "number": case.case_id}
            for verb in case.verbs
        ],
    }


def _said(tx: Tx, texts: Texts, language: str, viewer: Principal, person_id: int, after: int) -> Json:
    row = tx.one(PersonRow, "people.person_by_id", id=person_id)
    if row is None or not row.user_id or row.user_id.startswith("erased:"):
        raise ValueError("no such person")
    before = after / 1000 if after else float(read.NEWEST)
    found = read.said_by(tx, viewer, Surface.CONSOLE, person_id, before=before, limit=PAGE_CASES + 1)
    rows = [
        {
            "id": each.id,
            "kind": each.kind,
            "at": each.at,
            "conversation": _say(texts, language, conversation_line(tx, each.conversation_id)),
            "words": each.words,
        }
        for each in found[:PAGE_CASES]
    ]
    # (What was said in the same millisecond as the last row may be on both pages: better twice than not at all.)
    return {"rows": rows, "next": str(int(found[PAGE_CASES - 1].at * 1000) + 1) if len(found) > PAGE_CASES else ""}


def picture_key(tx: Tx, viewer: Principal, case_id: int, index: int) -> str | None:
    """The key of a picture of a case; None if there is none. Recorded as a look, unless the viewer has looked at this person's
    within the hour: the list shows its pictures one by one."""
    if not may(viewer, Action.LOOK):
        raise read.MayNotLook
    case = tx.one(ModerationCaseRow, "moderation.case", id=case_id)
    keys = read.pictures_of_case(tx, case) if case else ()
    if case is None or not 0 <= index < len(keys):
        return None
    about = {"person_id": viewer.person, "object_id": case.person_id}
    if not tx.value("access.has_looked", since=tx.now - LOOKED_S, **about):
        audit.record(tx, viewer, Action.LOOK, audit.PERSON, case.person_id, f"case {case_id}", surface=Surface.CONSOLE)
    return keys[index]


def _say(texts: Texts, language: str, line: list[Any]) -> str:
    return texts.say_nested(language, *line)
