-- How conversations can be reached. A webhook carries a session token: it is swept away when it has expired.
CREATE TABLE dingtalk_place (
    chat_id TEXT PRIMARY KEY,
    staff_id TEXT NOT NULL,                    -- empty for groups and for people outside the organisation
    robot_code TEXT NOT NULL,
    webhook TEXT NOT NULL,
    webhook_until DOUBLE PRECISION NOT NULL
);

-- What was sent for each post, part by part ('accepted', 'done', 'file:0' ...): no part is sent twice on purpose, and
-- all of them can be recalled.
CREATE TABLE dingtalk_sent (
    post_id BIGINT NOT NULL,
    part TEXT NOT NULL,
    way TEXT NOT NULL,                         -- direct, group, webhook, card
    message_key TEXT NOT NULL,                 -- processQueryKey or carrierId; empty for a webhook
    at DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (post_id, part)
);
CREATE INDEX dingtalk_sent_at ON dingtalk_sent (at);

-- Pictures that DingTalk has: an uploaded one can be shown again without another upload.
CREATE TABLE dingtalk_media (
    picture TEXT PRIMARY KEY,
    media_id TEXT NOT NULL,
    at DOUBLE PRECISION NOT NULL
);

-- What a month has used, for each organisation.
CREATE TABLE dingtalk_usage (
    organisation TEXT NOT NULL,
    month TEXT NOT NULL,                       -- 2026-11, as it turns in China
    kind TEXT NOT NULL,                        -- calls, pushes
    used BIGINT NOT NULL DEFAULT 0,
    told BIGINT NOT NULL DEFAULT 0,            -- how many of the marks the operator has been told of
    closed_until DOUBLE PRECISION NOT NULL DEFAULT 0,  -- the service itself said that nothing is left
    PRIMARY KEY (organisation, month, kind)
);

-- When each interface may be called next, across processes.
CREATE TABLE dingtalk_pace (
    interface TEXT PRIMARY KEY,
    next_at DOUBLE PRECISION NOT NULL
);

CREATE TABLE dingtalk_note (
    name TEXT PRIMARY KEY,                     -- organisation, installation
    value TEXT NOT NULL
);
