"""The message templates of the robot's OpenAPI sends: `msgKey` with `msgParam`."""

import json
from collections.abc import Mapping
from typing import Any

from .content import Button, Content
from .errors import ApiError, PageError
from .media import MediaStore

MAX_PARAM_BYTES = 15_000
_MAX_URL_CHARS = 2_048


def _action_keys(count: int) -> tuple[str, ...]:
    numbered = ((f"actionTitle{n}", f"actionURL{n}") for n in range(1, count + 1))
    return ("title", "text", *(key for pair in numbered for key in pair))


REQUIRED: Mapping[str, tuple[str, ...]] = {
    "sampleText": ("content",),
    "sampleMarkdown": ("title", "text"),
    "sampleImageMsg": ("photoURL",),
    "sampleLink": ("title", "text", "picUrl", "messageUrl"),
    "sampleActionCard": ("title", "text", "singleTitle", "singleURL"),
    **{f"sampleActionCard{count}": _action_keys(count) for count in range(2, 6)},
    "sampleActionCard6": ("title", "text", "buttonTitle1", "buttonUrl1", "buttonTitle2", "buttonUrl2"),
    "sampleAudio": ("mediaId", "duration"),
    "sampleFile": ("mediaId", "fileName", "fileType"),
    "sampleVideo": ("duration", "videoMediaId", "videoType", "picMediaId"),
}
_FILE_TYPES = {"xlsx", "pdf", "zip", "rar", "doc", "docx"}
_MAY_BE_NUMBERS = {"duration", "height", "width"}


def parse(msg_key: object, msg_param: object) -> tuple[str, dict[str, str]]:
    """Check a send's template and its parameters. Raises ApiError with the documented code."""
    if not msg_key:
        raise ApiError("msgKey is missing", code="invalidParameter.msgKey.empty")
    if not isinstance(msg_key, str) or msg_key not in REQUIRED:
        raise ApiError(f"msgKey {msg_key!r}", code="invalidParameter.msgKey.invalid")
    if not isinstance(msg_param, str):
        raise _invalid(f"msgParam must be a string of JSON, not {type(msg_param).__name__}")
    if len(msg_param.encode()) > MAX_PARAM_BYTES:
        raise ApiError(f"msgParam of {len(msg_param.encode())} bytes", code="invalidParameter.msgParam.tooLong")
    try:
        param = json.loads(msg_param)
    except ValueError:
        raise _invalid("msgParam is not JSON") from None
    if not isinstance(param, dict):
        raise _invalid("msgParam is not an object")
    for key in REQUIRED[msg_key]:
        if not _usable(key, param.get(key)):
            raise _invalid(f"{msg_key} needs {key}")
    return msg_key, {key: str(value) for key, value in param.items()}


def _usable(key: str, value: Any) -> bool:
    if key in _MAY_BE_NUMBERS and isinstance(value, int):
        return True
    # A link without a picture is documented with an empty picUrl.
    return isinstance(value, str) and (bool(value) or key == "picUrl")


def _invalid(detail: str) -> ApiError:
    return ApiError(detail, code="invalidParameter.msgParam.invalid")


def render(msg_key: str, param: Mapping[str, str], media: MediaStore) -> Content:
    """What a person sees of a checked send. Raises PageError for inlined image data."""
    if msg_key == "sampleText":
        return media.checked(Content("text", text=param["content"]))
    if msg_key == "sampleMarkdown":
        return media.markdown("markdown", param["title"], param["text"])
    if msg_key == "sampleImageMsg":
        return _image(param["photoURL"], media)
    if msg_key == "sampleLink":
        pictures = media.pictures([param["picUrl"]] if param["picUrl"] else [])
        button = Button(param["title"], param["messageUrl"])
        return media.checked(Content("link", param["text"], param["title"], pictures, (button,)))
    if msg_key.startswith("sampleActionCard"):
        return media.markdown("actionCard", param["title"], param["text"], _buttons(msg_key, param))
    return _attachment(msg_key, param, media)


def _image(photo_url: str, media: MediaStore) -> Content:
    if photo_url.startswith("data:") or len(photo_url) > _MAX_URL_CHARS:
        raise PageError("photoURL holds image data instead of an address")
    pictures = media.pictures([photo_url])
    return Content("image", text="" if pictures else photo_url, pictures=pictures)


def _buttons(msg_key: str, param: Mapping[str, str]) -> tuple[Button, ...]:
    if msg_key == "sampleActionCard":
        return (Button(param["singleTitle"], param["singleURL"]),)
    if msg_key == "sampleActionCard6":
        return tuple(Button(param[f"buttonTitle{n}"], param[f"buttonUrl{n}"]) for n in (1, 2))
    count = int(msg_key[-1])
    return tuple(Button(param[f"actionTitle{n}"], param[f"actionURL{n}"]) for n in range(1, count + 1))


def _attachment(msg_key: str, param: Mapping[str, str], media: MediaStore) -> Content:
    """A file, a voice or a video; unlike a picture, the service refuses one that it does not have."""
    kind, key = {
        "sampleAudio": ("voice", "mediaId"),
        "sampleFile": ("file", "mediaId"),
        "sampleVideo": ("video", "videoMediaId"),
    }[msg_key]
    found = media.uploads.get(param[key])
    if found is None or found.type != kind:
        raise _invalid(f"{msg_key}: {param[key]!r} was not uploaded as {kind}")
    if kind == "file" and param["fileType"] not in _FILE_TYPES:
        raise _invalid(f"{msg_key}: fileType {param['fileType']!r}")
    return Content(kind, file_name=param.get("fileName") or found.file_name, file_data=found.data)
