# 机器人记得的：设置、修饰词、场景、一次多张、画廊、忘记。

## 帮助和菜单

help-settings = /设置 —— 你的默认值；/设置 这里：这里的默认值
help-mod = /修饰 添加 赛博 霓虹灯，雨夜 —— 自己的修饰词，提示词里写 +赛博 就能用
help-scene = /场景 海报 中秋节 —— 按用途预设；/场景 列出全部
help-compare = /对比 一只狐狸 —— 同一个画面的几种风格，拼成一张
help-gallery = /画廊 —— 一页页看你的画；/画廊 狐狸 水彩 可以搜索
help-star = /收藏 42 —— 收藏 42 号，不会自动清理（再发一次取消）
help-export = /导出 —— 把你的画和我记得的一切打包发给你
help-forget = /忘记 —— 删除你的画和我记得的一切
menu-settings = 你的默认值
menu-mod = 自己的修饰词
menu-scene = 按用途预设
menu-compare = 同一画面的几种风格
menu-gallery = 一页页看你的画
menu-star = 收藏一张画
menu-export = 把你的画和资料打包给你
menu-forget = 删除你的画和资料
help-many = {"{"}红色，蓝色{"}"}的狐狸在{"{"}雪地，沙漠{"}"}里 —— 一次画出所有组合，最多 16 种（超过四张先问价钱）
button-star = ⭐ 收藏
button-starred = ⭐ 已收藏
post-deleted = 已删除

## 一次多张

many-too-many = 这样有 { $count } 种组合，一次最多 { $most } 种。
many-too-many-pictures = 这样要画 { $count } 张，一次最多 { $most } 张。
batch-many-head = { $count } 种组合，第一种：{ $prompt }
batch-compare-head = 对比：{ $prompt }
batch-ask = 一共 { $count } 张，{ $price } 元。要画吗？
batch-ask-free = 一共 { $count } 张，免费。要画吗？
batch-button-yes = 画吧
batch-button-no = 不画
batch-button-stop = 停下
batch-made = { $count } 种里已排上 { $made } 种。
batch-dropped = 已停下。没动笔的没有扣费。
batch-stopped-short = { $count } 种里排上了 { $made } 种，其余未能排上，原因：
batch-compare-progress = { $count } 张里画好了 { $ended } 张……
batch-compare-failed = 有 { $count } 张没有画成，没有扣费。
batch-none = 没有待确认的 #{ $id }。
batch-not-yours = 只有发起人能回答。
compare-needs-words = 请说说要对比什么，例如：/对比 雪地里的狐狸。/对比 全部 …… 用全部九种风格；/对比 {"{"}红色，蓝色{"}"}的狐狸 对比不同的词。

## 修饰词

unknown-modifier = 没有 +{ $word } 这个修饰词。/修饰 列出全部；加引号的 "+{ $word }" 只当普通文字。
unknown-modifier-near = 没有 +{ $word } 这个修饰词，是不是想用 +{ $near }？加引号的 "+{ $word }" 只当普通文字。
too-many-modifiers = 一条提示词里最多 { $limit } 个修饰词。
mod-usage = 例如：/修饰 添加 赛博 霓虹灯，雨夜 --风格 动画 --不要 文字 · /修饰 列表 · /修饰 查看 赛博 · /修饰 删除 赛博 · /修饰 分享 赛博（给这里所有人）
mod-bad-word = “{ $word }”不能当修饰词的名字：要以字开头，中间没有空格，最多 { $limit } 个字。
mod-too-long = 太长了：最多 { $limit } 个字，不要的内容最多 { $no } 个字。
mod-too-many = 你已经有 { $limit } 个修饰词，请先删掉一个。
mod-too-many-here = 这里已经有 { $limit } 个修饰词，请先删掉一个。
mod-added = 已保存。提示词里写 +{ $word } 就能用。
mod-line = +{ $word } · { $text }
mod-line-options = 设定 { $options }
mod-line-no = 不要 { $no }
mod-head-person = 你的修饰词：
mod-head-conversation = 这里共享的：
mod-head-house = 内置的：
mod-foot = /修饰 添加 名字 内容 —— 自己的；/修饰 分享 名字 —— 给这里所有人
mod-of-person = 是你自己的。
mod-of-conversation = 是这里共享的。
mod-of-house = 是内置的。
mod-removed = +{ $word } 已删除。
mod-remove-ask = 要删除 +{ $word } 吗？
mod-remove-yes = 删除
mod-remove-here = +{ $word } 是这里共享的。用 /修饰 删除 { $word } 这里 来删除。
mod-not-yours = +{ $word } 是别人分享的，只有本人或管理员能改。
mod-shared = 这里所有人都可以写 +{ $word } 了。

## 场景

scenes-head = 按用途预设：
scenes-line = /场景 { $word } —— { $title }
scenes-foot = 后面写上画什么，例如：/场景 海报 中秋节
scenes-by-studio = 示例由内置画室绘制，不是通义万相。
scene-needs-words = { $title }：后面写上画什么，例如：/场景 { $word } { $sample }
unknown-scene = 没有“{ $word }”这个场景。/场景 列出全部。
unknown-scene-near = 没有“{ $word }”这个场景，是不是想用 /场景 { $near }？

## 设置

