# 机器人自己说的每一句话。出错时都说明：发生了什么、有没有花钱、该怎么办。
# 两种语言的条目必须一致，有测试比对。

## 一张画的那条消息

job-head = #{ $id } · { $prompt }
job-queued = { $position ->
    [1] 已收到。下一个就是你，大约 { $seconds } 秒。
   *[other] 已收到。你排在第 { $position } 位，大约 { $seconds } 秒。
}
job-far-back = 已收到。前面还有 200 多张，要等一阵子。
job-preparing = 已收到。正在把你的图交给画师。
job-submitting = 轮到你了，正在交给画师。
job-next = 画师已经收下，画完手上这张就画你的。
job-running = 正在画…… 大约还要 { $seconds } 秒。
job-overdue = 正在画……从 { $since } 起就比平时慢了。画师最迟在 { $until } 放弃；无论结果如何都会告诉你。
job-collecting = 画好了，正在取回来。
job-stopping = 正在停下。如果画师已经动笔，会画完并计费，但不再发出来。
job-unknown = 画师的答复丢了。正在查它有没有动笔，以免重复付钱。
job-unknown-answer = 画师的回复丢了，几分钟内也许还会到；在那之前不会重发，所以不会付两次。
job-held = 暂时无法确认这张画是否已经画成。已经通知管理员；费用先留着，绝不会付两次。
job-held-unsure = 绘图服务的回复丢了：可能已经画好，也可能会计费，但没法查到，所以我不会自己重发。费用先预留，{ $until } 退还。要再画一次吗？
job-held-unsure-free = 绘图服务的回复丢了：可能已经画好，但没法查到，所以我不会自己重发。要再画一次吗？
job-held-unsure-cancelled = 你已取消，但绘图服务的回复丢了：可能已经画好，也可能会计费。不会再重发；费用先预留，{ $until } 退还。
job-held-unsure-cancelled-free = 你已取消，但绘图服务的回复丢了：可能已经画好。不会再重发。
job-held-back = 管理员暂时扣住了这一张，没有扣费；放行后会接着画。不想要了就写 /取消 { $id }。
job-waits-while-paused = 已收到。管理员暂停了作画；你的位置还在，没有扣费。
job-waits-for-operator = 已收到，但画师的账号出了问题。已经通知管理员；你的位置还在，没有扣费。
job-waits-for-upstream = 已收到，但画师暂时没有回应。恢复后会自动继续，期间不扣费。
job-rests = 已收到。画师刚才没能接下，大约 { $seconds } 秒后自动再试，期间不扣费。
job-not-reached = 反复尝试后仍然联系不上画师。这不是你的问题，没有扣费，请稍后再试。
job-not-taken = 这个请求发了三次，都没有送到画师那里。这不是你的问题，没有扣费；已通知管理员。请再试一次。
job-price = { $count } 张 · { $price } 元
job-price-with = { $count } 张 · { $price } 元 · 由 { $model } 来画
job-price-studio = { $count } 张 · 免费，由内置画室来画
job-price-free = { $count } 张 · 免费，还剩 { $left } 张免费额度
job-facts = { $style } · { $size } · 种子 { $seed } · { $model }
job-charged = { $price } 元
job-partial = { $asked } 张里画成了 { $kept } 张，只收这几张的钱。
partial-withheld = 其余的没有通过绘画服务的内容审核。
partial-lost = 其余的没能完整取回。
job-by-studio = 由内置画室绘制，不是通义万相。
job-unread = 画室不认识：{ $words }
job-not-followed = 画室没能照做：{ $words }。照片等不是它自己画的图，它只能改光线、颜色、天气和风格。
list-comma = {"、"}
job-cancelled = 已取消，没有扣费。
job-cancelled-charged = 已停下，但 { $count } 张已经画好了，收费 { $price } 元。发送 /看 { $id } 可以调出。
job-failed-unknown = 这次没有画成，没有扣费。
job-deleted = #{ $id } · 已删除
job-bell = #{ $id } 画好了，在上面。

