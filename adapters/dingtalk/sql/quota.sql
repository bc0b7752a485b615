-- name: usage
SELECT used, told, closed_until FROM dingtalk_usage
WHERE organisation = :organisation AND month = :month AND kind = :kind;

-- name: use
INSERT INTO dingtalk_usage (organisation, month, kind, used) VALUES (:organisation, :month, :kind, :count)
ON CONFLICT (organisation, month, kind) DO UPDATE SET used = dingtalk_usage.used + :count
RETURNING used, told;

-- name: set_told
UPDATE dingtalk_usage SET told = :told WHERE organisation = :organisation AND month = :month AND kind = :kind;

-- name: close
INSERT INTO dingtalk_usage (organisation, month, kind, closed_until) VALUES (:organisation, :month, :kind, :until)
ON CONFLICT (organisation, month, kind) DO UPDATE SET closed_until = :until;

-- Reserve the next slot of an interface, one every :gap seconds. A slot far in the future was written before the clock
-- was set back, and is ignored.
-- name: reserve
INSERT INTO dingtalk_pace (interface, next_at) VALUES (:interface, :now + :gap)
ON CONFLICT (interface) DO UPDATE SET next_at = :gap + CASE
    WHEN dingtalk_pace.next_at < :now OR dingtalk_pace.next_at > :now + :horizon THEN :now
    ELSE dingtalk_pace.next_at END
RETURNING next_at;
