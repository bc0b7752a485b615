"""Uploading reference images to the service's temporary store: get a policy, post a form, use the `oss://` URL."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping
from typing import Any

import aiohttp

from bot.dashscope import wire
from bot.dashscope.transport import ANSWER_LIMIT_BYTES, HttpAnswer, NoAnswer, Transport
from bot.runtime.urls import parse_url
from bot.upstream.outcomes import CallFailed, Uploaded, UploadOutcome

# How long the service keeps an upload.
UPLOAD_LIFE_S = 48 * 3600.0

# Becomes part of a URL in which the service allows no Chinese, and of a form header.
_FILENAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")

_KEY = re.compile(r"[\x21-\x7e]{1,1000}")


async def upload(
    transport: Transport,
    failed: Callable[[HttpAnswer | NoAnswer], CallFailed],
    data: bytes,
    filename: str,
    mime: str,
    model: str,
) -> UploadOutcome:
    """Store `data` for `model`. A policy that expires meanwhile (it is valid for minutes) is replaced once.

    Raises ValueError for a file name that is not plain ASCII.
    """
    if not _FILENAME.fullmatch(filename):
        raise ValueError("the name of an upload must be plain ASCII")
    outcome, expired = await _try(transport, failed, data, filename, mime, model)
    if expired:
        outcome, _ = await _try(transport, failed, data, filename, mime, model)
    return outcome


async def request_policy(transport: Transport, model: str) -> HttpAnswer | NoAnswer:
    """Ask for the policy of one upload for `model`. Free, and nothing is stored until the policy is used."""
    return await transport.api(
        "GET", "/uploads", params={"action": "getPolicy", "model": model}, timeout_s=transport.timeouts.policy_s
    )


async def _try(
    transport: Transport,
    failed: Callable[[HttpAnswer | NoAnswer], CallFailed],
    data: bytes,
    filename: str,
    mime: str,
    model: str,
) -> tuple[UploadOutcome, bool]:
    """Get one policy and post one form; the second value says whether the policy had expired."""
    asked = await request_policy(transport, model)
    policy: Mapping[str, Any] = {} if isinstance(asked, NoAnswer) else wire.mapping(asked.json().get("data"))
    host = parse_url(wire.text(policy.get("upload_host")))
    folder = wire.text(policy.get("upload_dir"))
    if isinstance(asked, NoAnswer) or asked.status != 200 or not folder:
        return failed(asked), False
    if host is None or not transport.may_fetch(host):
        return CallFailed("an upload policy for a host that files are not sent to"), False
    limit_mb = policy.get("max_file_size_mb")
    if isinstance(limit_mb, int) and len(data) > limit_mb * 1_000_000:
        return CallFailed(f"larger than the {limit_mb} MB that the service takes"), False

    key = f"{folder}/{filename}"
    if not _KEY.fullmatch(key):
        return CallFailed("an upload policy for a folder that no request could name"), False
    form = aiohttp.FormData()
    for name, value in (
        ("OSSAccessKeyId", policy.get("oss_access_key_id")),
        ("Signature", policy.get("signature")),
        ("policy", policy.get("policy")),
        ("key", key),
        ("x-oss-object-acl", policy.get("x_oss_object_acl")),
        ("x-oss-forbid-overwrite", policy.get("x_oss_forbid_overwrite")),
        ("success_action_status", "200"),
    ):
        form.add_field(name, wire.text(value))
    # The store ignores fields after the file.
    form.add_field("file", io.BytesIO(data), filename=filename, content_type=mime)

    started = transport.clock.now()
    posted = await transport.files(
        "POST", host, data=form, timeout_s=transport.timeouts.upload_s, limit_bytes=ANSWER_LIMIT_BYTES
    )
    if isinstance(posted, NoAnswer):
        return failed(posted), False
    if posted.status == 200:
        return Uploaded(f"oss://{key}", started + UPLOAD_LIFE_S), False
    # The store's errors are XML as far as is known; the one message that matters is searched for in any format.
    words = posted.body[:4096].decode("utf-8", "replace")
    reason = transport.scrub(f"the upload was answered with HTTP {posted.status}")
    return CallFailed(reason), posted.status == 403 and "policy expired" in words.lower()