button-again = 🔁 再来一张
button-restyle = 🎨 换风格
button-similar = ✨ 画类似的
button-original = 📎 { $pick }
button-originals = 📎 原图
button-delete = 🗑 删除
button-delete-yes = 🗑 确定删除
button-delete-no = 保留
button-undo = 撤销
button-copy = 📋 提示词
button-cancel = 取消
button-back = ‹ 返回
button-keep-repaint = 保留内容
button-keep-refonly = 只取风格

## 风格

style-auto = 自动
style-photography = 摄影
style-portrait = 人像写真
style-3d-cartoon = 3D 卡通
style-anime = 动画
style-oil-painting = 油画
style-watercolor = 水彩
style-sketch = 素描
style-chinese-painting = 中国画
style-flat-illustration = 扁平插画
prompt-bare-restyle = { $key ->
    [auto] 同样的画面，画得更美
   *[other] 同样的画面，{ $style }风格
}

## 反问

ask-style = 要把这张图重绘成什么风格？点一个，或者写：/重绘 水彩 黄昏
ask-style-or-change = 也可以直接说怎么改，例如：改成夜晚
ask-style-first = 风格用在这 { $count } 张图的第一张上。
ask-style-or-blend = 也可以说说要把这 { $count } 张图做成什么，例如：把她放进这个房间
ask-language = 用哪种语言？
lang-name-zh = 中文
lang-name-en = English
language-set = 好的，以后跟你说中文。
say-something = 告诉我想画什么，例如：/画 日出时的玫瑰花海

## 看不懂的时候

problem-nothing-spent = 没有排队，也没有扣费。
unknown-command = 没有 /{ $word } 这个命令。/帮助 列出我会做的事。
unknown-command-near = 没有 /{ $word } 这个命令，是不是想用 /{ $near }？
unknown-option = 没有 --{ $word } 这个选项。可以用：--风格、--比例、--尺寸、--数量、--种子、--不要、--强度、--模型。
unknown-option-near = 没有 --{ $word } 这个选项，是不是想用 --{ $near }？
option-without-value = 选项 --{ $option } 后面要写值，例如：--风格 水彩，--数量 2
unknown-style = 没有“{ $word }”这种风格。/风格 列出全部十种。
unknown-style-near = 没有“{ $word }”这种风格，是不是想用“{ $near }”？/风格 列出全部十种。
bad-size = “{ $value }”不是尺寸，要写成 1280x720 或 2k 这样。
bad-ratio = “{ $value }”不是能用的比例，要写成 16:9 或 3:4 这样。
bad-n = “{ $value }”不是张数，要写成 --数量 2 这样。
bad-seed = “{ $value }”不是种子，要用 0 到 2147483647 之间的整数。
bad-strength = “{ $value }”不是强度，要在 0（自由发挥）到 1（贴近原图）之间，例如 --强度 0.7。
bad-from = “{ $value }”不是图的编号，要写成 --来源 42，或者 --来源 42.2（第二张）。
no-such-picture = #{ $id } 没有第 { $pick } 张图（或者已经不在了）。
no-such-job = 这里没有 #{ $id }。/任务 列出你的。
not-yours = #{ $id } 是别人的，只有本人或管理员能这样做。
admin-not-told = 你是这个群的管理员吗？我这次没能看出来；如果是，过一会儿请发命令再试。
reply-withheld-id = 你的客户端只告诉我引用了一条消息，没有告诉我是哪一条。请把图和文字一起发给我。
reply-withheld = 在这种群里我看不到你回复的是哪张图。请把图和命令一起发（命令写在图片说明里）；也可以把我设为管理员，或把群升级为超级群（对新成员显示历史消息即可）。
reply-no-image = 你回复的那条消息里没有图。请回复一张图，或者附上一张。
no-image-repaint = 要重绘哪张图？请回复那张图说 /重绘，或者发图时把 /重绘 写在说明里。
no-image-edit = 要改哪张图？请回复那张图说 /改 并写明怎么改，或者发图时把这些话写在说明里。
no-image-refonly = 要仿哪张图的风格？请回复那张图说 /仿，并说明画什么。
edit-needs-words = 请说明怎么改这张图，例如：/改 改成夜晚
edit-no-such-number = 这里没有图 { $number }，一共只有 { $count } 张。
edit-not-painted-yet = #{ $id } 还在画，画好之后再说一遍要怎么改。
similar-needs-words = 请说说用这张图的风格画什么，例如：/仿 一座灯塔
no-job-to-repeat = 还没有可以再来的画。先 /画 一张吧。
nothing-to-cancel = 你没有在排队或正在画的图。
burst = 你连按了 { $count } 次，还要再画一张吗？
button-once-more = 🔁 再画一张
question-answered = 这个问题已经答过，或者你已另下了指令，所以这次什么也没做。
button-unknown = 这个按钮太旧，我已经不认得了。/帮助 列出我会做的事。
too-old = 我离线太久，这条消息已经超过一天，未处理。请再发一次。
press-too-old = 我离线太久，你按下这个按钮已经超过一天，没有执行，也没有扣费。请再按一次。
message-too-long = 这条消息有 { $count } 个字，一次最多读 { $limit } 个字。请发短一些。
too-many-options = 这里像选项的词超过了 { $limit } 个，请写短一些。
one-command = 命令要写在最前面，一条消息只能有一个命令。请分开发。
our-mistake = 我们这边出了错，已经通知管理员。没有扣费，请再试一次。
not-allowed = 仅限受邀用户。需要使用请把这个编号发给管理员：{ $who }
model-gone = 这里不再提供 { $model } 模型了，没有扣费。请去掉 --模型 再试。

