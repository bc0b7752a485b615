"""Letting go of pictures: the rows say so at once, their files are named for the sweeper, their posts are taken away."""

from __future__ import annotations

from bot.posts import wishes
from bot.store import Tx


def let_go(tx: Tx, job_id: int) -> None:
    """A job's pictures are kept no longer. What stands in a conversation stays as it is."""
    tx.run("forgetting.doom_pictures_of_job", job_id=job_id, now=tx.now)
    tx.run("forgetting.doom_sheet_of_job", job_id=job_id, now=tx.now)
    tx.run("pictures.delete_of_job", job_id=job_id, now=tx.now)
    tx.run("pictures.drop_sheet", job_id=job_id)
    tx.hint("doomed")


def delete_pictures(tx: Tx, job_id: int) -> None:
    """Somebody deletes a job's pictures: every post that shows them is taken away too."""
    let_go(tx, job_id)
    wishes.wish_gone(tx, f"job:{job_id}")
    names = {"first": f"job:{job_id}:", "last": f"job:{job_id};", "pattern": f"job:{job_id}:%"}
    for post in tx.all("forgetting.shown_again", **names):
        wishes.wish_gone(tx, post["subject"])
