"""The error of a request, as the page reads it."""

from __future__ import annotations

import json
from http import HTTPStatus

from aiohttp import web


class ApiError(web.HTTPException):
    """An error response; the page shows the text `web-error-<code>` with these arguments."""

    def __init__(self, status: HTTPStatus, code: str, **arguments: object) -> None:
        self.status_code = status
        body = json.dumps({"error": code, "arguments": arguments})
        super().__init__(text=body, content_type="application/json")