## 发来的图

image-empty = 这张图是空的，看不到内容；没有扣费。
image-too-many-bytes = 这张图超过 { $limit } MB，请发小一点的；没有扣费。
image-not-an-image = 这不是我能读的图。JPG、PNG、WebP、BMP、TIFF、GIF、HEIC、AVIF 都可以；没有扣费。
image-too-large = 这张图超过 { $limit } 百万像素，请发小一点的；没有扣费。
image-too-small = 这张图只有 { $width }×{ $height } 像素，每边至少要 { $limit }；没有扣费。
image-absurd-ratio = 这张图太窄了：长边最多是短边的 { $limit } 倍；没有扣费。
image-damaged = 这张图坏了或者不完整，请再发一次；没有扣费。
image-gone = 这张图已经取不到了，请再发一次；没有扣费。
image-not-allowed = 这里不允许我读取你发的图。不是你的问题，已经通知管理员。没有扣费。
image-not-fetched = 试了两分钟都没取到这张图，请再发一次；没有扣费。
image-not-stored = 试了两分钟都没能存下这张图，是我们这边的问题。请过一会儿再发；没有扣费。
image-of-several = { $count } 张图片里的第 { $number } 张读不了，所以什么也没画。{ $reason }
too-many-images = 一次最多收 { $limit } 张图片，这里有 { $count } 张。请少发几张；没有扣费。
first-of-several = 这 { $count } 张图片里，我用了第一张。
album-late = 这组图片里有一张来晚了：我已经开始，没有用上它。如果需要它，请把这组图片再发一次。
reference-gone = 要参考的那张图已经不在了，请再发一次；没有扣费。
reference-upload-failed = 没能把你的图交给画师。这不是你的问题，没有扣费，请稍后再试。
job-unreadable = 这个请求的记录已损坏，读不出来了。这是我们的问题，管理员已收到通知，不收你的钱，请再说一次。
result-gone = 画师的成品还没取到就过期了。不收你的钱，请再试一次。
result-not-stored = 图已画好，但我们这边几个小时都存不下来。不收你的钱，请再试一次。
result-damaged = 画师的成品送来时已经损坏。不收你的钱，请再试一次。
held-unknown = { job-held }

