# 命令的表单：各栏的说明（用于逐栏填写而不是输入一行命令的平台）。

form-model = { $name } · 每张 { $price } 元
field-prompt = 想画什么，用自己的话说；里面可以写 --比例 16:9 这样的选项
field-image = 作为起点的图片
field-number = 图片编号，例如 42
field-modifier = 修饰词，例如 胶片，多个用空格分开
field-here = 对这里所有人生效，而不是只对你
field-model = 模型
field-scene = 场景预设
field-action = 要做什么
field-name = 修饰词的名称
field-text = 这个修饰词给提示词加上什么
field-words = 相应的内容
field-idea = 用一句话写下你的点子
field-setting = 哪一项设置
field-value = 新的值；写一个短横线表示清除
field-language = 我用哪种语言回答你
field-rounds = 几轮，1 到 10
field-per-round = 每轮几张，1 到 12
field-ideas = 征集点子的时间，例如 2m
field-vote = 投票的时间，例如 90s
field-budget = 最多花多少元
field-keep = 每一轮保留上一轮优胜图的什么
field-change = 按文字修改优胜图，而不是重新画
field-thread = 在单独的子区里进行（平台支持的话）
field-early = 所有人都回答后就提前结束这一轮
field-strict = 不能投自己的点子
button-edit-prompt = ✏️ 改提示词
ask-edit-prompt = 想画什么
prompt-needs-words = 里面没有内容，所以什么都没画。
job-queued-live = { $position ->
    [1] 已收到。下一个就是你，完成时间：{ $when }。
   *[other] 已收到。你排在第 { $position } 位，完成时间：{ $when }。
}
job-running-live = 正在画…… 完成时间：{ $when }。
done = ✅ 好了。
