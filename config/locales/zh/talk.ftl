# 不是命令的话：回答，或者免费地问一句。

attachment-unreadable = { $kind ->
    [animation] 转成视频的动图
    [video] 视频
    [voice] 语音
    [audio] 音频
    [sticker] 动态贴纸
    [document] 这种文件
    [paid] 付费内容
   *[other] 这个
}我读不了。可以发文字让我画，或者发图片（JPG、PNG、WebP、HEIC……）。没有扣费。
edited-not-read = 修改过的消息不算新的请求，请重新发一条。
ask-forwarded = 你转发了：“{ $words }”。要画吗？
ask-via-bot = 这条来自机器人：“{ $words }”。要画吗？
ask-words = 要画“{ $words }”吗？
ask-first = 要画“{ $words }”吗？{ $count } 张，¥{ $price }。只在第一次画之前问。
ask-first-free = 要画“{ $words }”吗？这次免费。只在第一次画之前问。
ask-about-picture = “{ $words }”：用这些话重绘这张图，还是另画一张？
ask-command = 你是想用命令 /{ $command }，还是要画“{ $words }”？
button-words-paint = 画
button-words-restyle = 重绘这张
button-words-command = /{ $command }
button-words-agree = 可以
button-words-anew = 当作新图来画
button-words-edit = 修改这张
button-words-blend = 🧩 融合这 { $count } 张
button-words-pick = { $pick }
ask-change = “{ $words }”：要修改这张图（¥{ $price }），还是另画一张？
ask-change-free = “{ $words }”：要修改这张图，还是另画一张？
ask-change-remembered = 以后就按你这次的选择来，发“/设置 回复”可以更改。
ask-which = “{ $words }”：要修改哪一张？
ask-which-blend = 要把哪一张加进清单？
edit-not-offered = 这里的模型都不能用文字修改图片，不过可以换一种风格重画。
talk-greeting = 你好！写下想看的画面就行，例如“黄昏的灯塔”，也可以发图片来修改或换风格。/帮助 列出全部功能。
talk-thanks = 很高兴听到你这么说！接着写下想看的画面吧。
talk-question-under-picture = 我不会回答问题，只会画画。想改这张图，直接说怎么改就行，例如“改成夜晚”。没有扣费。
talk-complaint = 抱歉，没能画成你想要的样子。发 /再来 换一张，或者换个说法再写一遍。
link-unreadable = 我不会打开链接。请直接发送图片，并附上你的要求。
ask-rest = “{ $words }”可能是上一条长消息的结尾。要单独画它吗？
rest-not-read = 如果你的应用把剩下的内容拆成了另一条消息，那一条不会画。
rest-left-out = 如果你的应用把剩下的内容拆成了另一条消息，那一条也不会画。
question-dropped = 好，不画了，没有扣费。
prompt-piece = { $prompt }
button-prompt = 完整提示词
