# 绘画服务做不到什么，以及它那边出了什么问题。每条都说明：发生了什么、是谁的问题、有没有扣费、该怎么办。
# 以 -operator 结尾的是给机器人管理员看的。

## 发出之前就拒绝（一律不扣费）

refusal-model = 没有叫“{ $name }”的模型。可以用：{ $models }
refusal-model-near = 没有叫“{ $name }”的模型，是不是想用 { $nearest }？可以用：{ $models }
refusal-model-not-allowed = 这里没有开放 { $name }。可以用：{ $models }
refusal-price-limit = 用 { $model } 画这样一张要 { $price } 元，这里一张最多 { $limit } 元。
refusal-prompt-empty = 请说说想画什么，例如：日出时的玫瑰花海
refusal-prompt-long = 描述有 { $length } 个字符，{ $model } 只读前 { $limit } 个，后面的 { $over } 个会被悄悄丢掉。请改短一些。
refusal-negative = { $model } 不支持“不要画什么”，请去掉这个选项。
refusal-negative-long = “不要画什么”有 { $length } 个字符，{ $model } 只读前 { $limit } 个，后面的 { $over } 个会被悄悄丢掉。请改短一些。
refusal-style-unknown = 没有“{ $style }”这种风格。可以用：{ $styles }
refusal-style-near = 没有“{ $style }”这种风格，是不是想用 { $nearest }？可以用：{ $styles }
refusal-style = { $model } 没有固定的风格选项。请把风格写进描述里，或者换有风格选项的模型：{ $models }
refusal-style-nobody = { $model } 没有固定的风格选项，这里的其他模型也没有。请把风格写进描述里。
refusal-size-list = { $model } 画不了 { $size }。形状最接近的是 { $nearest }。可以画：{ $sizes }
refusal-size-sides = { $model } 画不了 { $size }：每条边要在 { NUMBER($min, useGrouping: 0) } 到 { NUMBER($max, useGrouping: 0) } 像素之间。形状最接近的是 { $nearest }。常用尺寸：{ $sizes }
refusal-size-area = { $model } 画不了 { $size }：宽乘高要在 { $min } 到 { $max } 像素之间，长边不能超过短边的 { $ratio } 倍。形状最接近的是 { $nearest }。常用尺寸：{ $sizes }
refusal-size-reference = 用 { $model } 时，画出来和给的图一样大；边长要在 { NUMBER($min, useGrouping: 0) } 到 { NUMBER($max, useGrouping: 0) } 像素之间，所以 { $size } 不行。
refusal-n = { $model } 一次画 { $min } 到 { $max } 张，不能是 { $n } 张。
refusal-set = { $model } 画不了连贯的组图。可以画的有：{ $models }
refusal-set-nobody = 现在没有模型能一组画 { $n } 张。
refusal-set-n = { $model } 一组最多画 { $max } 张，画不了 { $n } 张。
refusal-transparent = { $model } 画的图都有背景。能画透明背景的有：{ $models }
refusal-transparent-nobody = { $model } 画的图都有背景，这里的其他模型也一样。
refusal-seed = 种子 { $seed } 不行，要用 0 到 { $max } 之间的整数。
refusal-reference-required = { $model } 只能改图：请给它一张图，或者换能凭文字作画的模型：{ $models }
refusal-reference-required-nobody = { $model } 只能改图：请给它一张图。这里没有能只凭文字作画的模型。
refusal-reference-repaint = { $model } 不能重绘图片。可以重绘的有：{ $models }
refusal-reference-repaint-nobody = { $model } 不能重绘图片，这里的其他模型也不能。
refusal-reference-refonly = { $model } 不能模仿图片的风格。可以模仿的有：{ $models }
refusal-reference-refonly-nobody = { $model } 不能模仿图片的风格，这里的其他模型也不能。
refusal-reference-edit = { $model } 不能按文字改图。可以改图的有：{ $models }
refusal-reference-edit-nobody = { $model } 不能按文字改图，这里的其他模型也不能。
refusal-images = { $model } 一次最多用 { $max } 张图，这里有 { $count } 张。能用这么多张的有：{ $models }
refusal-images-nobody = 现在没有模型能一次用 { $count } 张图；{ $model } 最多用 { $max } 张。
refusal-strength = 强度 { $strength } 不行，要在 0（自由发挥）到 1（贴近原图）之间。
refusal-strength-fixed = { $model } 的强度不能自选。可以自选的有：{ $models }
refusal-strength-fixed-nobody = { $model } 的强度不能自选，这里的其他模型也不能。
## 服务繁忙、故障或中断：不是这边的问题，不扣费