settings-head-me = 你的设置
settings-head-here = 这里的设置
settings-line-style = 风格：{ $value }
settings-line-size = 尺寸：{ $value }
settings-line-n = 张数：{ $value }
settings-line-no = 永远不要：{ $value }
settings-line-language = 语言：{ $value }
settings-line-gallery = 允许别人在画廊里看到：{ $value }
settings-line-announcements = 管理员公告：{ $value }
settings-line-cover = 画先遮住，点开才显示：{ $value }
settings-line-reply = 在图下面写的话：{ $value }
settings-line-model = 模型：{ $value }
settings-model-gone = { $value } 已不再提供，由 { $model } 作画
settings-model-elsewhere = 用 /模型 查看模型、设你的默认模型。
settings-unset = ——
settings-from-here = { $value }（这里的默认值）
settings-foot-me = 写出来的选项优先。也可以打字：/设置 风格 水彩 · /设置 不要 文字 · /设置 数量 -
settings-foot-here = 对这里没有自己设置的人有效。也可以打字：/设置 这里 风格 水彩
settings-ask-style = 没写风格时用哪一种？
settings-ask-size = 没写尺寸时用什么形状？也可以：/设置 尺寸 1280x720
settings-ask-n = 没写张数时画几张？
settings-ask-no = 画面里永远不要什么？请打字：/设置 不要 文字，水印
settings-ask-language = 用哪种语言？
settings-ask-reply = 在图下面写的话可能是要另画一张时，怎么处理？
settings-ask-gallery = 同一个群里的人能在画廊里找到这些画吗？
settings-ask-announcements = 管理员可以在这里发公告吗？
settings-ask-cover = 画要先遮住，点开才显示吗？
settings-name-style = 风格
settings-name-size = 尺寸
settings-name-n = 张数
settings-name-no = 不要
settings-name-language = 语言
settings-name-reply = 回复
settings-name-gallery = 画廊
settings-name-announcements = 公告
settings-name-cover = 遮挡
settings-button-clear = 不设
settings-language-zh = 中文
settings-language-en = English
settings-reply-edit = 修改那张图
settings-reply-paint = 另画一张
settings-gallery-yes = 是
settings-gallery-no = 否
settings-announcements-yes = 接收
settings-announcements-no = 不接收
settings-cover-yes = 是
settings-cover-no = 否
settings-admins-only = 只有管理员能改这里的设置。/设置 是你自己的。
settings-not-yours = 这是别人的设置。/设置 显示你自己的。
unknown-setting = 没有“{ $word }”这个设置。可以用：风格、尺寸、数量、不要、语言、画廊、回复、公告、遮挡。
unknown-setting-near = 没有“{ $word }”这个设置，是不是想用“{ $near }”？
setting-n = “{ $value }”不行：可以是 1 到 { $most } 张，例如：/设置 数量 2
setting-no-long = 太长了，最多 { $limit } 个字。
bad-language = 不会说“{ $value }”。可以用 zh 和 en。
bad-reply = 没有“{ $value }”这个选项：/设置 回复 修改，或 /设置 回复 另画
bad-gallery = “{ $value }”？请写 是 或 否。
bad-announcements = “{ $value }”？请写 是 或 否。
bad-cover = “{ $value }”？请写 是 或 否。

## 画廊

gallery-head = { $words ->
    [none] 你的画 · 第 { $page } 页
   *[other] 你的画 · { $words } · 第 { $page } 页
}
gallery-head-here = { $words ->
    [none] 这里的画 · 第 { $page } 页
   *[other] 这里的画 · { $words } · 第 { $page } 页
}
gallery-before = ‹ 较新的
gallery-behind = 较早的 ›
gallery-empty = 你还没有画过。/画 一张吧！
gallery-none = 没有这样的画。
gallery-no-sheet = 没能拼出这一页；可以点按钮逐张看。
gallery-not-yours = 这是别人的画廊。/画廊 显示你自己的。
star-on = 已收藏 #{ $id }，不会自动清理。再发一次 /收藏 { $id } 可取消。
star-off = 已取消收藏 #{ $id }。
star-no-picture = #{ $id } 没有画（或者已经不在了）。
star-too-many = 你收藏的已经到上限了，请先取消一些。

## 忘记

forget-ask = 要删除你的 { $count } 张画和我记得的一切吗？不能恢复。
forget-ask-what = 会删除：画、你发来的图、提示词、设置、修饰词、收藏；正在画的会停下。会保留（不带你的名字）：花了多少钱。
forget-yes = 全部删除
forget-no = 先留着
forget-kept = 什么都没有删。
forget-not-yours = 只有发起人能点。/忘记 是你自己的。
forgotten = 你的画、文字和设置都删除了。金额会保留，但不带你的名字。聊天里的消息会在平台允许的范围内撤掉。
forgotten-but-limited = 你的图、话和设置已删除。管理员为你设的限额会保留，连同你在这里的账号编号。
forgotten-but-banned = 你的画、文字和设置都删除了。封禁记录会保留。
forgotten-counts = 删除记录：画 { $pictures } 张、你发来的图 { $images } 张、请求 { $requests } 个、描述和改写 { $calls } 次。
forgotten-kept = 保留（不带你的名字和地址）：花了多少钱，用于账目；管理员对你的画做过什么，保留 400 天。本次删除是其中第 { $entry } 号。
forgotten-kept-limited = 保留：为你设定的限额和你的 ID，否则限额会失效；不带名字的花费，以及管理员做过什么（400 天）。本次删除是其中第 { $entry } 号。
forgotten-kept-banned = 保留：你的封禁和地址，否则封禁会失效；不带名字的花费，以及管理员做过什么（400 天）。本次删除是其中第 { $entry } 号。

# /导出
export-private = 你的数据只给你一个人：请私聊我发送 /导出。
export-comes = 正在打包我保存的关于你的内容：请求、文字、设置、费用和图片。文件很快发到这里，一天后从我这边删除。其余的可以用 /忘记 删除。
export-again = 你已经要过一次了。{ $again } 以后可以再要。
export-here = 这是我保存的关于你的内容：JSON 文件和你的图片。{ $count ->
    [0] { "" }
   *[other] 有 { $count } 张较早的图片放不下，可以在 /画廊 里看。
}聊天记录本身不在里面。
