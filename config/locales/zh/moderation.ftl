# 内容管理：词语规则、待审清单、拒绝时的说明。
words-refused = 这个不符合本机器人的使用规定，所以没有画。换个说法，去掉暴力、色情或伤人的内容再试。如果觉得是误会，请联系管理这个机器人的人。
words-need-moderator = 这样的词要先由审核员看过。直接用 /画 来画：画之前会先等审核员放行。
words-break = 你今天有好几个请求没有通过，先休息到 { $again }。之后只要符合规定，随时欢迎。
job-awaits-moderator = 这一张要先由审核员看过才画，在那之前不扣费。不想等了就写 /取消 { $id }。
job-not-approved = 审核员决定不画这一张。不收你的钱。
act-word-add = { $rule ->
    [refuse] 拒绝带“{ $text }”的描述
    [hold] 带“{ $text }”的描述先送审
   *[note] 带“{ $text }”的描述记入待审清单
}
act-word-add-effect = { $rule ->
    [refuse] 立刻在所有地方生效。写了的人会得到委婉的说明，不提这个词，也不扣费。
    [hold] 立刻在所有地方生效。送审期间不扣费，审核员放行后才画。
   *[note] 立刻在所有地方生效。照常画，只有审核员知道。
}
act-word-add-how = /管理 词语 添加 拒绝 血腥 · 送审（先问审核员）· 记录（只列入清单）· * 代表最多 20 个字：血*腥
act-word-add-in = { $rule ->
    [refuse] 在 { $place } 拒绝带“{ $text }”的描述
    [hold] 在 { $place } 带“{ $text }”的描述先送审
   *[note] 在 { $place } 带“{ $text }”的描述记入待审清单
}
act-word-add-in-effect = 立刻在那个群里生效，包括它的所有话题。
act-word-add-in-how = /管理 词语 群内添加 telegram:-100123 拒绝 血腥 · /管理 词语 群内添加 #42 送审 血腥（#42 所在的群）
act-word-remove = 删除第 { $id } 条规则
act-word-remove-effect = “{ $text }”{ $where ->
    [there] 在 { $place }
   *[everywhere] {""}
}不再生效；已经拒绝或送审的不变。
act-word-remove-how = /管理 词语 删除 3 —— 编号见 /管理 词语 列表
act-report-dismiss = 把第 { $id } 条从清单里划掉
act-report-dismiss-effect = 不做别的，也不通知任何人。
act-report-dismiss-how = /管理 待审 忽略 7 —— 编号见 /管理 待审
act-no-such-rule-action = 规则不能“{ $word }”，只能拒绝、送审或记录。
act-no-row-number = “{ $word }”不是编号。
act-no-such-rule = 没有第 { $id } 条规则。
act-rule-there-already = 已经有这条规则了{ $id ->
    [0] {""}
   *[other] （第 { $id } 条）
}。要改做法，请先删除它。
act-rules-too-many = 已经有 { $most } 条规则，不能再多了。请删掉一些，或者用 * 把几条并成一条。
act-rule-empty = 规则里要有词。
act-rule-short = 太短了：几乎所有描述里都会有。
act-rule-long = 太长了：最多 { $most } 个字符、四个 *。
act-no-such-case = 清单里没有第 { $id } 条。
act-case-is-held = #{ $job } 还在等：/管理 放行 { $job } 就画，/管理 作废 { $job } 就结束。
word-list = 词语规则：{ $count } 条{ $file ->
    [0] {""}
   *[other] ，另有文件里的 { $file } 条
}
word-list-rule = { $id }. { $rule ->
    [refuse] ⛔ 拒绝
    [hold] ✋ 送审
   *[note] 👁 记录
}“{ $text }”{ $where ->
    [there] （仅 { $place }）
   *[everywhere] {""}
}
cases = 待审核员处理：{ $count } 条
case = 第 { $id } 条 · #{ $job } · { $kind ->
    [held] ✋ 等待放行（/管理 放行 { $job } 或 /管理 作废 { $job }）
    [reported] ⚑ 被举报（/管理 查看 { $job }、待审 删除 { $id } 或 待审 忽略 { $id }）
   *[noted] 👁 已记录（/管理 待审 忽略 { $id }）
} · { $person }：“{ $words }”
cases-none = 没有待审的内容。
alert-moderation = 有内容在等审核员（清单上 { $count } 条）。/管理 待审 可以查看。
button-report = ⚑ 举报
reported = 谢谢。审核员会看 #{ $id }，别人不会知道是你举报的。
reported-already = 你已经举报过 #{ $id } 了，等审核员处理。
act-report-remove = 删除 #{ $job } 的图（第 { $id } 条）
act-report-remove-effect = 会话、图库和分享链接里都不再有，不退费。
act-report-remove-how = /管理 待审 删除 7 —— 编号见 /管理 待审
act-case-not-painted = #{ $job } 还没有图。/取消 { $job } 可以停下。