## 照看任务

cancel-cancelled = #{ $id } 已取消，没有扣费。
cancel-requested = #{ $id } 已经在画师手里。还没动笔就免费取消；已经动笔会画完并计费，但不发出来。
cancel-too-late = #{ $id } 已经结束了。
cancel-not-yours = #{ $id } 是别人的，只有本人或管理员能取消。
cancel-no-such-job = 这里没有 #{ $id }。/任务 列出你的。
delete-ask = 要删除 #{ $id } 的图吗？删除后 { $seconds } 秒内可以撤销。
deleted = #{ $id } 的图已删除。
deleted-undo = { $seconds } 秒内可以撤销。
undelete-nothing = 最近半分钟内没有删除过图。
undelete-too-late = #{ $id } 已经不能恢复了。
undelete-not-deleted = #{ $id } 没有被删除。
originals-of = { $count ->
   *[other] #{ $id } 的原图
}
no-jobs = 你还没有画过。/画 一张吧！
jobs-head = 你最近的画：
jobs-line-queued = { $position ->
    [0] #{ $id } 在排队 · { $prompt }
   *[other] #{ $id } 在排队，第 { $position } 位 · { $prompt }
}
jobs-line-preparing = #{ $id } 在准备 · { $prompt }
jobs-line-submitting = #{ $id } 正交给画师 · { $prompt }
jobs-line-unknown = #{ $id } 正在查找 · { $prompt }
jobs-line-running = #{ $id } 正在画 · { $prompt }
jobs-line-collecting = #{ $id } 正在取回 · { $prompt }
jobs-line-done = #{ $id } 画好了 · { $prompt }
jobs-line-failed = #{ $id } 没画成 · { $prompt }
jobs-line-cancelled = #{ $id } 已取消 · { $prompt }
jobs-line-held = #{ $id } 等管理员处理 · { $prompt }
cost-head = 你的画花了多少（含预留）：
cost-today = 今天：{ $price } 元，{ $count } 张
cost-month = 本月：{ $price } 元，{ $count } 张
cost-all = 总共：{ $price } 元，{ $count } 张
quota-head = 你在这里还剩：
quota-none = 这里没有限制你的额度。
quota-person-pictures = 你{ $period ->
    [day] 今天
    [week] 本周
   *[month] 本月
}：剩 { $left } / { $limit } 张，{ $again } 恢复
quota-conversation-pictures = 这里{ $period ->
    [day] 今天
    [week] 本周
   *[month] 本月
}：剩 { $left } / { $limit } 张，{ $again } 恢复
quota-person-yuan = 你{ $period ->
    [day] 今天
    [week] 本周
   *[month] 本月
}：剩 { $left } / { $limit } 元，{ $again } 恢复
quota-conversation-yuan = 这里{ $period ->
    [day] 今天
    [week] 本周
   *[month] 本月
}：剩 { $left } / { $limit } 元，{ $again } 恢复
quota-all-yuan = 所有人合计{ $period ->
    [day] 今天
    [week] 本周
   *[month] 本月
}：剩 { $left } / { $limit } 元，{ $again } 恢复
quota-waiting = 排队：还可以再排 { $left } 张（最多 { $limit } 张）
quota-minute = 一分钟最多 { $limit } 次
quota-cooldown = 两次之间隔 { $limit } 秒：{ $again ->
    [now] 现在就可以画
   *[other] { $again } 后可以再画
}
quota-gifts = 🎁 赠送的图片还有 { $count } 张：不占张数额度，额度用完后使用

## 限额

