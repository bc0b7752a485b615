-- Acquire or renew: succeeds (one row) for the current owner or after expiry.
-- name: take
INSERT INTO telegram_lease (bot_id, owner, until) VALUES (:bot_id, :owner, :until)
ON CONFLICT (bot_id) DO UPDATE SET owner = :owner, until = :until
WHERE telegram_lease.owner = :owner OR telegram_lease.until < :now;

-- name: release
DELETE FROM telegram_lease WHERE bot_id = :bot_id AND owner = :owner;
