# 一起画：卡片、回话、画册。两种语言的条目必须一致，有测试比对。

## 卡片

session-title = 🎨 { $theme }
session-phase-gathering = 第 { $round } 轮，共 { $rounds } 轮 · 点子截止 { $until }（{ $left }）
session-phase-prolonged = 第 { $round } 轮，共 { $rounds } 轮 · 还没有点子，延长到 { $until }（{ $left }）
session-phase-painting = 第 { $round } 轮，共 { $rounds } 轮 · 正在画，已画好 { $done } / { $total } 张
session-phase-painting-time = 第 { $round } 轮，共 { $rounds } 轮 · 正在画，已画好 { $done } / { $total } 张，大约还要 { $left }
session-painting-begins = 第 { $round } 轮，共 { $rounds } 轮 · 点子已截止，开始画 { $count } 张
session-painting-begins-time = 第 { $round } 轮，共 { $rounds } 轮 · 点子已截止，开始画 { $count } 张，大约 { $left }
session-phase-assembling = 第 { $round } 轮，共 { $rounds } 轮 · 画好了，正在拼图
session-phase-voting = 第 { $round } 轮，共 { $rounds } 轮 · 投票截止 { $until }（{ $left }）
session-phase-resting = 第 { $round } 轮，共 { $rounds } 轮 · 暂时停下
session-phase-paused = 第 { $round } 轮，共 { $rounds } 轮 · 主持人暂停了
session-phase-ended = 到此结束！
session-left-seconds = 还有 { $count } 秒
session-left-minutes = 还有 { $count } 分钟
session-left-hours = 还有 { $count } 小时
session-left-over = 马上就到
session-seconds = { $count } 秒
session-minutes = { $count } 分钟
session-leads = 从第 { $number } 张接着画：{ $idea }（{ $name }，{ $votes } 票）
session-leads-alone = 接着画：{ $idea }（{ $name }）
session-winner = 最后胜出第 { $number } 张：{ $idea }（{ $name }，{ $votes } 票）
session-winner-alone = 最后一张：{ $idea }（{ $name }）
session-leads-above = 从胜出的这张接着画。
session-change-how = 这一轮每个点子都是对这张图的修改：说说要改什么，例如“改成夜晚”“加一条船”。{ $price ->
    [none] { "" }
   *[some] 每改一张 { $price } 元。
}原来的那张也参加投票。
session-winner-gone = 胜出的那张图已经删除，这一轮改为按文字来画。
session-edit-gone = 这里现在不能改图或融合了，这一轮改为重新画。
session-unchanged = 原来的样子
session-blended = { $ideas } 合成一张
session-blend-instruction = 把这几张图融合成一张
session-host-winner = 主持人对胜出的图还可以：{ $ways }
session-host-change = /创作 修改（点子用来改这张图）
session-host-anew = /创作 重画（点子重新画）
session-host-blend = /创作 融合 { $numbers }（几张合成一张）
session-host-undo = /创作 撤销（回到它之前）
session-skipped = 第 { $round } 轮跳过了。
session-undone = 第 { $round } 轮胜出的图已撤销。
session-tied = 有几张都是 { $votes } 票，先出的点子胜。
session-unvoted = 没有人投票，先出的点子胜。
session-ideas = 点子：{ $count } 个
session-idea-line = • { $name }：{ $idea }
session-with-picture = 📎 { $count ->
    [1] 一张图
   *[other] { $count } 张图
}
session-idea-line-nameless = • { $idea }
session-ideas-in = 已经有 { $count } 个点子：{ $names }
session-more = ……还有 { $count } 个
session-between = 、
session-people = 玩家：{ $names }
session-host = { $name }（主持人）
session-all-of-us = 大家一起
session-how-idea-public = 出点子：写“/点子 几个字”，或直接回复这条消息，也可以带图。这里的点子大家都看得见。再写一次就是修改，“/点子 收回”就是撤回。
session-how-idea-field = 出点子：写在下面，开画之前谁也看不见。（写在聊天里的，例如“/点子”，大家都看得见；要带图只能那样写。）还要想想？点“加入”，大家就等你。
session-how-idea-link = 出点子：点按钮，私下发给我，开画之前谁也看不见。（在这里写 /idea 也行，但大家都看得见。）还要想想？点“加入”，大家就等你。
session-how-idea-public-again = 出点子：写“/点子 几个字”。
session-how-idea-field-again = 出点子：写在下面，开画之前谁也看不见。
session-how-idea-link-again = 出点子：点按钮，私下发给我。
session-early-ideas = 玩家的点子一齐，马上开画。
session-early-votes = 玩家都投了票，马上揭晓。
session-host-gathering = 主持人：/创作 开画 · 暂停 · 结束
session-host-painting = 主持人：/创作 截止（就用画好的这几张）· 暂停 · 跳过
session-host-voting = 主持人：/创作 截止 · 暂停 · 跳过
session-voted = { $count } / { $most } 人已投票
session-result = 第 { $round } 轮揭晓：
session-revealed = { $number } · { $idea } —— { $name }，{ $votes } 票
session-revealed-winner = 🏆 { $number } · { $idea } —— { $name }，{ $votes } 票
session-revealed-alone = 🏆 { $idea } —— { $name }（这一轮只有这一张）
session-how-vote = 每人一票，票数暂时保密：写“投 2”。改主意就再写一次。
session-how-vote-press = 每人一票，票数暂时保密：点一个数字。改主意就再点一个。
session-strict = 不能投自己的点子。
session-candidate = { $number } · { $idea }
session-missed = 还有 { $count } 张没有画成。
session-mention = 在群里请 @我 再写，不然我收不到。
session-unconfirmed = 收到就算数，我不会逐条回复。
session-budget = 预算 { $budget } 元，已用 { $used } 元
session-spent = 已用 { $used } 元
session-free = 由内置画室来画，免费
session-card-moved = ↓ 接着看下面。
session-how-resume = 继续：/创作 继续
session-how-resume-idea = 继续：出一个 /点子，或 /创作 继续
session-sheet-missing = 拼图没能做出来，请按列表投票。
session-winners = 一路画来：{ $path }
session-shares = 费用分摊：{ $shares }
session-share = { $name } { $amount }
session-how-album = 再看画册：/创作 画册

