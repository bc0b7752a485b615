# What the Discord adapter says itself: the names of message commands, forms, advice.

discord-command-restyle = Restyle this
discord-command-edit = Change this
discord-command-describe = Describe this
discord-command-similar = Use as style
discord-about-edit = Change this picture
discord-hint-edit = What should change? For example: make it night
discord-about-similar = Paint in this picture's style
discord-hint-similar = What should it show? For example: a lighthouse in a storm
discord-form-title = Shenbi
discord-form-field = Your words
discord-reply-withheld = Discord does not show me the picture that you reply to. Open its menu and choose Apps, Restyle this (or Change this); or send me the picture itself with the command.
alert-discord-commands-refused = Discord does not take the bot's commands ({ $code }). Those that it knows go on working; it is tried again at the next start.
discord-token-shape = DISCORD_BOT_TOKEN is not a bot token; it comes from the Bot page of the application at discord.com/developers
discord-token-wrong = Discord does not know DISCORD_BOT_TOKEN: it was reset or mistyped; the application's Bot page makes a new one
discord-no-content-intent = the Message Content intent is off: in servers the bot reads commands and messages that mention it, but no plain words (applications at discord.com/developers, Bot)
discord-no-identify = Discord allows no new connection for another { $hours } h: the bot was started too often today
discord-commands-current = the { $count } registered commands are up to date
discord-commands-outdated = the registered commands are not the { $count } of these settings and this version: the next start replaces them
discord-away = I was away for a moment and could not answer in time. Please do that again.
