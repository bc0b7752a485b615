"""Calls that carry a message: its pictures go with it as plain attachments, smaller where they are refused as too large."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from adapters.discord.errors import TOO_LARGE
from adapters.discord.files import File
from adapters.discord.identity import Handle
from adapters.discord.picture_files import files_of
from adapters.discord.rest import Rest, RestError
from adapters.discord.routes import Route
from bot.adapter_api import Delivered, Host, PostView, ViewPicture

RESULT, ANSWER, PROGRESS = 0, 1, 2
"""Priorities of calls: pictures go before answers, and those before progress."""
_PRIORITIES = {"running": PROGRESS, "accepted": ANSWER, "notice": ANSWER}


class Uploads:
    """Sends the bodies of messages."""

    def __init__(self, rest: Rest, host: Host) -> None:
        self._rest = rest
        self._host = host

    async def send(
        self, route: Route, json: dict[str, Any], pictures: list[ViewPicture], view: PostView, most_bytes: int
    ) -> dict[str, Any]:
        """Call with the pictures, each of at most `most_bytes`; smaller copies if they are refused as too large. The message as
        Discord answers it. Raises RestError, KeyError (a picture is not stored any more), PictureTooLarge."""
        step = 0
        while True:
            made = await files_of(self._host, pictures, step, most_bytes)
            files = [replace(file, is_spoiler=view.cover) for file in made]
            priority = _PRIORITIES.get(view.milestone, RESULT)
            try:
                sent = await self._rest.call(route, json=_with_files(json, files), files=files, priority=priority)
            except RestError as error:
                if not files or not (error.code in TOO_LARGE or error.status == 413):
                    raise
                step += 1
                continue
            return sent if isinstance(sent, dict) else {}


def shown(view: PostView) -> list[ViewPicture]:
    """The pictures or files of a post."""
    return [view.picture] if view.picture else list(view.files)


def delivered(sent: dict[str, Any], pictures: list[ViewPicture], interaction: str = "") -> Delivered:
    """The outcome of a call: `sent` is the message with these pictures."""
    handle = handle_of(sent, pictures, interaction)
    return Delivered(str(handle), (handle.message,))


def _with_files(json: dict[str, Any], files: list[File]) -> dict[str, Any]:
    if not files:
        return json
    new = [
        {
            "id": index,
            "filename": file.name,
            "description": file.description[:1024],
            **({"is_spoiler": True} if file.is_spoiler else {}),
        }
        for index, file in enumerate(files)
    ]
    return {**json, "attachments": [*json.get("attachments", ()), *new]}


def handle_of(sent: dict[str, Any], pictures: list[ViewPicture], interaction: str = "") -> Handle:
    """The handle of a message as Discord answered it; its attachments stand in the order in which they were named."""
    attachments = sent.get("attachments")
    ids = [str(one["id"]) for one in attachments] if isinstance(attachments, list) else []
    pairs = tuple((id, picture.key) for id, picture in zip(ids, pictures, strict=False))
    return Handle(str(sent.get("channel_id", "0")), str(sent.get("id", "0")), pairs, interaction)