session-rests-no-ideas = 没有人出点子，先停在这里。
session-rests-idle = 一天没有动静，先停在这里。
session-rests-limit = 机器人的限额暂时用完了，先停在这里。点子都留着。
session-rests-nothing-painted = 连着两次，一个点子都没能画出来，先停在这里。
session-rests-barred = 有一阵子我在这里发不了消息，就先停下了。点子和票都留着。
session-rests-host-left = 主持人走了，也没有别人在玩，先停在这里。谁来继续，谁就是新主持人。
session-ended-rounds = 每一轮都画完了。
session-ended-host = 由主持人结束。
session-ended-budget = 这一场的预算用完了。
session-ended-replaced = 这里开始了新的一场。

session-button-paint = 🖌 开画
session-button-close = ✔ 截止投票
session-button-go-on = ✔ 就用这几张
session-button-pause = ⏸ 暂停
session-button-resume = ▶ 继续
session-button-skip = ⏭ 跳过这轮
session-button-end = 结束
session-button-album = 📖 画册
session-button-change = ✏ 按话修改
session-button-anew = 🖌 还是重画
session-button-blend = 🔀 融合优胜作品
session-button-undo = ↩ 撤销胜出的图
session-button-join = ✋ 加入
session-button-idea = 💡 出点子
session-ask-idea = 你的点子（只有你看得见）
session-button-vote = { $number }

## 回话

session-help =
    一起画：每人出一个点子，全都画出来，再投票，得票最多的那张引出下一轮。
    /创作 开始 城里的秋天 —— 选项：--轮数 3 · --每轮 4 · --点子 120秒 · --投票 60秒 · --预算 20 · --保留 风格或内容 · --严格 · --提前 否 · --修改 · --风格 水彩
    /点子 灯笼下的狐狸 —— 你的点子 · /投 2 —— 你的一票
    /创作 加入 · 状态 · 开画 · 截止 · 暂停 · 继续 · 跳过 · 设置 · 移出 <名字> · 退出 · 结束 · 画册
    从第二轮起：/创作 修改（点子用来改胜出的图）· 重画 · 融合 1 3（几张合成一张）· 撤销（回到胜出的图之前）
