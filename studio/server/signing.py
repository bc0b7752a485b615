"""Signatures of result URLs and upload policies, with one secret that the storage keeps."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlencode

from studio.server.errors import ApiError

RESULT_KEY_ID = "LTAI5tShenbiStudioResult"
UPLOAD_KEY_ID = "LTAI5tShenbiStudioUpload"

NO_SIGNATURE = ApiError(403, "AccessDenied", "You have no right to access this object because of bucket acl.")
WRONG_SIGNATURE = ApiError(
    403,
    "SignatureDoesNotMatch",
    "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
)
URL_EXPIRED = ApiError(403, "AccessDenied", "Request has expired.")
WRONG_KEY_ID = ApiError(403, "InvalidAccessKeyId", "The OSS Access Key Id you provided does not exist in our records.")
POLICY_EXPIRED = ApiError(403, "AccessDenied", "Invalid according to Policy: Policy expired.")
POLICY_INVALID = ApiError(
    400,
    "InvalidPolicyDocument",
    "The content of the form does not meet the conditions specified in the policy document.",
)


@dataclass(frozen=True, slots=True)
class Policy:
    """What an upload policy allows: files under `folder`, until `until` (unix seconds), for this account and model."""

    account: str
    model: str
    folder: str
    until: float
    max_bytes: int


class Signer:
    """Signs and verifies with one secret."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def _sign(self, text: str) -> str:
        return base64.b64encode(hmac.digest(self._secret, text.encode(), hashlib.sha256)[:20]).decode()

    def url_query(self, path: str, until: float) -> str:
        """The query string that gives access to `path` until then (unix seconds)."""
        expires = str(int(until))
        return urlencode(
            {
                "Expires": expires,
                "OSSAccessKeyId": RESULT_KEY_ID,
                "Signature": self._sign(f"GET {path} {expires}"),
            }
        )

    def check_url(self, path: str, query: Mapping[str, str], now: float) -> ApiError | None:
        """The error if this query does not give access to this path now; None if it does."""
        expires, signature = query.get("Expires", ""), query.get("Signature", "")
        if not expires or not signature or "OSSAccessKeyId" not in query:
            return NO_SIGNATURE
        if query["OSSAccessKeyId"] != RESULT_KEY_ID:
            return WRONG_KEY_ID
        if not hmac.compare_digest(signature.encode(), self._sign(f"GET {path} {expires}").encode()):
            return WRONG_SIGNATURE
        return URL_EXPIRED if now > int(expires) else None

    def write_policy(self, policy: Policy) -> tuple[str, str]:
        """A policy document and its signature, as fields of the upload form."""
        expiration = datetime.fromtimestamp(policy.until, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        document = {
            "expiration": expiration,
            "conditions": [
                ["content-length-range", 0, policy.max_bytes],
                ["starts-with", "$key", policy.folder],
                {"x-studio-until": policy.until, "x-studio-account": policy.account, "x-studio-model": policy.model},
            ],
        }
        text = base64.b64encode(json.dumps(document).encode()).decode()
        return text, self._sign(f"policy {text}")

    def read_policy(self, text: str, signature: str, now: float) -> Policy | ApiError:
        """Verify and parse a form's policy; the error if it is invalid or expired."""
        if not hmac.compare_digest(signature.encode(), self._sign(f"policy {text}").encode()):
            return WRONG_SIGNATURE
        # The signature is ours, so the document has the shape that we gave it.
        length, start, ours = json.loads(base64.b64decode(text))["conditions"]
        if now > ours["x-studio-until"]:
            return POLICY_EXPIRED
        return Policy(ours["x-studio-account"], ours["x-studio-model"], start[2], ours["x-studio-until"], length[2])
