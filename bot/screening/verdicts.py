"""What is known of images, by the digest of their bytes: an image is asked about once, and what a moderator decided about it
holds for the same image wherever it turns up. Functions over an open transaction.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from bot.store import Tx
from bot.store.rows import ImageVerdictRow
from bot.store.rows.moderation import ImageVerdict

KEPT_S: Final = 90 * 24 * 3600.0
"""How long a verdict is kept. A digest names no person, and after that the hook is asked again."""


def known(tx: Tx, digest: str) -> ImageVerdictRow | None:
    """What is known of an image; None: nothing."""
    return tx.one(ImageVerdictRow, "moderation.image_verdict", digest=digest)


def record(
    tx: Tx, digest: str, verdict: ImageVerdict, reason: str = "", decided_by: int = 0, *, cover: bool = False
) -> None:
    """Record what the hook said of an image, or what a person decided. `cover`: it is to be covered until somebody asks to see
    it; that stays, whatever is decided later."""
    tx.run(
        "moderation.set_image_verdict",
        digest=digest,
        verdict=verdict,
        reason=reason,
        decided_by=decided_by,
        cover=int(cover),
        now=tx.now,
    )


def decide(tx: Tx, digests: Iterable[str], verdict: ImageVerdict, decided_by: int) -> None:
    """Record a person's decision about those of these images that are not allowed: what the hook allowed stays so."""
    for digest in digests:
        row = known(tx, digest)
        if row is None or row.verdict == "hold":
            record(tx, digest, verdict, decided_by=decided_by)


def drop_old(tx: Tx) -> None:
    """Forget what was said long ago."""
    tx.run("moderation.drop_old_image_verdicts", before=tx.now - KEPT_S)