session-not-option = { $option } 只用于单独画图；创作会里每个点子只画一次，尺寸统一。
session-unknown-action = 没有“/创作 { $word }”，是不是想用“/创作 { $near }”？/创作 帮助 列出全部。
session-none = 这里没有正在进行的一起画。开一场：/创作 开始 <主题>
session-already = 这里已经开了一场：“{ $theme }”。写“/创作 状态”看看它；主持人可以用“/创作 结束”收场。
session-price-ask = 用 { $model }，这次创作每张要 { $price } 元；平时一张 { $usual } 元。可以吗？
session-change-price-ask = 用 { $model } 改图，每张最多要 { $price } 元；平时一张 { $usual } 元。可以吗？
session-change-not-offered = 这里不能按话修改图片：管理员没有提供这样的模型。
session-blend-not-offered = 这里不能融合图片：管理员的改图模型一次只收一张图。
session-no-winner-yet = 还没有胜出的图可以接着画。
session-way-is-change = 这一轮的点子已经是用来改图的。
session-way-is-anew = 这一轮的点子本来就是重新画。
session-blend-which = 融合哪几张？写出上次投票里的{ $most ->
    [2] 两张
   *[other] { " " }2 到 { $most } 张
}，例如：/创作 融合 1 3
session-blend-number = 这次融合的是 { $numbers }，没有图 { $number }。把它也写进去，或者别提那张图。
session-blend-missed = 优胜作品没能融合。{ $reason }
session-needs-theme = 说说主题是什么：/创作 开始 城里的秋天
session-theme-too-long = 主题有 { $length } 个字，最多 { $limit } 个。没有开始。
session-host-has-enough = 主持人{ $host }正在主持另外 { $limit } 场，同时最多这么多。等其中一场结束后再继续。
session-host-only = 只有主持人（{ $host }）和管理员能这样做。
session-you-were-removed = 你已经被移出这一场。
session-not-while-gathering = 现在不行：正在征集点子。
session-not-while-painting = 现在不行：正在画。画完就投票。
session-not-while-assembling = 请稍等：正在拼图。
session-not-while-voting = 现在不行：大家正在投票。新一轮开始时再出点子。
session-not-while-resting = 这一场停下了。写“/创作 继续”接着玩。
session-not-while-paused = 这一场暂停了。主持人写“/创作 继续”就接着来。
session-not-while-ended = 这一场已经结束。/创作 开始 <主题> 再开一场。
session-no-ideas-yet = 还没有点子。
session-nothing-painted-yet = 还一张都没有画好。
session-no-such-person = 这一场里没有叫这个名字的人。
session-kick-which = 有 { $count } 个人叫{ $name }。移出哪一个？
session-kick-one = { $place } · { $name }{ $known ->
    [host] （主持人）
    [idea] ：“{ $idea }”
   *[none] { "" }
}
session-not-in-it = 你不在这一场里。
session-who-to-kick = 移出谁？例如：/创作 移出 小明
session-kicked = { $name } 已被移出。
session-left = 你退出了这一场。
session-no-album = 还没有画册：一张都还没画出来。
session-album-coming = 正在做画册，马上就来。
session-settings =
    { $rounds } 轮 · 每轮 { $per_round } 张 · 点子 { $ideas } { $ideas_unit ->
        [h] 小时
        [min] 分钟
       *[s] 秒
    } · 投票 { $vote } { $vote_unit ->
        [h] 小时
        [min] 分钟
       *[s] 秒
    } · 风格 { $style ->
        [s-photography] { style-photography }
        [s-portrait] { style-portrait }
        [s-3d-cartoon] { style-3d-cartoon }
        [s-anime] { style-anime }
        [s-oil-painting] { style-oil-painting }
        [s-watercolor] { style-watercolor }
        [s-sketch] { style-sketch }
        [s-chinese-painting] { style-chinese-painting }
        [s-flat-illustration] { style-flat-illustration }
       *[s-auto] { style-auto }
    }
    下一轮保留胜出者的{ $keep ->
        [content] 内容
       *[style] 风格
    } · { $strict ->
        [yes] 严格：不能投自己的点子
       *[no] 可以投自己的点子
    } · { $early ->
        [yes] 人齐了就往下走
       *[no] 总是等满时间
    } · { $change ->
        [yes] 点子用来改胜出的图
       *[no] 点子重新画
    } · { $budget ->
        [none] 没有单独的预算
       *[some] 预算 { $budget } 元
    }
    要改就写：/创作 设置 --投票 90秒 --轮数 4
