# Discord 适配器自己要说的话：消息命令的名称、表单、建议。

discord-command-restyle = 换个风格
discord-command-edit = 修改这张图
discord-command-describe = 描述这张图
discord-command-similar = 用作风格
discord-about-edit = 修改这张图
discord-hint-edit = 要改什么？例如：改成夜晚
discord-about-similar = 照这张图的风格画
discord-hint-similar = 要画什么？例如：暴风雨中的灯塔
discord-form-title = 神笔
discord-form-field = 你的话
discord-reply-withheld = Discord 没有让我看到你回复的那张图。请打开它的菜单，选择“应用”里的“换个风格”或“修改这张图”；或者把图片本身和命令一起发给我。
alert-discord-commands-refused = Discord 不接受机器人的命令（{ $code }）。已登记的命令继续可用；下次启动时再试。
discord-token-shape = DISCORD_BOT_TOKEN 不是机器人令牌；它来自 discord.com/developers 上应用的 Bot 页面
discord-token-wrong = Discord 不认识 DISCORD_BOT_TOKEN：它已重置或抄错了；应用的 Bot 页面可以生成新的
discord-no-content-intent = 没有开启 Message Content Intent：在服务器里机器人只看得到命令和提到它的消息，看不到普通文字（discord.com/developers 上应用的 Bot 页面）
discord-no-identify = 今天机器人启动得太频繁，Discord 还要 { $hours } 小时才允许新的连接
discord-commands-current = 已注册的 { $count } 个命令是最新的
discord-commands-outdated = 已注册的命令和现在的设置、版本（{ $count } 个）不一致：下次启动时会更新
discord-away = 我刚才离开了一会儿，没来得及回应。请再来一次。
