"""The current picture of a conversation: the one that a person means who names none."""

from __future__ import annotations

from bot.commands.paint.sources import picture_of_job
from bot.intake.images import LAST_IMAGE_LIFE_S
from bot.intake.last_images import LastImages
from bot.intake.speaker import Speaker
from bot.outbox import desired
from bot.sessions.stored_session import session_or_none
from bot.store import Tx
from bot.store.rows import ConversationRow, JobRow, PictureRow, PlacedPictureRow, SessionRow


def current_picture(tx: Tx, speaker: Speaker) -> PlacedPictureRow | None:
    """The person's newest picture here, or the one that they have gone back to since: the conversation's last image, if it is
    a picture of theirs (in a one-to-one conversation, any of ours). While a session is open, its last winner is what everybody
    has in front of them: also if an earlier picture of it is theirs."""
    here, person_id = speaker.conversation, speaker.person.id
    newest = tx.one(PlacedPictureRow, "history.newest_of_person_here", person_id=person_id, conversation_id=here.id)
    images = LastImages.parse(here.last_image).images if here.last_image_at > tx.now - LAST_IMAGE_LIFE_S else ()
    last = tx.one(PlacedPictureRow, "pictures.by_key", key=images[0]) if len(images) == 1 else None
    may_mean_last = last is not None and (here.direct or last.person_id == person_id)
    if may_mean_last and (newest is None or newest.created_at <= here.last_image_at):
        return last
    return _winner_instead(tx, here.id, newest)


def session_winner(tx: Tx, conversation_id: int) -> PlacedPictureRow | None:
    """The last winner's picture of the session that is open in a conversation."""
    session = session_or_none(tx.one(SessionRow, "sessions.open_here", conversation_id=conversation_id))
    led = session.latest_winner() if session else None
    return tx.one(PlacedPictureRow, "pictures.by_key", key=led[1].picture) if led else None


def _winner_instead(tx: Tx, conversation_id: int, newest: PlacedPictureRow | None) -> PlacedPictureRow | None:
    winner = session_winner(tx, conversation_id)
    if winner is None or newest is None:
        return winner or newest
    session_id = tx.get(JobRow, "jobs.get", id=winner.job_id).session_id
    is_of_session = tx.get(JobRow, "jobs.get", id=newest.job_id).session_id == session_id
    return winner if is_of_session or newest.created_at <= winner.created_at else newest


def make_current(tx: Tx, conversation: ConversationRow, key: str, *, alone: bool = False) -> None:
    """Have an image be the one that is meant next where none is named; `alone`: without the others of its job."""
    last = LastImages.parse(conversation.last_image).then((key,), alone=alone)
    tx.run("people.set_last_image", id=conversation.id, image=last.stored(), now=tx.now)


def post_as_current(tx: Tx, speaker: Speaker, job_id: int, index: int, mark: str) -> PictureRow | None:
    """Post a picture (`index` from 1) with its buttons, as the one that is meant next; None if it is no longer there.
    `mark` distinguishes several such posts of one job."""
    picture = picture_of_job(tx, job_id, index)
    if picture is None:
        return None
    several = len(tx.all(PictureRow, "pictures.of_job", job_id=job_id)) > 1
    payload = {"job": job_id, "pick": index} if several else {"job": job_id}
    desired.ensure(tx, speaker.conversation, f"job:{job_id}:{mark}", payload)
    make_current(tx, speaker.conversation, picture.key, alone=several)
    return picture
