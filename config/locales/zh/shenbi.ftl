# 机器人自己说的每一句话。出错时都说明：发生了什么、有没有花钱、该怎么办。
# 两种语言的条目必须一致，有测试比对。

## 一张画的那条消息

job-head = #{ $id } · { $prompt }
job-queued = { $position ->
    [1] 已接受。下一个就是你，大约 { $seconds } 秒。
   *[other] 已接受。你排在第 { $position } 位，大约 { $seconds } 秒。
}
job-far-back = 已接受。前面还有 200 多张，要等一阵子。
job-preparing = 已接受。正在把你的图交给画师。
job-submitting = 轮到你了，正在交给画师。
job-next = 画师已经收下，画完手上这张就画你的。
job-running = 正在画…… 大约还要 { $seconds } 秒。
job-collecting = 画好了，正在取回来。
job-stopping = 正在停下。如果画师已经动笔，会画完并计费，但不再发出来。
job-unknown = 画师的答复丢了。正在查它有没有动笔，以免重复付钱。
job-held = 现在没人能确定这张画没画成。已经通知管理员；费用先留着，绝不会付两次。
job-waits-for-operator = 已接受，但画师的账号出了问题。已经通知管理员；你的位置还在，没有扣费。
job-waits-for-upstream = 已接受，但画师暂时没有回应。你的位置还在，恢复后会自动继续。
job-price = { $count } 张 · { $price } 元
job-price-studio = { $count } 张 · 免费，由内置画室来画
job-price-free = { $count } 张 · 免费，还剩 { $left } 张免费额度
job-facts = { $style } · { $size } · 种子 { $seed } · { $model }
job-charged = { $price } 元
job-partial = { $asked } 张里画成了 { $kept } 张，只收这几张的钱。
job-by-studio = 由内置画室绘制，不是通义万相。
job-cancelled = 已取消，没有扣费。
job-cancelled-charged = 已停下，但 { $count } 张已经画好了，收费 { $price } 元。发送 /看 { $id } 可以取来。
job-failed-unknown = 这次没有画成，没有扣费。
job-deleted = #{ $id } · 已删除
job-bell = #{ $id } 画好了，在上面。

button-again = 🔁 再来一张
button-restyle = 🎨 换风格
button-similar = ✨ 画类似的
button-original = 📎 { $pick }
button-originals = 📎 原图
button-delete = 🗑 删除
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
bad-size = “{ $value }”不是尺寸，要写成 1280x720 这样。
bad-ratio = “{ $value }”不是能用的比例，要写成 16:9 或 3:4 这样。
bad-n = “{ $value }”不是张数，要写成 --数量 2 这样。
bad-seed = “{ $value }”不是种子，要用 0 到 2147483647 之间的整数。
bad-strength = “{ $value }”不是强度，要在 0（自由发挥）到 1（贴近原图）之间，例如 --强度 0.7。
bad-from = “{ $value }”不是图的编号，要写成 --来源 42，或者 --来源 42.2（第二张）。
no-such-picture = #{ $id } 没有第 { $pick } 张图（或者已经不在了）。
no-such-job = 这里没有你能看的 { $id } 号。/任务 列出你的。
not-yours = #{ $id } 是别人的，只有本人或管理员能这样做。
reply-withheld = 在这种群里我看不到你回复的是哪张图。请把图和命令一起发（命令写在图片说明里）；也可以把我设为管理员，或把群升级为超级群（对新成员显示历史消息即可）。
reply-no-image = 你回复的那条消息里没有图。请回复一张图，或者附上一张。
no-image-repaint = 要重绘哪张图？请回复那张图说 /重绘，或者发图时把 /重绘 写在说明里。
no-image-refonly = 要仿哪张图的风格？请回复那张图说 /仿，并说明画什么。
similar-needs-words = 请说说用这张图的风格画什么，例如：/仿 一座灯塔
no-job-to-repeat = 还没有可以再来的画。先 /画 一张吧。
nothing-to-cancel = 你没有在排队或正在画的图。
button-unknown = 这个按钮太旧，我已经不认得了。/帮助 列出我会做的事。
too-old = 我离开太久了，这条消息已经超过一天，所以没有照办。请再说一遍。
our-mistake = 我们这边出了错，已经通知管理员。没有扣费，请再试一次。
not-allowed = 这个机器人只给受邀的人用。如果你该在其中，请把这个给管理员：{ $who }
model-gone = 这里不再提供 { $model } 模型了，没有扣费。请去掉 --模型 再试。

## 发来的图

image-empty = 这张图是空的，没有扣费。
image-too-many-bytes = 这张图超过 { $limit } MB，请发小一点的；没有扣费。
image-not-an-image = 这不是我能读的图。JPG、PNG、WebP、BMP、TIFF、GIF、HEIC 都可以；没有扣费。
image-too-large = 这张图超过 { $limit } 百万像素，请发小一点的；没有扣费。
image-too-small = 这张图只有 { $width }×{ $height } 像素，每边至少要 { $limit }；没有扣费。
image-absurd-ratio = 这张图太窄了：长边最多是短边的 { $limit } 倍；没有扣费。
image-damaged = 这张图坏了或者不完整，请再发一次；没有扣费。
image-gone = 这张图已经取不到了，请再发一次；没有扣费。
image-not-fetched = 试了两分钟都没取到这张图，请再发一次；没有扣费。
reference-gone = 要参考的那张图已经不在了，请再发一次；没有扣费。
reference-upload-failed = 没能把你的图交给画师。这不是你的问题，没有扣费，请稍后再试。
job-unreadable = 这个请求的记录已损坏，读不出来了。这是我们的问题，管理员已收到通知，不收你的钱，请再说一次。
result-gone = 画师的成品还没取到就过期了。不收你的钱，请再试一次。
result-damaged = 画师的成品送来时已经损坏。不收你的钱，请再试一次。
held-unknown = { job-held }