limit-waiting = 你已经有 { $limit } 张在排队。{ $again ->
    [unknown] 等其中一张开始画就可以再来，也可以 /取消 一张。
   *[other] 大约 { $again } 就有空位了，也可以 /取消 一张。
}
limit-minute = 一分钟超过 { $limit } 次了，{ $again } 后可以再来。
limit-day = 你每天 { $limit } 张的额度不够：已用 { $used } 张，还剩 { $left } 张。{ $again } 后恢复。
limit-day-never = 你每天最多 { $limit } 张，这一次就要 { $asked } 张，请少要几张。
limit-conversation-day = 这里每天 { $limit } 张的额度不够：已用 { $used } 张，还剩 { $left } 张。{ $again } 后恢复。
limit-conversation-day-never = 这里每天最多 { $limit } 张，这一次就要 { $asked } 张，请少要几张。
limit-cooldown = 两次之间要隔 { $limit } 秒，{ $again } 后可以再来。
limit-pictures = 你{ $period ->
    [week] 每周
   *[month] 每月
} { $limit } 张的额度不够：已用 { $used } 张，还剩 { $left } 张。{ $again } 后恢复。
limit-pictures-never = 你{ $period ->
    [week] 每周
   *[month] 每月
}最多 { $limit } 张，这一次就要 { $asked } 张，请少要几张。
limit-yuan = 你{ $period ->
    [day] 每天
    [week] 每周
   *[month] 每月
} { $limit } 元的额度不够：已用 { $used } 元，还剩 { $left } 元。{ $again } 后恢复。
limit-yuan-never = 你{ $period ->
    [day] 每天
    [week] 每周
   *[month] 每月
}最多花 { $limit } 元，这一次就要 { $price } 元，请少要几张。
limit-conversation-pictures = 这里{ $period ->
    [week] 每周
   *[month] 每月
} { $limit } 张的额度不够：已用 { $used } 张，还剩 { $left } 张。{ $again } 后恢复。
limit-conversation-pictures-never = 这里{ $period ->
    [week] 每周
   *[month] 每月
}最多 { $limit } 张，这一次就要 { $asked } 张，请少要几张。
limit-conversation-yuan = 这里{ $period ->
    [day] 每天
    [week] 每周
   *[month] 每月
} { $limit } 元的额度不够：已用 { $used } 元，还剩 { $left } 元。{ $again } 后恢复。
limit-conversation-yuan-never = 这里{ $period ->
    [day] 每天
    [week] 每周
   *[month] 每月
}最多花 { $limit } 元，这一次就要 { $price } 元，请少要几张。
limit-money-day = 今天 { $limit } 元的预算不够了，只剩 { $left } 元，{ $again } 后恢复。
limit-money-day-never = 这一次要 { $price } 元，而每天的预算只有 { $limit } 元，请少要几张。
limit-money-month = 本月 { $limit } 元的预算不够了，只剩 { $left } 元，{ $again } 后恢复。
limit-money-month-never = 这一次要 { $price } 元，而每月的预算只有 { $limit } 元，请少要几张。
limit-batches = 你有 { $limit } 批画还没画完，同时最多这么多。等一批画完，或停掉最早的：/批量 停 { $id }
limit-sessions = 你正在主持 { $limit } 场，同时最多这么多。先到其中一处写“/创作 结束”，再来开这一场。
limit-host-day = 这一场的主持人今天的张数用完了，{ $again } 后恢复。
limit-host = 这一场的主持人的额度用完了，{ $again } 后恢复。
limit-host-banned = 这一场的主持人现在不能使用这个机器人。
limit-disk = 存图的空间快满了，暂时不接新画。已经通知管理员，腾出空间后马上恢复。
limit-banned = 你现在不能使用这个机器人，请联系管理员。
limit-no-pictures = 这里发不了图：这个会话不允许我发图片。没有画，也没有扣费。请允许我在这里发送图片和文件，再用 /看 加编号试一试；也可以和我私聊。
limit-no-account = 现在没有能用 { $model } 作画的账号。已经通知管理员。

## 说明

