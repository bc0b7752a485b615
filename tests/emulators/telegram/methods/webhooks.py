"""setWebhook, deleteWebhook, getWebhookInfo."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from ..errors import NotEmulated, bad_request, too_many_requests
from ..state import Json
from ..webhook import Webhook
from .context import Context, Reply, method
from .polling import cut_polling

SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}\Z")
MAX_CONNECTIONS = 40
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@method("setWebhook")
async def set_webhook(ctx: Context) -> Reply:
    bot, params, now = ctx.bot, ctx.params, ctx.world.now()
    url = params.text("url")
    if not url:
        return await delete_webhook(ctx)
    if now < bot.next_webhook_at:
        raise too_many_requests(1)
    bot.next_webhook_at = now + 1
    secret = params.text("secret_token")
    if secret and not SECRET.match(secret):
        raise bad_request("secret token contains unallowed characters")
    max_connections = params.integer("max_connections", MAX_CONNECTIONS, 1, 100)
    _check_url(url)
    changed = bot.queue.set_allowed(params.json("allowed_updates", "allowed updates"))
    drop = params.flag("drop_pending_updates")
    old = bot.webhook
    if old is not None and (old.url, old.secret, old.max_connections) == (url, secret, max_connections) and not drop:
        return Reply(True, "Webhook was set" if changed else "Webhook is already set")
    cut_polling(bot, "terminated by setWebhook request")
    if old is not None:
        await old.stop()
    if drop:
        bot.queue.clear()
    bot.webhook = Webhook(ctx.world, bot, url, secret, max_connections)
    bot.webhook.start()
    return Reply(True, "Webhook was set")


@method("deleteWebhook")
async def delete_webhook(ctx: Context) -> Reply:
    bot = ctx.bot
    old, bot.webhook = bot.webhook, None
    if old is not None:
        await old.stop()
    if ctx.params.flag("drop_pending_updates"):
        bot.queue.clear()
    return Reply(True, "Webhook is already deleted" if old is None else "Webhook was deleted")


@method("getWebhookInfo")
async def get_webhook_info(ctx: Context) -> Json:
    bot, hook = ctx.bot, ctx.bot.webhook
    info: Json = {
        "url": hook.url if hook else "",
        "has_custom_certificate": False,
        "pending_update_count": len(bot.queue),
    }
    if hook is not None:
        info["max_connections"] = hook.max_connections
        info["ip_address"] = "127.0.0.1"
        if hook.last_error:
            info |= {"last_error_date": int(hook.last_error_at), "last_error_message": hook.last_error}
    if bot.queue.has_own_choice:
        info["allowed_updates"] = sorted(bot.queue.allowed)
    return info


def _check_url(url: str) -> None:
    """HTTPS on one of four ports, except on this machine, where the emulator's tests live."""
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        raise bad_request("invalid webhook URL specified") from None
    if parts.hostname in LOOPBACK:
        return
    if parts.scheme != "https":
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if port not in {443, 80, 88, 8443}:
        raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
    raise NotEmulated("bad webhook: the emulator reaches this machine only")
