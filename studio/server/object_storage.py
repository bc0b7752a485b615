"""The object storage that belongs to the service: upload policies, form uploads, results under signed URLs."""

from __future__ import annotations

import asyncio
import hashlib
import io
import uuid
from collections.abc import Callable

from aiohttp import BodyPartReader, web

from bot.runtime.clock import Clock
from studio.server import errors
from studio.server.authentication import Caller
from studio.server.errors import ApiError, ApiRefusal
from studio.server.faults import Call
from studio.server.middleware import REQUEST_ID, Middleware
from studio.server.options import MAX_UPLOAD_BYTES, POLICIES_PER_SECOND, POLICY_LIFE_S
from studio.server.rate_limits import RateLimits
from studio.server.references import parse_result_path, picture_bytes
from studio.server.responses import beijing, http_date, oss_error
from studio.server.signing import POLICY_INVALID, UPLOAD_KEY_ID, URL_EXPIRED, WRONG_KEY_ID, Policy, Signer
from studio.server.storage import Storage
from studio.server.task import Upload
from studio.server.tasks import TaskRegistry

UPLOAD_PATH = "/oss-upload"
MAX_FIELD_BYTES = 16 * 1024
MAX_FIELDS = 32
CHUNK_BYTES = 256 * 1024

MALFORMED = ApiError(
    400, "MalformedPOSTRequest", "The body of your POST request is not well-formed multipart/form-data."
)
FILE_NOT_LAST = ApiError(400, "InvalidArgument", "The file must be the last field of the form.")
TOO_LARGE = ApiError(400, "EntityTooLarge", "Your proposed upload exceeds the maximum allowed size.")
EXISTS = ApiError(409, "FileAlreadyExists", "The object you specified already exists and can not be overwritten.")
NO_KEY = ApiError(404, "NoSuchKey", "The specified key does not exist.")


