"""Signing what the operator's own servers are sent, so that they can tell it from what others send them.

`X-Shenbi-Timestamp` is the time of the call (unix seconds), `X-Shenbi-Signature` is `sha256=` and the HMAC-SHA256, by the secret,
of the timestamp, a full stop and the body. A receiver refuses a timestamp that is not of the last minutes.
"""

from __future__ import annotations

import hashlib
import hmac

TIMESTAMP = "X-Shenbi-Timestamp"
SIGNATURE = "X-Shenbi-Signature"


def signed(secret: str, body: bytes, now: float) -> dict[str, str]:
    """The headers with which a receiver can verify the sender; empty without a secret."""
    if not secret:
        return {}
    stamp = str(int(now))
    digest = hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    return {TIMESTAMP: stamp, SIGNATURE: f"sha256={digest}"}
