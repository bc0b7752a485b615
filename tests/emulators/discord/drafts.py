"""Bodies of messages, checked: what is sent, before it becomes or changes a message."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from . import components
from .bits import Flags
from .contents import Attachment
from .embeds import check_embeds, shown_files
from .errors import ApiError, Form, Json
from .mentions import Allowed
from .wire import Upload
from .world import World

CONTENT, ATTACHMENTS, NONCE, DESCRIPTION = 2000, 10, 25, 1024
_KNOWN = frozenset(
    {
        "content",
        "nonce",
        "enforce_nonce",
        "tts",
        "embeds",
        "allowed_mentions",
        "message_reference",
        "components",
        "sticker_ids",
        "attachments",
        "flags",
        "poll",
    }
)
_SNOWFLAKE = re.compile(r"\d{15,20}\Z")


@dataclass(slots=True)
class Draft:
    """A checked body. `has` are the fields that it names; `keep` the ids of attachments that remain, None for all."""

    has: frozenset[str]
    content: str = ""
    embeds: list[Json] = field(default_factory=list)
    components: list[Json] = field(default_factory=list)
    flags: int = 0
    allowed: Allowed = field(default_factory=Allowed)
    reference: Json | None = None
    nonce: str | int | None = None
    enforce_nonce: bool = False
    files: list[Attachment] = field(default_factory=list)
    keep: list[str] | None = None

    @property
    def is_empty(self) -> bool:
        return not (self.content or self.embeds or self.components or self.files)


def read_draft(
    world: World, body: Json, files: Mapping[int, Upload], *, file_max_bytes: int, v2: bool = False, where: str = ""
) -> Draft:
    """Check a body. `v2`: the message that it changes has components of the second version; `where`: the prefix of paths
    in errors. Raises: ApiError."""
    form = Form()
    for name in body.keys() - _KNOWN:
        world.violate("unknown-field", f"a message with the field {name!r}")
    draft = Draft(frozenset(body))
    draft.flags = body.get("flags") or 0
    v2 = v2 or bool(draft.flags & Flags.COMPONENTS_V2)
    draft.content = _content(body, form)
    draft.embeds = body.get("embeds") or []
    draft.components = body.get("components") or []
    check_embeds(draft.embeds, form)
    components.check_message(draft.components, form, v2=v2)
    if v2 and (draft.content or draft.embeds):
        form.wrong(
            "content", "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", "This field cannot be used with V2"
        )
    draft.allowed = Allowed.read(body.get("allowed_mentions"), form)
    draft.reference = body.get("message_reference")
    draft.nonce, draft.enforce_nonce = body.get("nonce"), bool(body.get("enforce_nonce"))
    if draft.nonce is not None and len(str(draft.nonce)) > NONCE:
        form.wrong("nonce", "BASE_TYPE_MAX_LENGTH", f"Must be {NONCE} or fewer in length.")
    for name in ("sticker_ids", "poll", "tts"):
        if body.get(name):
            world.violate("not-emulated", f"a message with {name}")
    _read_files(world, body, files, draft, form, file_max_bytes)
    if where and form.errors:
        form.errors = {where: form.errors}
    form.done()
    return draft


def _content(body: Json, form: Form) -> str:
    content = body.get("content")
    if content is None:
        return ""
    if not isinstance(content, str):
        form.wrong("content", "STRING_TYPE_CONVERT", "Could not interpret as string.")
        return ""
    form.length("content", content, 0, CONTENT)
    return content.strip()


def _read_files(
    world: World, body: Json, files: Mapping[int, Upload], draft: Draft, form: Form, file_max_bytes: int
) -> None:
    listed = body.get("attachments")
    entries: dict[int, Json] = {}
    if isinstance(listed, list):
        draft.keep = []
        for number, entry in enumerate(listed):
            identity = entry.get("id")
            if _SNOWFLAKE.match(str(identity)):
                draft.keep.append(str(identity))
            elif str(identity).isdecimal() and int(identity) in files:
                entries[int(identity)] = entry
            else:
                form.wrong(f"attachments.{number}.id", "ATTACHMENT_NOT_FOUND", "Attachment data not found")
            if entry.get("description") is not None:
                form.length(f"attachments.{number}.description", entry["description"], 0, DESCRIPTION)
    for number, upload in sorted(files.items()):
        if listed is not None and number not in entries:
            world.violate(
                "unlisted-file", f"files[{number}] is not among the attachments, which name all that shall remain"
            )
            continue
        if len(upload.data) > file_max_bytes:
            raise ApiError(40005)
        draft.files.append(_attachment(world, upload, entries.get(number, {})))
    if len(draft.files) > ATTACHMENTS:
        raise ApiError(30015)


def _attachment(world: World, upload: Upload, entry: Json) -> Attachment:
    name: Any = entry.get("filename") or upload.filename
    is_spoiler = bool(entry.get("is_spoiler")) or str(name).startswith("SPOILER_")
    return Attachment(
        world.ids.new(), str(name), upload.data, upload.content_type, entry.get("description"), is_spoiler
    )


def hide_shown(world: World, draft: Draft, attachments: list[Attachment]) -> None:
    """Take files out of the attachments that an embed or a component shows: they no longer have an id there."""
    shown = shown_files([*draft.embeds, *draft.components])
    for name in shown - {attachment.filename for attachment in attachments}:
        world.violate("missing-file", f"attachment://{name} names no file of the message")
    for attachment in attachments:
        attachment.hidden = attachment.hidden or attachment.filename in shown