styles-head = 十种风格（写 --风格 加名字，或者 #名字）：
styles-line = { $zh } · { $en }
styles-foot = 例如：/画 雪地里的狐狸 --风格 水彩
help-head = 你说，我画。
help-imagine = /画 日出时的玫瑰花海 —— 按文字作画
help-restyle = /重绘 水彩 —— 回复一张图：内容不变，换个画法
help-edit = /改 改成夜晚 —— 回复一张图：按你说的修改
help-similar = /仿 一座灯塔 —— 回复一张图：用它的风格画新的
help-again = /再来 —— 同样的提示词，再画一张
help-styles = /风格 —— 十种风格
help-jobs = /任务 —— 你的画和它们的进度
help-show = /看 42 —— 调出 42 号
help-cancel = /取消 —— 停下最新的一张，或 /取消 42
help-cost = /费用 —— 你的画花了多少
help-quota = /额度 —— 还剩多少，何时恢复
help-lang = /lang en — speak English
help-help = /帮助 —— 就是这个
help-options = 选项：--风格 水彩 · --比例 16:9 · --尺寸 1280x720 · --2k · --4k · --数量 2 · --组图 6 · --透明 · --快 · --种子 7 · --不要 文字 · --强度 0.7
help-admins = 你是这个机器人的管理员，对谁的画都可以：/看 42 看进度，/取消 42，/暂扣 42 先不画，/放行 42 继续画。看不到提示词和图。
help-foot = 一对一聊天时可以不写 /画。
menu-imagine = 按文字作画
menu-restyle = 把一张图换个画法
menu-edit = 用文字修改一张图
menu-similar = 用一张图的风格画新的
menu-again = 同样的提示词，再画一张
menu-styles = 十种风格
menu-jobs = 你的画和它们的进度
menu-show = 调出一张画
menu-cancel = 停下一张画
menu-cost = 你的画花了多少
menu-quota = 还剩多少额度
menu-lang = 中文 / English
menu-help = 我会做什么
option-style = 十种风格之一
option-ar = 形状，例如 16:9
option-size = 像素尺寸，例如 1280x720
option-n = 张数，1 到 4
option-seed = 一个数字，同样的数字画出同样的画
option-no = 画面里不要什么
option-strength = 0 自由发挥……1 贴近原图
option-model = 换一个模型
option-from = 图的编号，例如 42 或 42.2

## 终端里

