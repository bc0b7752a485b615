"""Deleting pictures. They are hidden at once, with every post and sheet that shows them; the files are kept for
`UNDO_S` seconds, in which the deletion can be undone. Then `bot.retention.deletion_loop` finalizes it.
"""

from __future__ import annotations

import json

from bot.assistant.erasure import blank_calls_about_pictures, subjects_about_pictures
from bot.intake import blend_list
from bot.outbox import desired, sheets
from bot.sessions import picture_deletion
from bot.store import Tx, file_deletions
from bot.store.rows import DeletionRow, JobRow, PictureRow, PostRow, RenderedSheetRow

UNDO_S = 30.0
"""How long a deletion can be undone."""
MODERATORS_UNDO_S = 24 * 3600.0
"""How long what a moderator deleted can be restored: its owner may first have to ask why."""


def expire_pictures(tx: Tx, job_id: int) -> None:
    """Delete a job's pictures because of their age. The messages that show them stay."""
    tx.run("file_deletions.enqueue_pictures_of_job", job_id=job_id, now=tx.now)
    tx.run("file_deletions.enqueue_sheet_of_job", job_id=job_id, now=tx.now)
    blank_calls_about_pictures(tx, job_id)
    blend_list.remove_pictures(tx, {picture.key for picture in tx.all(PictureRow, "pictures.of_job", job_id=job_id)})
    tx.run("pictures.delete_of_job", job_id=job_id, now=tx.now)
    tx.run("pictures.drop_sheet", job_id=job_id)
    tx.hint(file_deletions.TOPIC)


def delete_pictures(tx: Tx, job_id: int) -> None:
    """Delete a job's pictures permanently."""
    hide_pictures(tx, job_id)
    finalize(tx, job_id)


def hide_pictures(tx: Tx, job_id: int, *, by_moderator: bool = False) -> bool:
    """Hide a job's pictures, and delete the posts, originals, sheets, reveals and albums that show them, and what describes
    them. What a moderator deletes a moderator alone can restore, for a day. False if there is nothing that could be undone."""
    if tx.one(DeletionRow, "deletions.get", job_id=job_id):
        return True
    job = tx.get(JobRow, "jobs.get", id=job_id)
    keys = frozenset(picture.key for picture in tx.all(PictureRow, "pictures.of_job", job_id=job_id))
    tx.run("pictures.delete_of_job", job_id=job_id, now=tx.now)
    blend_list.remove_pictures(tx, keys)
    subjects = [*posts_showing(tx, job_id), *_originals_of(tx, job_id), *subjects_about_pictures(tx, job_id)]
    replaced: list[tuple[str, str, str]] = []
    for sheet in tx.all(RenderedSheetRow, "deletions.sheets_with", job_id=job_id) if keys else ():
        instead = sheets.sheet_without(tx, sheet, keys)
        shown = sheets.replace_sheet(tx, sheet.subject, sheet.key, instead)
        if shown and not instead:
            subjects.append(sheet.subject)
        replaced.append((sheet.subject, sheet.key, instead))
    albums: tuple[int, ...] = ()
    if job.session_id and keys:
        revealed, albums = picture_deletion.remove_pictures(tx, job.session_id, keys)
        subjects += revealed
    posts = [subject for subject in dict.fromkeys(subjects) if _delete_post(tx, subject)]
    if not (keys or posts):
        return False
    hidden = {"posts": posts, "boards": replaced, "albums": albums, "by_moderator": by_moderator}
    final_at = tx.now + (MODERATORS_UNDO_S if by_moderator else UNDO_S)
    tx.run("deletions.begin", job_id=job_id, now=tx.now, final_at=final_at, hidden=json.dumps(hidden))
    tx.hint(file_deletions.TOPIC)
    return True


def undo_deletion(tx: Tx, job_id: int, *, by_moderator: bool = False) -> bool:
    """Undo the deletion of a job's pictures; False if it is too late, or a moderator deleted them and none restores them."""
    row = tx.one(DeletionRow, "deletions.get", job_id=job_id)
    if row is None or row.final_at <= tx.now:
        return False
    hidden = json.loads(row.hidden)
    if hidden.get("by_moderator") and not by_moderator:
        return False
    tx.run("deletions.restore_pictures", job_id=job_id, at=row.at)
    for subject, key, instead in hidden["boards"]:
        if instead:
            sheets.replace_sheet(tx, subject, instead, key)
    job = tx.get(JobRow, "jobs.get", id=job_id)
    if job.session_id:
        keys = frozenset(picture.key for picture in tx.all(PictureRow, "pictures.of_job", job_id=job_id))
        picture_deletion.restore_pictures(tx, job.session_id, keys, hidden["albums"])
    for subject in hidden["posts"]:
        desired.restore(tx, subject)
    _end(tx, job_id)
    return True


def finalize(tx: Tx, job_id: int) -> None:
    """End a deletion that can no longer be undone: enqueue its files."""
    row = tx.one(DeletionRow, "deletions.get", job_id=job_id)
    if row is None:
        return
    hidden = json.loads(row.hidden)
    expire_pictures(tx, job_id)
    tx.run("shares.drop_of_job", job_id=job_id)
    for _, key, _ in hidden["boards"]:
        file_deletions.enqueue(tx, key)
        tx.run("sheets.drop", key=key)
    picture_deletion.delete_albums(tx, hidden["albums"])
    _end(tx, job_id)


def _end(tx: Tx, job_id: int) -> None:
    for subject in tx.values("posts.of_job", job_id=job_id, kind="undo"):
        desired.mark_deleted(tx, subject)
    tx.run("deletions.end", job_id=job_id)


def _delete_post(tx: Tx, subject: str) -> bool:
    """Delete a post; False if there is nothing that could be undone."""
    post = tx.one(PostRow, "posts.by_subject", subject=subject)
    if post is None or post.desired != "shown" or post.status == "closed":
        return False
    desired.mark_deleted(tx, subject)
    return True


def posts_showing(tx: Tx, job_id: int) -> list[str]:
    """The subjects of the posts that show a job's picture with its buttons: its own, and those of `/show`."""
    return tx.values("posts.of_job", job_id=job_id, kind="job")


def _originals_of(tx: Tx, job_id: int) -> list[str]:
    """The subjects of the answers that carry a job's originals as files."""
    return tx.values("posts.of_job", job_id=job_id, kind="note")
