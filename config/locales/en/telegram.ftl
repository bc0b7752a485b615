# What the Telegram adapter says itself.

telegram-token-shape = TELEGRAM_BOT_TOKEN is not a bot token; it looks like 123456789:AAE... and comes from @BotFather
telegram-token-wrong = Telegram does not know TELEGRAM_BOT_TOKEN: it was revoked or mistyped; @BotFather shows the right one
telegram-webhook-url = telegram.webhook_url is not an https address: { $url }
telegram-webhook-secret = telegram.webhook_secret may have 1 to 256 letters, digits, _ and - only
inline-paint = 🖌 Paint this
inline-open = Open Shenbi
