"""Uploaded media: what is accepted, and what a reference to it shows."""

import asyncio
import email
import io
from collections.abc import Iterable
from dataclasses import dataclass, field

from aiohttp import hdrs
from PIL import Image, UnidentifiedImageError

from .content import Button, Content, image_references, is_client_link, links, without_images, wrong_button
from .core import Core
from .errors import OapiError
from .wire import Answer, Call, Endpoint, Family

_MIB = 1024 * 1024
_MAX_BYTES = {"image": 20 * _MIB, "voice": 2 * _MIB, "video": 20 * _MIB, "file": 20 * _MIB}
_IMAGE_FORMATS = {"JPEG", "GIF", "PNG", "BMP"}
_IMAGE_SUFFIXES = (".jpg", ".jpeg", ".gif", ".png", ".bmp")
_MEDIA_PREFIXES = ("@lADP", "@lALP", "@lAz", "$iAEK")


@dataclass(frozen=True, slots=True)
class Media:
    """One uploaded file."""

    media_id: str
    type: str
    file_name: str
    data: bytes


@dataclass(slots=True)
class MediaStore:
    """The media of the organisation, and the pictures of the web that DingTalk's servers could reach."""

    core: Core
    uploads: dict[str, Media] = field(default_factory=dict)
    web: dict[str, bytes] = field(default_factory=dict)  # URL -> picture, put there by a test

    def endpoints(self) -> list[Endpoint]:
        return [Endpoint("media.upload", "POST", "/media/upload", Family.OAPI, self._upload, has_json_body=False)]

    async def _upload(self, call: Call) -> Answer:
        content_type = call.request.headers.get(hdrs.CONTENT_TYPE, "")
        if not content_type.startswith("multipart/form-data"):
            raise OapiError("an upload is multipart/form-data", errcode=44001)
        form = await asyncio.to_thread(_form, content_type, call.body)
        kind = call.query.get("type", "") or form.get("type", ("", b""))[1].decode()
        file_name, data = form.get("media", ("", b""))
        if kind not in _MAX_BYTES:
            raise OapiError(f"type {kind!r} of an upload", errcode=40004)
        if not data:
            raise OapiError("an upload without a file in the field `media`", errcode=44001)
        if len(data) > _MAX_BYTES[kind]:
            raise OapiError(f"{len(data)} bytes uploaded as {kind}", errcode=45001)
        if kind == "image":
            await self._check_image(data, file_name)
        media = Media(self.core.ids.media(), kind, file_name, data)
        self.uploads[media.media_id] = media
        created_at = int(self.core.clock.now() * 1000)
        return Answer.of_json(
            {"errcode": 0, "errmsg": "ok", "media_id": media.media_id, "created_at": created_at, "type": kind}
        )

    async def _check_image(self, data: bytes, file_name: str) -> None:
        if not file_name.lower().endswith(_IMAGE_SUFFIXES):
            raise OapiError(f"an image uploaded under the name {file_name!r}", errcode=40004)
        found, whole = await asyncio.to_thread(_look_at, data)
        if found not in _IMAGE_FORMATS:
            raise OapiError(f"an image of format {found or 'unknown'}", errcode=40004)
        if not whole:
            self.core.violate("picture-broken", f"{file_name} is cut off or damaged")

    def pictures(self, references: Iterable[str]) -> tuple[bytes, ...]:
        """The bytes that references (media ids, URLs) show. What shows nothing is a violation."""
        found = (self._picture(reference) for reference in references)
        return tuple(data for data in found if data is not None)

    def _picture(self, reference: str) -> bytes | None:
        if reference in self.web:
            return self.web[reference]
        media = self.uploads.get(reference)
        if media is not None and media.type == "image":
            return media.data
        if media is not None:
            self.core.violate("picture-broken", f"{reference} was uploaded as {media.type}, not as an image")
        elif reference.startswith(("http://", "https://")):
            self.core.violate("picture-unreachable", f"DingTalk's servers cannot fetch {reference}")
        else:
            self.core.violate("raw-media-id", f"no such media: {reference!r} is shown as it stands")
        return None

    def markdown(self, kind: str, title: str, text: str, buttons: Iterable[Button] = ()) -> Content:
        """A message whose body is markdown, with its pictures in place and its links among the buttons."""
        if not title.strip():
            self.core.violate("no-title", "the conversation list shows an empty line for this message")
        content = Content(
            kind=kind,
            title=title,
            text=without_images(text),
            pictures=self.pictures(image_references(text)),
            buttons=(*buttons, *links(text)),
        )
        return self.checked(content)

    def checked(self, content: Content) -> Content:
        """The same content, after noting what a person would see as broken in it."""
        if not (content.text.strip() or content.pictures or content.file_name):
            self.core.violate("empty-message", f"a {content.kind} without anything to see")
        for prefix in _MEDIA_PREFIXES:
            if prefix in content.text:
                self.core.violate("raw-media-id", f"the text shows a media id: {content.text[:80]!r}")
        if content.kind == "text" and is_client_link(content.text.strip()):
            self.core.violate("button-dead", "a client link does nothing in a plain text")
        for button in content.buttons:
            if not button.action_id and (wrong := wrong_button(button)):
                self.core.violate("button-dead", wrong)
        return content


def _form(content_type: str, body: bytes) -> dict[str, tuple[str, bytes]]:
    """The fields of a multipart form: name -> (file name, bytes)."""
    message = email.message_from_bytes(b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + body)
    fields = {}
    for part in message.walk():
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        if isinstance(name, str) and isinstance(content, bytes):
            fields[name] = (part.get_filename() or "", content)
    return fields


def _look_at(data: bytes) -> tuple[str, bool]:
    """Pillow's name of an image's format (empty when it is none), and whether all of it can be decoded."""
    found = ""
    try:
        with Image.open(io.BytesIO(data)) as image:
            found = image.format or ""
            image.load()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return found, False
    return found, True