## 照看任务

cancel-cancelled = #{ $id } 已取消，没有扣费。
cancel-requested = #{ $id } 已经在画师手里。还没动笔就免费取消；已经动笔会画完并计费，但不发出来。
cancel-too-late = #{ $id } 已经结束了。
cancel-not-yours = #{ $id } 是别人的，只有本人或管理员能取消。
cancel-no-such-job = 没有 { $id } 号。/任务 列出你的。
deleted = #{ $id } 的图已删除。
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

## 限额

limit-waiting = 你已经有 { $limit } 张在排队。{ $again ->
    [unknown] 等其中一张开始画就可以再来，也可以 /取消 一张。
   *[other] 大约 { $again } 就有空位了，也可以 /取消 一张。
}
limit-minute = 一分钟超过 { $limit } 次了，{ $again } 后可以再来。
limit-day = 你每天 { $limit } 张的额度不够：已用 { $used } 张，还剩 { $left } 张。{ $again } 后恢复。
limit-day-never = 你每天最多 { $limit } 张，这一次就要 { $asked } 张，请少要几张。
limit-conversation-day = 这个群每天 { $limit } 张的额度不够：已用 { $used } 张，还剩 { $left } 张。{ $again } 后恢复。
limit-conversation-day-never = 这个群每天最多 { $limit } 张，这一次就要 { $asked } 张，请少要几张。
limit-money-day = 今天 { $limit } 元的预算不够了，只剩 { $left } 元，{ $again } 后恢复。
limit-money-day-never = 这一次要 { $price } 元，而每天的预算只有 { $limit } 元，请少要几张。
limit-money-month = 本月 { $limit } 元的预算不够了，只剩 { $left } 元，{ $again } 后恢复。
limit-money-month-never = 这一次要 { $price } 元，而每月的预算只有 { $limit } 元，请少要几张。
limit-disk = 存图的空间快满了，暂时不接新画。已经通知管理员，腾出空间后马上恢复。
limit-banned = 你现在不能使用这个机器人，请联系管理员。
limit-no-account = 现在没有能用 { $model } 作画的账号。已经通知管理员。

## 说明

styles-head = 十种风格（写 --风格 加名字，或者 #名字）：
styles-line = { $zh } · { $en }
styles-foot = 例如：/画 雪地里的狐狸 --风格 水彩
help-head = 你说，我画。
help-imagine = /画 日出时的玫瑰花海 —— 按文字作画
help-restyle = /重绘 水彩 —— 回复一张图：内容不变，换个画法
help-similar = /仿 一座灯塔 —— 回复一张图：用它的风格画新的
help-again = /再来 —— 同样的要求再画一张
help-styles = /风格 —— 十种风格
help-jobs = /任务 —— 你的画和它们的进度
help-show = /看 42 —— 把 42 号取来
help-cancel = /取消 —— 停下最新的一张，或 /取消 42
help-cost = /费用 —— 你的画花了多少
help-lang = /lang en — speak English
help-help = /帮助 —— 就是这个
help-options = 选项：--风格 水彩 · --比例 16:9 · --尺寸 1280x720 · --数量 2 · --种子 7 · --不要 文字 · --强度 0.7
help-foot = 一对一聊天时可以不写 /画。
menu-imagine = 按文字作画
menu-restyle = 把一张图换个画法
menu-similar = 用一张图的风格画新的
menu-again = 同样的要求再画一张
menu-styles = 十种风格
menu-jobs = 你的画和它们的进度
menu-show = 取来一张画
menu-cancel = 停下一张画
menu-cost = 你的画花了多少
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
start-studio = 没有设置 DASHSCOPE_API_KEY，由内置画室作画：流程是真的，画比较简单，不花钱。
doctor-unknown-name = { $name } 不是神笔的设置：是不是拼错了？
doctor-odd-key = 账号 { $account } 的密钥不是以 { $begin } 开头：服务会拒绝它
doctor-accounts = 有 { $count } 个账号作画，地址 { $url }
doctor-studio = 没有 DASHSCOPE_API_KEY：由内置画室作画
doctor-studio-missing = 没有 DASHSCOPE_API_KEY，画室的依赖也没装：请设置密钥，或安装 shenbi[studio]
doctor-model = 默认模型 { $model }
doctor-no-model = SHENBI_MODEL：没有叫 { $model } 的模型
doctor-catalogue = config/models.toml:{ $error }
doctor-database = 数据库：{ $kind }
doctor-no-database = 数据库：{ $error }
doctor-disk = { $folder } 还有 { NUMBER($free, useGrouping: 0) } MB
doctor-platform-on = { $platform } 已开启
doctor-platform-off = { $platform } 未开启
doctor-dingtalk-secret = 设置了 DINGTALK_CLIENT_ID，但没有 DINGTALK_CLIENT_SECRET
doctor-no-money-limit = SHENBI_DAILY_YUAN 是 0：花钱没有上限

## 给管理员

held-given-up = 没人能确定这张画没画成，管理员已放弃它。不收你的钱。
operate-none = 没有
operate-done = 完成：{ $id }
operate-no-such-job = 没有 { $id } 号任务
operate-wrong-state = { $id } 号任务现在不能这样处理
operate-nothing-to-refund = { $id } 号任务没有收费，或者已经退过
operate-task-taken = 这个任务属于另一张画，{ $id } 号不能认领
operate-nobody = 没有人叫 { $id }
operate-ledger-sound = 总数与账本一致
