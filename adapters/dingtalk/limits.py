"""What DingTalk can do and where it draws the line. Every number of this platform is here, with its unit in the name."""

from __future__ import annotations

from bot.adapter_api import PlatformCapabilities, RateLimits

PLATFORM = "dingtalk"

# Sending.
MSG_PARAM_MAX_BYTES = 15_000
# Of a message's own words, tried in turn until all fits: msgParam also holds titles, links, and what JSON must escape.
TEXT_BYTES = (9_000, 6_000, 3_000, 1_000)
TITLE_MAX_CHARS = 60  # what the conversation list shows of a message
BUTTONS = 5  # sampleActionCard5 is the largest
BUTTONS_AND_LINKS = 7  # so many: five buttons, the rest as links; more are a list of equals, all of them links
PICTURE_MAX_BYTES = 20 * 1024 * 1024
RECALL_LIFE_S = 24 * 3600.0
RECALL_MAX_KEYS = 20
CARD_BUTTONS = 16  # numbered pairs of variables: the choice of a restyle has up to sixteen
CARD_VALUE_MAX_BYTES = 1024
CARD_TEXTS = ("text", "text2", "text3")  # variables that the words of a card are spread over
CARD_CALLS_GAP_S = 2.0  # between two calls for one chat, when cards are updated in place

# Rates. The service allows 20 calls of one interface in any second; we keep 15, because calls that left evenly may
# arrive in clusters: so one may be a third of a second late and no second sees a twenty-first.
CALLS_PER_S = 15
PACE_HORIZON_S = 60.0  # a reservation further ahead than this comes from a clock that was set back
QPS_PAUSE_S = 1.0
BUSY_PAUSE_S = 5.0
FLOW_PAUSE_S = 20.0  # the service holds back messages to one person
BAN_PAUSE_S = 300.0
QUOTA_PAUSE_S = 3600.0  # a month's quota may be bought larger at any time: look again every hour
OPERATOR_PAUSE_S = 600.0  # something that only the operator can mend

# Quota keeper: the share of a month's calls that must be left for each kind of message.
RESERVED_FROM_PROGRESS = 0.20
RESERVED_FROM_NOTICES = 0.05
ALERT_AT_USED = (0.5, 0.8, 0.95, 1.0)  # of a quota: the operator is told once a month at each

# HTTP.
CONNECT_TIMEOUT_S = 8.0
CALL_TIMEOUT_S = 15.0
TRANSFER_TIMEOUT_S = 60.0  # uploads and downloads of pictures
ANSWER_MAX_BYTES = 1024 * 1024
TOKEN_MARGIN_S = 300.0  # a token is renewed so long before it dies

# The stream.
CONNECTIONS = 2  # while one is being replaced the other still receives: nothing is queued for a robot that is away
FRAME_MAX_BYTES = 4 * 1024 * 1024  # reading more would hold up the loop; the SDK closes at 1 MiB
PING_EVERY_S = 15.0
PING_TIMEOUT_S = 15.0  # so a silent line is noticed after 30 s, before the service repeats what it swallowed
CLOSE_TIMEOUT_S = 1.0
DRAIN_TIMEOUT_S = 12.0  # the server closes 10 s after `disconnect`
RECONNECT_FIRST_S = 0.5
RECONNECT_MOST_S = 60.0
STABLE_AFTER_S = 30.0  # a connection that stood so long was good: the next pause begins small again
MAX_UNACKNOWLEDGED_FRAMES = 1000  # of one connection, not yet acknowledged; then reading waits
SAVE_MAX_BATCH = 512  # updates saved in one go: a save waits its turn behind everything else that is written
ACKS_PER_TURN = 32  # then the loop goes round once, so that it is never held up

# The sessionWebhook.
WEBHOOK_MARGIN_S = 60.0
WEBHOOK_WORTH_SAVING_S = 300.0  # one that lives only so much longer than the one we have is not worth a write
ROUTES_CACHED = 10_000
SWEEP_EVERY_S = 3600.0
OVER_QUOTA_NOTICE_EVERY_S = 3600.0  # how often a conversation is told that its messages do not arrive

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
    mentions_needed=True,
    metered=True,
    rates=_RATES,
)
"""Without a card template: messages that stand as they were sent, buttons that type."""

CARD_CAPABILITIES = PlatformCapabilities(
    edits=True,
    creates_pictures=True,
    idempotent_creates=True,
    buttons=CARD_BUTTONS,
    callbacks=True,
    text_limit=900,
    caption_limit=900,
    max_picture_bytes=PICTURE_MAX_BYTES,
    mentions_needed=True,
    metered=True,
    rates=RateLimits(chat_interval_s=CARD_CALLS_GAP_S, chat_per_minute=0, platform_per_s=float(CALLS_PER_S)),
)
"""With one: a card is created once (its outTrackId refuses a double) and updated in place."""
