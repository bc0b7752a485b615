"""Downloads incoming pictures: a download code is exchanged for a signed URL, which is fetched without extra
headers."""

from __future__ import annotations

from collections.abc import Callable

import aiohttp

from adapters.dingtalk.failures import ApiCallFailed, FailureKind, SendRefused
from adapters.dingtalk.limits import CONNECT_TIMEOUT_S, TRANSFER_TIMEOUT_S
from adapters.dingtalk.openapi import OpenApi
from adapters.dingtalk.parts import read_image_handle
from bot.adapter_api import ImageSource
from bot.runtime.supervision import Alert
from bot.runtime.urls import parse_url

_CHUNK_BYTES = 256 * 1024


async def fetch(
    api: OpenApi,
    http_session: Callable[[], aiohttp.ClientSession],
    source: ImageSource,
    default_robot: str,
    limit_bytes: int,
    alert: Alert,
) -> bytes:
    """The bytes of an attached or quoted picture.

    Raises LookupError if the code is expired or invalid, ValueError over the limit, PermissionError (the operator is
    alerted) if the app lacks a permission, any other OSError if a retry may help.
    """
    code, robot_code = read_image_handle(source.handle)
    try:
        url = parse_url(await api.download_url(robot_code or default_robot, code))
    except SendRefused as refused:
        if refused.kind is FailureKind.GONE:
            raise LookupError("the download code has expired") from None
        if refused.kind in (FailureKind.CONFIGURATION, FailureKind.ADDRESS_NOT_LISTED):
            # Only the operator can fix it, so no retries.
            alert("dingtalk-cannot-fetch", code=refused.code, scopes=list(refused.scopes))
            raise PermissionError(f"download refused: {refused}") from None
        raise OSError(f"download refused: {refused}") from None
    except ApiCallFailed as failed:
        raise OSError(f"download: {failed}") from None
    if url is None:
        raise OSError("the picture's address cannot be read")
    timeout = aiohttp.ClientTimeout(total=TRANSFER_TIMEOUT_S, sock_connect=CONNECT_TIMEOUT_S)
    try:
        async with http_session().get(url, timeout=timeout) as response:
            if response.status != 200:
                raise OSError(f"the picture's address answered HTTP {response.status}")
            return await _read(response, limit_bytes)
    except (aiohttp.ClientError, IndexError) as error:  # IndexError: of yarl, for a malformed address of a redirect.
        raise OSError(f"the picture could not be fetched: {type(error).__name__}") from None


async def _read(response: aiohttp.ClientResponse, limit_bytes: int) -> bytes:
    data = bytearray()
    async for chunk in response.content.iter_chunked(_CHUNK_BYTES):
        data += chunk
        if len(data) > limit_bytes:
            raise ValueError(f"over {limit_bytes} bytes")
    return bytes(data)