session-idea-missed = 你的点子“{ $idea }”没有画成。{ $reason }
session-missed-closed = 主持人没有再等它。
session-missed-cancelled = 它被取消了。
session-budget-out = 这一场的预算用完了。
idea-empty = 说说你的点子：/点子 灯笼下的狐狸
idea-change-needs-words = 请用文字说说图里要改什么，只发一张图不行。
idea-no-picture = 这里的点子不能带图：模型一次只改一张图，就是胜出的那张。请用文字说要改什么。
idea-one-picture = 这里一个点子只能带一张图，你发了 { $count } 张。请只带一张再发一次。
idea-too-many-pictures = 这一轮一个点子最多带 { $most } 张图，你发了 { $count } 张。请少带几张再发一次。
idea-no-such-number = { $count ->
    [1] 上次投票里没有图 { $number }。也可以随点子一起发图
   *[other] 这个点子里没有图 { $number }：图 1 是胜出的那张，你一起发的从图 2 数起
}。
idea-number-unread = 这一轮的点子是按文字来画的，只说“图 { $number }”画不出来。请说说图里有什么。主持人可以让点子改胜出的图（/创作 修改），或者把几张合成一张（/创作 融合）。
idea-too-long = 这个点子有 { $length } 个字，最多 { $limit } 个。
idea-round-full = 这一轮已经有 { $limit } 个点子，一张拼图放不下更多了。留到下一轮吧。
idea-none-to-take-back = 你这一轮还没有点子。
idea-taken-back = 你的点子收回了。
idea-private-ask = 说说你给“{ $theme }”的点子：直接发下一条消息就行，开画之前谁也看不见。
idea-private-ask-change = 说说“{ $theme }”胜出的那张图要改什么：直接发下一条消息就行，开画之前谁也看不见。
idea-private-in = 你给“{ $theme }”的点子收到了。要改就再点一次群里的按钮。
idea-private-over = “{ $theme }”现在不收点子。每一轮都有新的按钮。
vote-no-such-picture = 没有第 { $number } 张。请在 1 到 { $most } 里选。
vote-own-idea = 那是你自己的点子；这场要投别人的。
vote-too-late = 那一轮投票已经截止。
vote-too-many = 已经有 { $limit } 人投票，放不下更多了。
vote-which = 投哪一张？例如：/投 2

## 选项

bad-rounds = “{ $value }”不是轮数。可以是 1 到 10，例如 --轮数 3。
bad-per-round = “{ $value }”不是张数。可以是 1 到 12，例如 --每轮 4。
bad-vote = “{ $value }”不是投票时间。可以是 10 秒到 24 小时，例如 --投票 60秒 或 --投票 5分钟。
bad-ideas = “{ $value }”不是征集时间。可以是 10 秒到 24 小时，例如 --点子 120秒 或 --点子 10分钟。
bad-budget = “{ $value }”不是预算。可以是 0.01 到 10000 元，例如 --预算 20。
bad-keep = “{ $value }”不能保留。请写 --保留 内容 或 --保留 风格。
bad-change = “{ $value }”既不是“是”也不是“否”。写 --修改，每一轮的点子都用来改胜出的图；写 --修改 否，就重新画。
bad-early = “{ $value }”既不是“是”也不是“否”。写 --提前 否，点子和投票就总是等满时间。

help-session = /创作 开始 城里的秋天 —— 一起画：出点子、投票、出画册
help-idea = /点子 灯笼下的狐狸 —— 你的点子
help-vote = /投 2 —— 给第 2 张投一票
menu-session = 一起画
menu-idea = 出一个点子
menu-vote = 投一票

## 画册

album-kind = 神笔 · 一起画的画册
album-facts = { $day } · 主持 { $host } · { $people } 人 · { $rounds } 轮 · { $pictures } 张
album-people = 参与者：{ $names }
album-between-names = {"、"}
album-votes-title = 投票
album-path = 一路画来
album-round = 第 { $round } 轮
album-round-changed = 第 { $round } 轮 · 按话修改
album-undone = 胜出的图已撤销
album-round-blended = 第 { $round } 轮 · 融合
album-origin-change = 按下面的话修改第 { $round } 轮的第 { $number } 张
album-origin-blend = 第 { $round } 轮的 { $numbers } 合成一张
album-won = 胜出
album-voices = { $count } 票
album-votes = { $count } 人投票
album-unopposed = 只有这一张
album-tie = 票数相同，先出的点子胜
album-picture-gone = 这张图已经删除
album-skipped = 跳过，没有胜出者
album-missed = 没有画成：“{ $idea }”（{ $name }）
album-by-all = 大家一起
album-nobody = 某人
album-shares = 费用分摊
album-share-pictures = { $count } 张
album-total = 合计：{ $amount }
album-yuan = { $price } 元
album-free = 免费
album-foot = 由通义万相（人工智能）绘制，神笔编排。
album-foot-studio = 由内置画室绘制，不是通义万相。神笔编排。
album-letters-missing = 这台机器上没有上面某些字的字体（以圆点代替）。docs/sessions.md 说明该装什么。
album-post = “{ $theme }”的画册。
album-page-post = 画册的网页版，可以留存：
album-files-post = 画册的网页版和打印版（PDF），可以留存：
album-gone = 这本画册已撤回。/创作 画册 可以重新做一本。
session-button-report = ⚑ 举报
session-button-report-one = ⚑ { $number }
session-report-which = 要请审核员看哪一张？别人不会知道是谁举报的。
session-report-none = 这一轮还没有图。
