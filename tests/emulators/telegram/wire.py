"""Reading a request: parameters by query, form, multipart or JSON, and the files that came along."""

import contextlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from .errors import ApiError, bad_request

JSON_FIELDS = frozenset(
    {
        "allowed_updates",
        "business_connection",
        "button",
        "caption_entities",
        "commands",
        "entities",
        "ephemeral_message_parameters",
        "input_message_content",
        "link_preview_options",
        "media",
        "menu_button",
        "message_ids",
        "permissions",
        "reaction",
        "reply_markup",
        "reply_parameters",
        "results",
        "scope",
        "suggested_post_parameters",
    }
)
"""Parameters whose value is a JSON-serialized object or array."""
DIRECT_FILES = frozenset({"photo", "document", "certificate", "thumbnail"})
"""Parameters that may themselves be a file of a multipart body."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file in a multipart body."""

    name: str
    content_type: str
    data: bytes


@dataclass(slots=True)
class Params:
    """The parameters of one call, with the Bot API's own leniency: numbers and booleans may come as strings."""

    values: dict[str, Any]
    files: dict[str, Upload] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """The value as a string; empty when absent."""
        value = self.values.get(name)
        if value is None:
            return ""
        if isinstance(value, bool):
            return "true" if value else "false"
        return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)

    def integer(self, name: str, default: int = 0, low: int | None = None, high: int | None = None) -> int:
        """The value as an integer, forced into [low, high]; what cannot be read counts as ``default``."""
        try:
            value = int(self.text(name))
        except ValueError:
            value = default
        if low is not None:
            value = max(low, value)
        return value if high is None else min(high, value)

    def flag(self, name: str) -> bool:
        """True for true, yes and 1."""
        return self.text(name).strip().lower() in {"true", "yes", "1"}

    def json(self, name: str, what: str) -> Any:
        """The decoded object or array, None when absent. ``what`` names it in the error text."""
        value = self.values.get(name)
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {what} JSON object") from None

    def has(self, name: str) -> bool:
        return name in self.values

    def decoded(self) -> dict[str, Any]:
        """Every parameter, nested JSON decoded and files as ``attach://name``: what a schema can look at."""
        shown: dict[str, Any] = {}
        for name, value in self.values.items():
            shown[name] = value
            if name in JSON_FIELDS and isinstance(value, str):
                with contextlib.suppress(ValueError):
                    shown[name] = json.loads(value)
        referenced = _attached(shown)
        for name in self.files.keys() - referenced:
            shown.setdefault(name, f"attach://{name}")
        return shown

    def unused_files(self) -> set[str]:
        """Names of the files that no parameter refers to and that are no parameters themselves."""
        return self.files.keys() - _attached(self.decoded()) - DIRECT_FILES


def _attached(value: Any) -> set[str]:
    """The names behind all ``attach://name`` in a decoded value."""
    if isinstance(value, str):
        return {value.removeprefix("attach://")} if value.startswith("attach://") else set()
    if isinstance(value, Mapping):
        value = list(value.values())
    return set().union(*map(_attached, value)) if isinstance(value, list) else set()


async def read_params(request: web.Request) -> Params:
    """Parameters of a GET or POST request.

    Raises: ApiError 413 when the body is larger than the server takes, 400 when it cannot be read.
    """
    params = Params(dict(request.query))
    if request.method != "POST":
        return params
    try:
        if request.content_type == "application/json":
            body = await request.read()
            if body:
                decoded = json.loads(body)
                if not isinstance(decoded, dict):
                    raise bad_request("can't parse JSON object")
                params.values.update(decoded)
        else:
            for name, value in (await request.post()).items():
                if isinstance(value, web.FileField):
                    params.files[name] = Upload(value.filename, value.content_type, value.file.read())
                else:
                    params.values[name] = value.decode() if isinstance(value, bytes | bytearray) else value
    except web.HTTPRequestEntityTooLarge:
        raise ApiError(413, "Request Entity Too Large") from None
    except ValueError:
        raise bad_request("can't parse JSON object") from None
    return params