upstream-busy = 绘画服务太忙了。这不是你的问题，没有扣费。请过几分钟再试。
upstream-unwell = 绘画服务出了故障。这不是你的问题，没有扣费。请过几分钟再试。
upstream-broke-down = 绘画服务画到一半中断了。这不是你的问题，没有扣费。请再试一次。

## 密钥、账号或模型：要由管理员处理

upstream-key = 绘画服务不接受本机器人的密钥。这不是你的问题，没有扣费；已通知管理员。
upstream-key-operator = 服务拒绝了密钥（{ $code }）。请检查 DASHSCOPE_API_KEY，以及密钥与 DASHSCOPE_HTTP_BASE_URL 是否属于同一地域。该账号已停用，没有扣费。
upstream-workspace = 绘画服务不让本机器人进入。这不是你的问题，没有扣费；已通知管理员。
upstream-workspace-operator = 密钥无权使用它的业务空间，或业务空间不存在（{ $code }）。请到控制台检查。该账号已停用，没有扣费。
upstream-address = 在本机器人所知的地址上找不到绘画服务。这不是你的问题，没有扣费；已通知管理员。
upstream-address-operator = 配置的地址上答话的不是这项服务（{ $code }）。请检查 DASHSCOPE_HTTP_BASE_URL（以 /api/v1 结尾）以及中间的代理。请求原位等待并会自动重试，没有扣费。
upstream-arrears = 绘画服务要求先结清本机器人的账单。这不是你的问题，没有扣费；已通知管理员。
upstream-arrears-operator = 账号欠费，或尚未开通服务（{ $code }）。请到控制台充值或开通。该账号已停用，没有扣费。
upstream-free-tier = 这个模型的免费额度用完了。这不是你的问题，没有扣费；已通知管理员。
upstream-free-tier-operator = 这个模型的免费额度已用完（{ $code }）。要付费使用，请在控制台关闭“仅使用免费额度”，或改用别的模型。该模型已停用，没有扣费。
upstream-model-access = 本机器人无权使用这个模型。这不是你的问题，没有扣费；已通知管理员。可以换个模型试试：/模型 会列出来。
upstream-model-access-operator = 账号无权使用这个模型（{ $code }）。请到控制台申请，或改用别的模型。该模型已停用，没有扣费。
upstream-model-gone = 绘画服务没有（或不再提供）这个模型。这不是你的问题，没有扣费；已通知管理员。可以换个模型试试：/模型 会列出来。
upstream-model-gone-operator = 服务没有（或不再提供）{ $model }（{ $code }）。{ $successor ->
    [none] 请在设置里（SHENBI_MODEL，或它的其他分工）换一个模型。
   *[other] 接替它的是 { $successor }：请在设置里（SHENBI_MODEL，或它的其他分工）换成它。
}`shenbi doctor --probe` 能看出密钥还能用哪些模型。该模型已停用，没有扣费。
upstream-protocol = 绘画服务不接受本机器人请求这个模型的方式。这是我们的问题；没有扣费，已通知管理员。可以换个模型试试：/模型 会列出来。
upstream-protocol-operator = 服务不接受我们请求 { $model } 的写法（{ $code }，原话见日志）：接口不对，只能同步或只能异步，或不认某个参数。请改 config/models.toml 里该模型的 protocol 和 dashscope。该模型已停用，没有扣费。

## 请求本身