class ObjectStorageApi:
    """Handlers of `/api/v1/uploads`, the upload host and `/results`. Errors of the latter two are XML.

    `fetched` counts the downloads of each picture, by its path.
    """

    def __init__(
        self,
        *,
        middleware: Middleware,
        tasks: TaskRegistry,
        storage: Storage,
        signer: Signer,
        rate_limits: RateLimits,
        clock: Clock,
        caller: Callable[[web.Request], Caller],
    ) -> None:
        self._middleware, self._tasks, self._storage, self._signer = middleware, tasks, storage, signer
        self._rate_limits, self._clock, self._caller = rate_limits, clock, caller
        self.fetched: dict[str, int] = {}

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/api/v1/uploads", self.policy),
            web.get("/api/v1/uploads/", self.policy),
            web.post(UPLOAD_PATH, self.upload),
            web.post(UPLOAD_PATH + "/", self.upload),
            web.get("/results/{task_id}/{name}", self.result),
        ]

    async def policy(self, request: web.Request) -> web.StreamResponse:
        """A policy for one upload, valid for 300 seconds."""
        caller = self._caller(request)
        model = request.query.get("model", "")

        async def answer(request: web.Request) -> web.Response:
            if request.query.get("action") != "getPolicy":
                raise ApiRefusal(errors.missing("action"))
            if not model:
                raise ApiRefusal(errors.missing("model"))
            if not self._rate_limits.admit(POLICIES_PER_SECOND, "policy", caller.account, model):
                raise ApiRefusal(errors.RATE)
            now = self._clock.now()
            owner = hashlib.sha256(caller.account.encode()).hexdigest()[:32]
            folder = f"dashscope-instant/{owner}/{beijing(now)[:10]}/{uuid.uuid4()}"
            policy = Policy(caller.account, model, folder, now + POLICY_LIFE_S, MAX_UPLOAD_BYTES)
            text, signature = self._signer.write_policy(policy)
            data = {
                "policy": text,
                "signature": signature,
                "upload_dir": folder,
                "upload_host": f"{request.scheme}://{request.host}{UPLOAD_PATH}",
                "expire_in_seconds": POLICY_LIFE_S,
                "max_file_size_mb": MAX_UPLOAD_BYTES // 2**20,
                "capacity_limit_mb": 999999999,
                "oss_access_key_id": UPLOAD_KEY_ID,
                "x_oss_object_acl": "private",
                "x_oss_forbid_overwrite": "true",
            }
            return web.json_response({"request_id": request[REQUEST_ID], "data": data})

        call = Call("policy", account=caller.account, key_id=caller.key_id, model=model)
        return await self._middleware.handle(request, call, answer)

    async def upload(self, request: web.Request) -> web.StreamResponse:
        """Receive a file as a multipart form: policy and signature first, the file last."""

        async def answer(request: web.Request) -> web.Response:
            outcome = await self._receive(request)
            if isinstance(outcome, ApiError):
                return oss_error(outcome, request[REQUEST_ID], request.host)
            return web.Response(status=outcome)

        return await self._middleware.handle(request, Call("upload"), answer)

    async def _receive(self, request: web.Request) -> int | ApiError:
        """Read the form and store the file. Returns the status to answer with, or the error."""
        if not request.content_type.startswith("multipart/form-data"):
            return MALFORMED
        fields: dict[str, str] = {}
        policy: Policy | None = None
        data = bytearray()
        try:
            async for part in await request.multipart():
                if not isinstance(part, BodyPartReader) or policy is not None or len(fields) > MAX_FIELDS:
                    return FILE_NOT_LAST if policy is not None else MALFORMED
                if part.name != "file":
                    fields[part.name or ""] = (await _read(part, MAX_FIELD_BYTES)).decode()
                    continue
                allowed = self._check_policy(fields)
                if isinstance(allowed, ApiError):
                    return allowed
                policy = allowed
                data = await _read(part, policy.max_bytes)
        except _TooLong:
            return TOO_LARGE if policy is not None else MALFORMED
        except ValueError:
            return MALFORMED
        if policy is None:
            return MALFORMED
        key = fields["key"]
        if key in self._tasks.uploads:
            return EXISTS
        upload = Upload(key, policy.account, policy.model, self._clock.now())
        await self._storage.save_upload(upload, bytes(data))
        self._tasks.uploads[key] = upload
        status = fields.get("success_action_status", "204")
        return int(status) if status in ("200", "201") else 204

    def _check_policy(self, fields: dict[str, str]) -> Policy | ApiError:
        needed = ("OSSAccessKeyId", "Signature", "policy", "key")
        if any(not fields.get(name) for name in needed):
            return POLICY_INVALID
        if fields["OSSAccessKeyId"] != UPLOAD_KEY_ID:
            return WRONG_KEY_ID
        policy = self._signer.read_policy(fields["policy"], fields["Signature"], self._clock.now())
        if isinstance(policy, ApiError):
            return policy
        name = fields["key"].removeprefix(policy.folder + "/")
        if name == fields["key"] or not name:
            return POLICY_INVALID
        return policy

    async def result(self, request: web.Request) -> web.StreamResponse:
        """A picture under its signed URL, until that expires."""
        found = parse_result_path(request.path)
        task = self._tasks.find(found[0]) if found else None
        call = Call("result")
        if task is not None:
            order = task.order
            call = Call("result", task.account, task.key_id, order.model, order.prompt, order.reference)

        async def answer(request: web.Request) -> web.Response:
            now = self._clock.now()
            refusal = self._signer.check_url(request.path, request.query, now)
            if refusal is None and task is not None and now > task.urls_until:
                refusal = URL_EXPIRED
            if refusal is not None:
                return oss_error(refusal, request[REQUEST_ID], request.host)
            data = await picture_bytes(task, found[1], self._storage) if task is not None and found else None
            if task is None or data is None:
                return oss_error(NO_KEY, request[REQUEST_ID], request.host)
            self.fetched[request.path] = self.fetched.get(request.path, 0) + 1
            # A picture of 4K has 17 MB: hashed in a thread, and sent in pieces.
            etag = await asyncio.to_thread(_etag, data)
            headers = {"ETag": etag, "Last-Modified": http_date(task.ended)}
            kind = "text/html" if task.fate.spoil == "text" else "image/png"
            return web.Response(body=io.BytesIO(data), content_type=kind, headers=headers)

        return await self._middleware.handle(request, call, answer)


def _etag(data: bytes) -> str:
    return f'"{hashlib.md5(data, usedforsecurity=False).hexdigest().upper()}"'


class _TooLong(Exception):
    """A part exceeds its limit."""


async def _read(part: BodyPartReader, max_bytes: int) -> bytearray:
    data = bytearray()
    while chunk := await part.read_chunk(CHUNK_BYTES):
        data += chunk
        if len(data) > max_bytes:
            raise _TooLong
    return data
