"""Renders replies: their text, buttons and files."""

from __future__ import annotations

import json
from dataclasses import dataclass

from bot.adapter_api import Button, PlatformCapabilities, PostView, ViewPicture
from bot.jobs.held_images import HeldImage, held_images
from bot.jobs.stored_request import request_or_blank
from bot.outbox.renderers import Rendered, moments_of, times_in
from bot.runtime.texts import Texts
from bot.store import Tx
from bot.store.rows import JobRow, PictureRow, PostRow


@dataclass(frozen=True, slots=True)
class ReplyRenderer:
    """Renders the subjects `note:`."""

    texts: Texts

    def render(self, tx: Tx, post: PostRow, capabilities: PlatformCapabilities) -> Rendered:
        """The text and the buttons of a reply; with files, the originals of a job."""
        data = json.loads(post.payload)
        language = data["language"]
        text = "\n".join(self.texts.say_nested(language, text_id, arguments) for text_id, arguments in data["lines"])
        buttons = tuple(
            tuple(
                Button(self.texts.say(language, text_id, **arguments), action, typed)
                for text_id, arguments, action, typed in row
            )
            for row in data["buttons"]
        )
        files: tuple[ViewPicture, ...] = ()
        if data["files_of_job"]:
            wanted = data.get("file", 0)  # (Rows of earlier versions have none.)
            pictures = tx.all(PictureRow, "pictures.of_job", job_id=data["files_of_job"])
            job = tx.get(JobRow, "jobs.get", id=data["files_of_job"])
            transparent = request_or_blank(job).transparent
            files = tuple(_original(each, transparent=transparent) for each in pictures if wanted in (0, each.idx + 1))
            if data.get("held"):
                files += tuple(_held(job, each) for each in held_images(tx, job))
        moments = [moment for _, arguments in data["lines"] for moment in moments_of(arguments)]
        view = PostView(
            text,
            buttons=buttons,
            files=files,
            reply_to=data["reply_to"],
            language=language,
            times=times_in(text, moments),
            private=not buttons and not files,
        )
        return Rendered(view, final=True)


def _held(job: JobRow, image: HeldImage) -> ViewPicture:
    """An image that waits for a moderator, as a file."""
    name = f"shenbi-{job.id}-{image.number}-held.{image.key.rpartition('.')[2]}"
    return ViewPicture(image.key, image.mime, image.width, image.height, name=name)


def _original(picture: PictureRow, *, transparent: bool) -> ViewPicture:
    """A stored picture as a file that is sent whole."""
    name = f"shenbi-{picture.job_id}-{picture.idx + 1}.{picture.key.rpartition('.')[2]}"
    return ViewPicture(picture.key, picture.mime, picture.width, picture.height, name=name, transparent=transparent)
