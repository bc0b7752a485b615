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
case = 第 { $id } 条{ $job ->
    [0] {""}
   *[other] {" "}· #{ $job }
} · { $kind ->
    [held] ✋ 等待处理
    [reported] ⚑ 被举报
    [noted] 👁 已记录
   *[closed] ✓ 已处理
}{ $about ->
    [image-in] {" "}· 发来的图
    [image-out] {" "}· 画好的图
   *[words] {""}
} · { $person }：“{ $words }”{ $given ->
    [yes] （{ $reason }）
   *[no] {""}
}
case-hook-down = 图片审核接口没有回应
refusals = 最近拒绝的，最新的在前。（这次查看已记入审计。）
refusals-none = 在那之前没有拒绝过什么。
refusal = { $at } { $person }{ $job ->
    [0] {""}
   *[other] {" "}· #{ $job }
} · { $kind ->
    [declined] 绘画服务拒绝
   *[refused] { $about ->
        [words] 词语规则拒绝
       *[other] 图片审核拒绝
    }
}：“{ $words }”{ $given ->
    [yes] （{ $reason }）
   *[no] {""}
}
said = { $person } 说过的，最新的在前：
said-nothing = { $person } 说过的没有留存。
said-line = { $at } { $kind ->
    [job] #{ $id }
    [refused] ⛔
   *[call] ✎
} { $words }
cases-none = 没有待审的内容。
alert-moderation = 有内容在等审核员（清单上 { $count } 条）。/管理 待审 可以查看。
button-report = ⚑ 举报
reported = 谢谢。审核员会看 #{ $id }，别人不会知道是你举报的。
reported-already = 你已经举报过 #{ $id } 了，等审核员处理。
act-report-remove = 删除 #{ $job } 的图（第 { $id } 条）
act-report-remove-effect = 会话、图库和分享链接里都不再有，不退费。会告知它的主人，一天之内可以恢复。
act-report-remove-how = /管理 待审 删除 7 —— 编号见 /管理 待审
act-case-not-painted = #{ $job } 还没有图。/取消 { $job } 可以停下。
job-image-refused = 你的图没有通过本机器人的图片审核，所以没有画，也没有扣费。请换一张图。
job-image-refused-several = 你发的第 { $code } 张图没有通过本机器人的图片审核，所以没有画，也没有扣费。请去掉它，或换一张。
job-image-awaits-moderator = 图片要先由审核员看过才画，在那之前不扣费。不想等了就写 /取消 { $id }。
job-image-not-approved = 审核员决定不用这张图来画。不收你的钱。
job-picture-awaits-moderator = 已经画好，审核员看过才会发出来。绘画服务已经收了费，所以不管结果如何都会计费。
job-pictures-refused = 画是画出来了，但没有通过本机器人的图片审核，不能展示。绘画服务当时已经收了费，所以照样计费。下次请换个说法；如果觉得是误会，请联系管理这个机器人的人。
partial-refused = 另有 { $count } 张画了出来，但没有通过本机器人的图片审核，不能展示；绘画服务已经收了费，所以照样计费。
act-release-pictures-effect = 图会发出来。已经画好，也已经计费。
act-fail-pictures-effect = 被扣住的图会删除，谁也看不到。会告知它的主人；服务已经收了费，所以不退。要退款请另行操作。
job-cancelled-unseen = 已停止，但当时已经画好：计费 ¥{ $price }。图被扣住了，所以直接删除，谁也看不到。
report-which = 举报哪一张？写 /举报 42，或者回复那张图写 /举报。
act-report-restore = 恢复 #{ $job } 的图（第 { $id } 条）
act-report-restore-effect = 图会回到原来的地方，并重新列入待审清单。会告知它的主人。
act-report-restore-how = /管理 待审 恢复 7：删除后一天内有效
act-restore-too-late = #{ $job } 的图已经无法恢复。
report-removed = 审核员撤下了你的图 #{ $id }，现在谁也看不到了，费用不退。如果觉得是误会，请联系管理这个机器人的人，一天之内可以恢复。
report-restored = 审核员恢复了你的图 #{ $id }。
act-cover = 遮住 #{ $id } 的图
act-cover-effect = 图会被遮住，点开才看得到。平台做不到时，图会从群里撤下，私下发给它的主人。
act-cover-how = /管理 遮挡 42：把图遮住，点开才看得到
act-cover-already = #{ $id } 已经遮住了。
act-uncover = 取消遮挡 #{ $id } 的图
act-uncover-effect = 图会直接显示；如果它的主人或这个群要求遮挡，则仍然遮住。
act-uncover-how = /管理 取消遮挡 42：恢复直接显示
act-uncover-already = #{ $id } 没有遮住。
act-nothing-to-cover = #{ $id } 没有图。
unshown-cover = 这里没法遮住图片，所以没有发在这个群里。
