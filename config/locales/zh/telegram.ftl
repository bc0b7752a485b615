# Telegram 适配器自己要说的话。

telegram-token-shape = TELEGRAM_BOT_TOKEN 不是机器人令牌；它形如 123456789:AAE...，由 @BotFather 给出
telegram-token-wrong = Telegram 不认识 TELEGRAM_BOT_TOKEN：它已作废或抄错了；正确的可向 @BotFather 查看
telegram-webhook-url = telegram.webhook_url 不是 https 地址：{ $url }
telegram-webhook-secret = telegram.webhook_secret 只能由 1 到 256 个字母、数字、_ 和 - 组成
inline-paint = 🖌 就画这个
inline-open = 打开神笔
