# 模型：用哪个来画、各会什么、多少钱，以及比平时贵时先问的话。

## 先问一句

price-ask = 这次要用 { $model } 画 { $size } 的图，每张 { $price } 元；平时一张 { $usual } 元。要画吗？
price-ask-set = 这是一组图，最多 { $count } 张，最多 { $price } 元；只收画成的钱。
price-button-yes = 画吧
price-button-no = 先不画
price-button-stop = 停下
price-not-agreed = 现在用 { $model } 画一张要 { $price } 元，超过了答应过的价钱。请重新发一次。

## 换哪个模型可以

hint-without-model = 去掉 --模型，就会由 { $model } 来画，每张 { $price } 元。
hint-with-model = { $model } 可以画，每张 { $price } 元：加上 --模型 { $model }
hint-over-limit = { $model } 可以画，但每张要 { $price } 元，这里一张最多 { $limit } 元。
hint-not-allowed = { $model } 可以画（每张 { $price } 元），但这里没有开放，可以请管理员开放。
no-fast-model = 这里没有极速模型。请求本身没有问题，去掉 --快 就行。

## 帮助和菜单

help-models = /模型 —— 有哪些模型、各会什么、多少钱；选一个平时用的
menu-models = 有哪些模型，平时用哪个

## 模型列表

models-head-me = 你平时用 { $model } 作画。
models-head-here = 这里默认用 { $model } 作画，自己选过的人除外。
models-head-of-here = 你平时用 { $model } 作画，是这里的默认模型。
models-head-of-role = 没有另选默认模型，由 { $model } 作画。
models-gone = 原来选的 { $model } 已不再提供。
models-line = { $mark } { $model } · { $price } · { $can }
models-price = 每张 { $price } 元
models-price-large = （大图 { $price } 元）
models-price-input = ，每给一张图加 { $price } 元
models-limit = 这里一张画最多 { $limit } 元。
models-by-studio = 这些模型都由内置画室代笔，免费。
models-foot-me = 点一个作为你的默认模型，也可以打字：/模型 名字 · /模型 重置。只换这一次：--模型 名字，或 --快。模型做不到的，会交给做得到的里面最便宜的。
models-foot-here = 点一个作为这里的默认模型，也可以打字：/模型 这里 名字 · /模型 这里 重置
models-button-reset = 不设默认
models-button-here = 设这里的
models-button-me = 设我自己的
models-only-images = { $model } 只能改图，不能作为默认模型。只用一次：--模型 { $model }
models-not-yours = 这是别人的列表。/模型 显示你自己的。
model-can-words = 文字作画
model-can-styles = { $count } 种风格
model-can-edit = 按文字改图
model-can-repaint = 重绘
model-can-refonly = 模仿图的风格
model-can-blend = 一次最多用 { $count } 张图
model-can-set = 一组最多 { $count } 张
model-can-transparent = 透明背景
model-can-size = 最大 { $size }
model-slow = 较慢：每分钟 { $count } 个请求
model-long = 一张约 { $seconds } 秒
model-answers = 直接返回结果：回复丢了就找不回来
model-legacy = 旧模型，可能会下线
