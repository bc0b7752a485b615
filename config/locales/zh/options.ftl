# 尺寸、组图和透明背景：可以要什么，绘画服务做不到什么，平台显示不全时怎么给。

## 写法

bad-set = “{ $value }”不是组图的张数。一组至少两张，要写成 --组图 6 这样。
bad-flag = --{ $option } 后面不用写值，看不懂“{ $value }”。
set-and-n = --组图 { $set } 和 --数量 { $n } 互相矛盾，请只写一个。
option-set = 风格连贯的一组，例如 6 张
option-1k = 约 1024 × 1024 像素
option-2k = 约 2048 × 2048 像素
option-4k = 约 4096 × 4096 像素
option-transparent = 不要背景
option-cover = 遮住，点开才看
option-fast = 用极速模型
fact-transparent = 透明背景

## 发出之前就拒绝（一律不扣费）

refusal-ratio = { $model } 画不了 { $ratio }。最接近的是 { $near }（{ $nearest }）：--比例 { $near }。能画 { $ratio } 的有：{ $models }
refusal-ratio-nobody = { $model } 画不了 { $ratio }，这里也没有别的模型能按这个比例来画。最接近的是 { $near }（{ $nearest }）：--比例 { $near }
refusal-resolution = { $model } 画不出 { $resolution } 的这张图，最接近的尺寸是 { $nearest }。画得出的有：{ $models }
refusal-resolution-nobody = { $model } 画不出 { $resolution } 的这张图，这里别的模型也不行。最接近的尺寸是 { $nearest }。
refusal-size-of-reference = 用 { $model } 时，画出来和给的图一样大，不能选比例和尺寸。可以选的有：{ $models }
refusal-size-of-reference-nobody = 用 { $model } 时，画出来和给的图一样大，不能选比例和尺寸。

## 组图

job-price-set = 最多 { $count } 张 · 最多 { $price } 元
job-price-set-with = 最多 { $count } 张 · 最多 { $price } 元 · 由 { $model } 来画
job-price-set-studio = 最多 { $count } 张 · 免费，由内置画室来画
job-price-set-free = 最多 { $count } 张 · 免费，还剩 { $left } 张免费额度
job-set-fewer = 这一组有 { $kept } 张（最多 { $asked } 张）：张数由模型决定，只收画成的钱。

## 显示得和画的不一样

shown-chequered = 没有背景，这里用棋盘格衬着显示。原图会以文件发送，保留透明。
shown-smaller = 这里显示的是缩小的图；原图（{ $size } MB）会以文件发送。
original-too-large = 原图有 { $size } MB，这里最多能发 { $limit } MB，超过的会改成同样像素的 JPEG 来发。
button-pick-original = 📎 其中一张…
original-one = 只要一张：/原图 { $id }.{ $pick }
