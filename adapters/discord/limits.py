"""Discord's capabilities and rate limits, and the adapter's own limits and timeouts.

Numbers without a source are our own choices. API: discord.com/developers/docs.
"""

from __future__ import annotations

from bot.adapter_api import PlatformCapabilities, RateLimits

PLATFORM = "discord"

# Message size (API, message object).
TEXT_LIMIT = 2000
BUTTON_LIMIT = 25
FILE_MAX_BYTES = 10 * 2**20  # of each file, where the server has no boosts
REQUEST_MAX_BYTES = 25 * 2**20  # of all files of a message together
ATTACHMENT_LIMIT = 10
NONCE_LIMIT = 25

# Rate limits. Creates and edits have buckets of their own of 5 in 5 s for each channel.
CHANNEL_INTERVAL_S = 1.0
PLATFORM_PER_S = 40  # 50 are allowed; the rest is for what is no post
GLOBAL_PER_S = 48
OLD_MESSAGE_S = 3600.0  # edits of older messages have a limit of their own
OLD_EDITS, OLD_EDITS_WINDOW_S = 3, 20.0  # the stricter of the two numbers that are reported
INVALID_WINDOW_S = 600.0  # 10,000 answers 401, 403 and 429 in it, and the address is banned
INVALID_MAX = 1000

# Interactions.
CALLBACK_DEADLINE_S = 3.0
TOKEN_LIFE_S = 15 * 60.0
TOKEN_MARGIN_S = 20.0  # a token is no longer used so long before its end: the request takes its time

# Timeouts.
CONNECT_TIMEOUT_S = 5.0
READ_TIMEOUT_S = 20.0
MEDIA_TIMEOUT_S = 40.0  # for all of an upload and its answer; less than half a post's lease
CALLBACK_TIMEOUT_S = 2.5
MAX_WAIT_S = 3.0  # for a bucket, before the post is retried later

CAPABILITIES = PlatformCapabilities(
    edits=True,
    creates_pictures=False,
    idempotent_creates=True,
    buttons=BUTTON_LIMIT,
    callbacks=True,
    text_limit=TEXT_LIMIT,
    caption_limit=TEXT_LIMIT,
    max_picture_bytes=FILE_MAX_BYTES,
    max_file_bytes=FILE_MAX_BYTES,
    transparency=True,
    mentions_needed=True,
    private_input="field",
    forms=True,
    countdowns=True,
    covers=True,
    withheld_advice="discord-reply-withheld",
    rates=RateLimits(
        chat_interval_s=CHANNEL_INTERVAL_S, chat_per_minute=0, platform_per_s=float(PLATFORM_PER_S), by_thread=True
    ),
)

# The gateway.
INTENTS = 1 << 0 | 1 << 9 | 1 << 12  # servers; messages there; direct messages
INTENT_CONTENT, INTENT_MEMBERS = 1 << 15, 1 << 1  # privileged: asked for only where the application has them
FLAG_CONTENT, FLAG_MEMBERS = 1 << 18 | 1 << 19, 1 << 14 | 1 << 15  # of the application: each for large and small bots
HELLO_TIMEOUT_S = 20.0
FRAME_MAX_BYTES = 16 * 2**20  # a large server's GUILD_CREATE
UNSAVED_MAX = 1000  # events that wait for their save; then nothing more is read
SAVE_MAX_BATCH = 50
SAVE_TIMEOUT_S = 30.0
FIRST_PAUSE_S, MAX_PAUSE_S = 0.5, 60.0  # between connections that fail
DEAF_AFTER_S = 120.0  # without a session: the operator is told
RESUMABLE_CLOSE = 4000  # 1000 and 1001 would end the session
LEASE_S = 12.0  # renewed while connected, so that another process takes over within seconds of a kill
LEASE_RENEW_S = 3.0
LEASE_RETRY_S = 2.0
IDENTIFY_INTERVAL_S = 5.5  # 5 s for each bucket of shards (API), and some for clocks and delays
IDENTIFY_MAX_PER_DAY = 1000  # over it the token is reset
IDENTIFY_RESERVE = 20  # kept for a person who restarts the bot by hand
DAY_S = 24 * 3600.0
REFUSED_RETRY_S = 900.0  # after a token or a setting was refused

# Messages that a session did not bring.
MISSED_MAX_AGE_S = DAY_S  # older ones would not be carried out (bot.intake.staleness)
MISSED_CHANNELS = 100  # of each shard: those where the bot was spoken to last
MISSED_PAGES = 3  # of 100 messages each, in one channel
MISSED_WAIT_S = 30.0  # for a bucket: nothing else waits for it
CHANNELS_KEPT_S = 30 * DAY_S

# Other.
SWEEP_EVERY_S = 3600.0
LATE_WORD_EVERY_S = 600.0  # for each channel
