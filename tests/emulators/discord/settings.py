"""Settings of the emulated service that a test may change while it runs."""

from dataclasses import dataclass


@dataclass(slots=True)
class Settings:
    """Switches of one emulated Discord. Values marked (guess) are not published, or reports of them differ: nothing may
    depend on them."""

    # Gateway.
    heartbeat_s: float = 41.25
    resume_within_s: float = 90.0  # (guess) how long a session without a connection is kept
    resume_events: int = 1000  # (guess) how many events are kept for it
    identifies_per_day: int = 1000
    identify_every_s: float = 5.0
    max_concurrency: int = 1
    shards: int = 1
    """The number that /gateway/bot recommends."""

    # Interactions.
    callback_within_s: float = 3.0
    token_life_s: float = 900.0
    bot_edits_responses: bool = True  # (guess) the bot's own token may edit the answer to an interaction

    # Rates, each `requests per seconds`; (guess) but for the global one, which is documented.
    limits_on: bool = True
    per_second: int = 50
    channel_messages: tuple[int, float] = (5, 5.0)
    channel_edits: tuple[int, float] = (5, 5.0)
    channel_deletes: tuple[int, float] = (5, 1.0)
    channel_writes: tuple[int, float] = (20, 5.0)
    """Shared by everybody who writes there: 20028."""
    old_edits: tuple[int, float] = (3, 6.0)
    """Edits of messages older than an hour, per channel: 30046."""
    webhook_calls: tuple[int, float] = (5, 2.0)
    other_calls: tuple[int, float] = (10, 5.0)
    dms_opened: tuple[int, float] = (10, 600.0)
    invalid_requests: int = 10_000
    """401, 403 and 429 in ten minutes; one more, and the address is banned."""
    ban_s: float = 3600.0

    # Messages.
    nonce_memory_s: float = 300.0  # (guess)
    file_max_bytes: int = 10 << 20
    request_max_bytes: int = 25 << 20
    cdn_life_s: float = 86_400.0  # (guess) about a day
    reply_shows_stranger: bool = (
        False  # (guess) content of a stranger's message that was replied to, without the intent
    )