upstream-moderation-prompt = 你的描述没有通过绘画服务的内容审核。没有扣费。请换个说法。
upstream-moderation-reference = 你的图片没有通过绘画服务的内容审核。没有扣费。请换一张图。
upstream-moderation-reference-several = 你的 { $count } 张图里有一张没有通过绘画服务的内容审核，它没说是哪一张。没有扣费。请去掉或换掉其中一张再试。
upstream-moderation-input = 你的描述或图片没有通过绘画服务的内容审核。没有扣费。请修改后再试。
upstream-moderation-input-several = 你的描述，或 { $count } 张图里的某一张，没有通过绘画服务的内容审核，它没说是哪一个。没有扣费。请换个说法，或去掉其中一张再试。
upstream-moderation-output = 画出来了，但结果没有通过绘画服务的内容审核。没有扣费。请换个说法，或换个种子。
upstream-moderation-either = 你的请求或画出的结果没有通过绘画服务的内容审核。没有扣费。请换个说法。
upstream-moderation-image = 有一张图没有通过绘画服务的内容审核：可能是你发的，也可能是刚画出来的。没有扣费。请换一张图，或换个说法。
upstream-moderation-image-several = 有一张图没有通过绘画服务的内容审核：可能是你发的 { $count } 张之一，也可能是刚画出来的，它没说是哪一张。没有扣费。请去掉其中一张，或换个说法。
upstream-inspection-size = 有一张图太大，绘画服务没法做内容审核：可能是你发的，也可能是刚画出来的。没有扣费。请把要画的尺寸改小，或发一张小一些的图。
upstream-infringement = 绘画服务怀疑这样画会侵犯他人的知识产权。没有扣费。请换个说法。
upstream-rule = 本机器人的账号设有规则，拦下了这个请求。没有扣费。请换个说法。
upstream-reference-unreadable = 绘画服务读不了你的图片。没有扣费。请重新发一次，或换一张图；已通知管理员。
upstream-reference-unreadable-operator = 服务读不了一张参考图（{ $code }），而它是在这里解码后重新编码的。没有扣费。
upstream-reference-resolution = 你的图片像素太多或太少，绘画服务不收。这本该由我们提前发现；没有扣费，已通知管理员。请换一张图。
upstream-reference-resolution-operator = 服务说一张参考图尺寸太大或太小（{ $code }），而它符合 config/models.toml 的限制（{ $model } 的 min_side、max_side）。没有扣费。
upstream-reference-format = 绘画服务不接受这种图片格式。这本该由我们提前发现；没有扣费，已通知管理员。请用 JPEG 或 PNG 发送。
upstream-reference-format-operator = 服务拒绝了一张参考图的格式（{ $code }），而 config/models.toml 允许 { $model } 用这种格式（formats、alpha）。没有扣费。
upstream-reference-large = 连同图片，这个请求的数据量对绘画服务来说太大了。没有扣费，已通知管理员。请少发几张，或发小一些的。
upstream-reference-large-operator = 服务或中间的代理说请求太大（{ $code }），而它符合 config/models.toml 的限制（{ $model } 的 max_bytes）。没有扣费。
upstream-number = 绘画服务一次画不了这么多张。这本该由我们提前发现；没有扣费，已通知管理员。请先画一张。
upstream-number-operator = 服务拒绝了张数（{ $code }，原话见日志）：config/models.toml 里 { $model } 的 n_min、n_max 或 set_max 可能过时了。没有扣费。
upstream-size = 这个模型画不了这个尺寸。这本该由我们提前发现；没有扣费，已通知管理员。请不写尺寸，或换一个尺寸。
upstream-size-operator = 服务拒绝了尺寸（{ $code }，原话见日志）：config/models.toml 里 { $model } 的 sizes 可能过时了。没有扣费。
upstream-parameter = 绘画服务说这个请求做不到。这本该由我们提前发现，是我们的问题；没有扣费，已通知管理员。
upstream-parameter-operator = 服务拒绝了一个参数（{ $code }），而模型目录允许它。原话见日志；config/models.toml 可能过时了。没有扣费。
upstream-unknown = 绘画服务拒绝了这个请求，原因我们没见过。没有扣费；已通知管理员。
upstream-unknown-operator = 服务返回了我们的错误表里没有的错误（{ $code }）。原话见日志。没有扣费。
upstream-no-picture = 绘画服务说画完了，却没有送来图片。不收你的钱；已通知管理员。请再试一次。
upstream-no-picture-operator = 任务状态为 SUCCEEDED，结果里却既没有图片也没有错误（{ $code }）。可能已计费；没有为它再建任务。
upstream-not-cancellable = 已经在画了，停不下来；照常计费。
