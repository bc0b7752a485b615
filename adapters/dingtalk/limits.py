"""DingTalk's capabilities and limits, with units in the names."""

from __future__ import annotations

from bot.adapter_api import PlatformCapabilities, RateLimits

PLATFORM = "dingtalk"

# Sending.
MSG_PARAM_MAX_BYTES = 15_000
# Size of a message's text, tried in turn until the message fits: msgParam also holds titles, links and JSON escapes.
TEXT_BYTES = (9_000, 6_000, 3_000, 1_000)
TITLE_MAX_CHARS = 60  # shown in the conversation list
BUTTONS = 5  # sampleActionCard5 is the largest
BUTTONS_AND_LINKS = 7  # up to this many: five buttons and the rest as links; with more, all are links
PICTURE_MAX_BYTES = 20 * 1024 * 1024  # files, too
RECALL_LIFE_S = 24 * 3600.0
RECALL_MAX_KEYS = 20
CARD_BUTTONS = 16  # numbered pairs of variables: the style choice of /restyle has up to sixteen
CARD_VALUE_MAX_BYTES = 1024
CARD_TEXTS = ("text", "text2", "text3")  # variables that a card's text is split over
CARD_CALLS_GAP_S = 2.0  # between two calls for one chat, when cards are updated in place

# Rates. The service allows 20 calls per second and interface; we send 15, because evenly sent calls may arrive in
# bursts: a call may be a third of a second late without any second seeing a twenty-first.
CALLS_PER_S = 15
PACE_HORIZON_S = 60.0  # a reservation further ahead than this comes from a clock that was set back
QPS_PAUSE_S = 1.0
BUSY_PAUSE_S = 5.0
FLOW_PAUSE_S = 20.0  # the service throttles messages to one recipient
BAN_PAUSE_S = 300.0
QUOTA_PAUSE_S = 3600.0  # the quota may be extended at any time: try again every hour
OPERATOR_PAUSE_S = 600.0  # until the operator has fixed the configuration

# Share of the monthly calls that must be left for a message of each priority.
RESERVED_FROM_PROGRESS = 0.20
RESERVED_FROM_NOTICES = 0.05
SILENT_AFTER_S = 180.0  # with no stream open for so long the operator is alerted
ALERT_AT_USED = (0.5, 0.8, 0.95, 1.0)  # share of a quota; the operator is alerted once a month at each

# HTTP.
CONNECT_TIMEOUT_S = 8.0
CALL_TIMEOUT_S = 15.0
TRANSFER_TIMEOUT_S = 60.0  # uploads and downloads of pictures
ANSWER_MAX_BYTES = 1024 * 1024
TOKEN_MARGIN_S = 300.0  # a token is renewed this long before it expires

# The stream.
CONNECTIONS = 2  # while one is being replaced the other receives: the service queues nothing for a disconnected robot
FRAME_MAX_BYTES = 4 * 1024 * 1024  # parsing more would block the loop; the SDK closes at 1 MiB
PING_EVERY_S = 15.0
PING_TIMEOUT_S = 15.0  # a dead connection is noticed after 30 s, before the service repeats unacknowledged frames
CLOSE_TIMEOUT_S = 1.0
DRAIN_TIMEOUT_S = 12.0  # the server closes 10 s after `disconnect`
RECONNECT_FIRST_S = 0.5
RECONNECT_MOST_S = 60.0
STABLE_AFTER_S = 30.0  # a connection open for this long resets the backoff
MAX_UNACKNOWLEDGED_FRAMES = 1000  # per connection; then reading pauses
SAVE_MAX_BATCH = 512  # per transaction: each save waits behind all other writes
ACKS_PER_TURN = 32  # then yield to the event loop

# The sessionWebhook.
WEBHOOK_MARGIN_S = 60.0
WEBHOOK_WORTH_SAVING_S = 300.0  # a webhook valid for less than this beyond the saved one is not saved
ROUTES_CACHED = 10_000
SWEEP_EVERY_S = 3600.0
OVER_QUOTA_NOTICE_EVERY_S = 3600.0  # how often a conversation is told that its messages arrive without text

_RATES = RateLimits(chat_interval_s=0.0, chat_per_minute=0, platform_per_s=float(CALLS_PER_S))

PLAIN_CAPABILITIES = PlatformCapabilities(
    edits=False,
    creates_pictures=True,
    idempotent_creates=False,
    buttons=BUTTONS,
    callbacks=False,
    text_limit=2000,
    caption_limit=2000,
    max_picture_bytes=PICTURE_MAX_BYTES,
    max_file_bytes=PICTURE_MAX_BYTES,
    mentions_needed=True,
    metered=True,
    withheld_advice="reply-withheld-id",
    rates=_RATES,
)
"""Without a card template: messages cannot be edited, buttons send text."""

CARD_CAPABILITIES = PlatformCapabilities(
    edits=True,
    creates_pictures=True,
    idempotent_creates=True,
    buttons=CARD_BUTTONS,
    callbacks=True,
    text_limit=900,
    caption_limit=900,
    max_picture_bytes=PICTURE_MAX_BYTES,
    max_file_bytes=PICTURE_MAX_BYTES,
    mentions_needed=True,
    metered=True,
    withheld_advice="reply-withheld-id",
    rates=RateLimits(chat_interval_s=CARD_CALLS_GAP_S, chat_per_minute=0, platform_per_s=float(CALLS_PER_S)),
)
"""With one: a card is created once (its outTrackId makes the create idempotent) and updated in place."""