start-address = 神笔已就绪，请打开 { $address }
start-workers = 已开工：这个进程不接平台，只作画。
start-studio = 没有设置 DASHSCOPE_API_KEY，由内置画室作画：画面简单，免费。
doctor-unknown-name = { $name } 不是神笔的设置：是不是拼错了？
doctor-odd-key = 账号 { $account } 的密钥不是以 { $begin } 开头：服务会拒绝它；请从服务的控制台重新复制
doctor-account-ready = 账号 { $account } 在 { $url } 可用
doctor-account-aside = 账号 { $account } 的 { $model } 已停用：{ $reason }。用 `shenbi accounts --live { $account }` 恢复
doctor-account-away = 无法检查账号 { $account }：{ $url } 没有回应（{ $reason }）：请检查 DASHSCOPE_HTTP_BASE_URL、网络和 HTTPS_PROXY
doctor-account-settings = 账号 { $account }：{ $error }
doctor-platform-refused = { $platform }：{ $error }
doctor-platform-away = { $platform } 已开启，但连不上（{ $reason }）：请检查它的地址、网络和 HTTPS_PROXY
doctor-refused = { $error }
doctor-admin-away = 无法通知管理员 { $admin }：对方没有和机器人私聊过，或者屏蔽了它；请对方私聊机器人说句话，或从 access.admins 里去掉
doctor-alerts = 告警：私聊通知 { $count } 位管理员{ $hook ->
    [yes] ，并调用 webhook
   *[no] { "" }
}
doctor-studio = 没有 DASHSCOPE_API_KEY：由内置画室作画
doctor-studio-missing = 没有 DASHSCOPE_API_KEY，画室的依赖也没装：请设置密钥，或安装 shenbi[studio]
doctor-model = 默认模型 { $model }
doctor-database = 数据库：{ $kind }
doctor-no-database = 数据库：{ $error }
doctor-disk = { $folder } 还有 { NUMBER($free, useGrouping: 0) } MB
doctor-fonts = 字体：汉字和 emoji 都能画出
doctor-fonts-missing = { $kind ->
    [chinese] 没有字体能画出全部汉字
    [emoji] 没有 emoji 字体
   *[both] 没有字体能画出全部汉字，也没有 emoji 字体
}（拼图和画册要用）：apt-get install { $packages }；其他系统见 docs/sessions.md
doctor-platform-on = { $platform } 已开启
doctor-platform-off = { $platform } 未开启
doctor-backup-folder = 备份无法写入 { $folder }：{ $error }：请给神笔写入权限，或在 [backup] 里换一个文件夹
doctor-backup-none = 备份：{ $folder } 里还没有
doctor-backup-age = 备份：{ $folder } 里有 { $count } 份，最新的是 { $hours ->
    [0] 不到一小时前
   *[other] { $hours } 小时前
}的
doctor-no-such-platform = { $setting }：{ $entry } 不属于任何平台，所以匹配不到任何人；请写成 telegram:42 这样
doctor-sign-on = 网页聊天室：在 { $proxies } 登录，用户名取自 { $header }
doctor-sign-on-here = web.sign_on_proxies：本机上的任何程序都能冒充任何人，请不要让别人使用这台机器
doctor-sign-on-wide = web.sign_on_proxies：{ $entry } 有 { NUMBER($count, useGrouping: 0) } 个地址，其中任何一个都能冒充任何人；请只写代理自己的地址
doctor-sign-on-public = web.sign_on_proxies：{ $entry } 在互联网上；代理应该在你自己的网络里
doctor-sign-on-case = { $setting }：{ $entry } 匹配不到任何人；web.sign_on_ignores_case 开着，请写成 { $right }
doctor-sign-on-off = { $setting }：{ $entry } 匹配不到任何人，因为没有设置 web.sign_on_header
doctor-pictures = 图片：{ $place }
doctor-pictures-away = 图片：{ $place } 用不了（{ $reason }）：请检查 [pictures]、密钥，以及存储桶或文件夹的权限
doctor-webhook-away = 告警要发往 { $place }，但那里没有服务在监听（{ $reason }）：请启动接收警报的程序，或改正 SHENBI_ALERT_WEBHOOK
doctor-no-money-limit = SHENBI_DAILY_YUAN 是 0：花钱没有上限；请设为每天最多花多少

## 给管理员

held-back-closed = 管理员在开画之前关闭了这一张。不收你的钱。
held-unsure = 绘图服务的回复丢了：可能已经画好，但没法查到，所以不再重发。
held-unsure-closed = 一直查不到这张有没有画成，就此结束，不收费。
held-given-up = 无法确认这张画是否画成，管理员已将它关闭。不收你的钱。
operate-none = 没有
operate-ledger-sound = 总数与账本一致

## 发不到原处的图

unshown-unknown = 图没能发到这里：平台拒绝了。图还在。
unshown-not-allowed = 图发不到这里：这个会话不允许我发图片。图还在。
unshown-too-large = 图太大，发不到这里。图还在。
unshown-unfit = 这个平台不接受这张图。图还在。
unshown-moderation = 平台的内容审核没有让图通过。图还在。
unshown-too-late = 图片不能再显示在这里了：允许我写入的时间已过。图片仍保留着。
unshown-gone = 图已不再保存。
unshown-get = 和我私聊，发送 /看 { $id } 就能拿到。
unshown-sent = 已经私聊发给你了。
