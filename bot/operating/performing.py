"""Proposing, performing and taking back acts: the one path of all surfaces."""

from __future__ import annotations

from dataclasses import dataclass

from bot.access import allows
from bot.grammar.option_values import Problem
from bot.intake.reply import ReplyLine
from bot.jobs import audit
from bot.operating.act import Act, ActRefused, Installation, Performer
from bot.operating.registry import act_from_json
from bot.store import Tx
from bot.store.rows import AuditEntryRow


@dataclass(frozen=True, slots=True)
class Proposal:
    """An act that could be performed now: what it is, and what it means."""

    act: Act
    title: ReplyLine
    effect: ReplyLine


@dataclass(frozen=True, slots=True)
class Performed:
    """An act that was performed: its entry in the audit, and whether that can be taken back."""

    act: Act
    title: ReplyLine
    entry: int
    can_be_undone: bool


def propose(tx: Tx, installation: Installation, act: Act, actor: Performer) -> Proposal | Problem:
    """What an act would do, or why it cannot be done. Writes nothing but the record of an act that their rank does
    not allow."""
    act = act.as_of(tx)
    if problem := _refusal(tx, installation, act, actor):
        return problem
    return Proposal(act, act.title(tx), act.effect(tx))


def perform(tx: Tx, installation: Installation, act: Act, actor: Performer, *, undoes: int = 0) -> Performed | Problem:
    """Perform an act and record it, in this transaction; or say why it cannot be done. `undoes`: the entry that it takes back."""
    if problem := _refusal(tx, installation, act, actor) or _undone(tx, undoes):
        return problem
    title = act.title(tx)
    try:
        undo = act.perform(tx, installation, actor.principal)
    except ActRefused as refused:
        return refused.problem
    entry = audit.record(
        tx,
        actor.principal,
        act.verb,
        act.kind,
        act.object_id(),
        surface=actor.surface,
        act=act.with_reason("").to_json(),
        undo=undo.to_json() if undo else "",
        reason=act.reason,
    )
    if undoes:
        tx.run("access.mark_undone", id=undoes, undone_by=entry)
    return Performed(act, title, entry, undo is not None)


def undo_of(tx: Tx, entry_id: int) -> Act | Problem:
    """The act that takes an entry of the audit back."""
    entry = tx.one(AuditEntryRow, "access.entry", id=entry_id)
    if entry is None or not entry.act:
        return Problem("act-no-such-entry", {"id": entry_id})
    if entry.undone_by:
        return Problem("act-undone-already", {"id": entry_id, "by": entry.undone_by})
    act = act_from_json(entry.undo) if entry.undo else None
    return act or Problem("act-cannot-be-undone", {"id": entry_id})


def _undone(tx: Tx, entry_id: int) -> Problem | None:
    """Why an entry cannot be taken back (any more): somebody else may have, since the question was asked."""
    entry = tx.one(AuditEntryRow, "access.entry", id=entry_id) if entry_id else None
    if entry and entry.undone_by:
        return Problem("act-undone-already", {"id": entry_id, "by": entry.undone_by})
    return None


def _refusal(tx: Tx, installation: Installation, act: Act, actor: Performer) -> Problem | None:
    resource = act.resource(tx)
    if resource is None:
        return Problem("act-nothing-there")
    if not allows(actor.principal, act.needed_action(tx), resource):
        stored = act.with_reason("").to_json()
        audit.record_refused(
            tx, actor.principal, act.verb, act.kind, act.object_id(), surface=actor.surface, act=stored
        )
        return Problem("act-not-allowed")
    return act.refusal(tx, installation, actor.principal)
