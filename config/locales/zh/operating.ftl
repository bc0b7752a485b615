# What admins and moderators do (`/admin`, the console, `shenbi`), as orders; a text act-VERB-effect says what it means.
act-ask = { $act }？
act-yes = 确定
act-no = 不
act-dropped = 好的，什么也没做。
act-reason = 理由：{ $reason }
act-reason-too-long = 理由最多 { $most } 个字。
act-done = ✓ { $act }：已完成，审计记录第 { $entry } 号。
act-undo-button = ↩ 撤销
act-person = { $name }（{ $address }）
act-person-nameless = { $address }
act-nobody = 未知的人
act-pause = { $kind ->
    [model] 暂停模型 { $name }
    [account] 暂停账号 { $name }
   *[other] 暂停全部作画
}
act-pause-effect = 不再向服务提交新的画，正在画的会画完。大家的位置都保留，也会得到说明。
act-pause-how = /管理 暂停 全部 · /管理 暂停 wanx-v1（模型）· /管理 暂停 main（账号）
act-resume = { $kind ->
    [model] 恢复模型 { $name }
    [account] 恢复账号 { $name }
   *[other] 恢复全部作画
}
act-resume-effect = 排队的画会按原来的顺序继续。
act-resume-how = /管理 恢复 全部 · /管理 恢复 wanx-v1 · /管理 恢复 main
act-hold = 暂扣 #{ $id }
act-hold-effect = 放行之前不会画，也不扣费。会告知它的主人。
act-hold-how = /管理 暂扣 42：先不画这张排队的画
act-release = 放行 #{ $id }
act-release-effect = 它会重新排队。
act-release-doubtful-effect = 它会回到队列里画。如果其实已经画过，就会付两次钱：请先到服务的控制台核对。
act-release-how = /管理 放行 42：让暂扣的画继续
act-adopt = 从任务 { $task } 取回 #{ $id }
act-adopt-effect = 这个任务的图片会作为这张画的结果发出并计费。
act-adopt-how = /管理 认领 42 任务号：暂扣的画其实是这个任务画的
act-fail = 将 #{ $id } 作废
act-fail-effect = 会告知它的主人，不扣费。
act-fail-how = /管理 作废 42：放弃一张暂扣的画
act-refund = 退还 #{ $id } 的费用
act-refund-effect = 它的主人会拿回这笔费用；付给服务的钱不会退。
act-refund-how = /管理 退款 42：退还一张已结束的画的费用
act-ban = 封禁 { $person }
act-ban-effect = 对方排队的画会失败且不扣费；之后只回应帮助和 /忘记。
act-ban-how = /管理 封禁 telegram:123 · /管理 封禁 #42（这张画的主人）
act-unban = 解封 { $person }
act-unban-effect = 对方可以照常使用。
act-unban-how = /管理 解封 telegram:123
act-rank = 将 { $person } 设为{ $rank ->
    [owner] 所有者
    [admin] 管理员
    [moderator] 审核员
    [guest] 访客
   *[other] 普通用户
}
act-rank-none = 取消 { $person } 被授予的身份
act-rank-effect = 立即生效。配置文件里写的不变。
act-rank-how = /管理 身份 telegram:123 审核员（访客、用户、审核员、管理员、无）
limit-name = { $name ->
    [pictures_per_day] 每天张数
    [pictures_per_week] 每周张数
    [pictures_per_month] 每月张数
    [yuan_per_day] 每天金额
    [yuan_per_week] 每周金额
    [yuan_per_month] 每月金额
    [cooldown_s] 两次请求的间隔
    [waiting_jobs] 同时排队数
    [running_jobs] 同时在画数
    [requests_per_minute] 每分钟请求数
    [open_batches] 未完成的批数
    [hosted_sessions] 主持的创作会数
    [calls_per_hour] 每小时描述次数
    [calls_at_once] 同时描述数
   *[other] { $name }
}
limit-value = { $unit ->
    [none] 不限
    [yuan] ¥{ $value }
    [seconds] { $value } 秒
   *[other] { $value }
}
act-limit = { $setting ->
    [none] 取消 { $whose } 自己的限额“{ limit-name }”
    [off] 让 { $whose } 不受“{ limit-name }”限制
   *[set] 将 { $whose } 的“{ limit-name }”设为 { limit-value }
}
act-limit-effect = 立即生效，替代配置文件里对这个人的规定；选“按配置”恢复。
act-limit-how = /管理 限额 telegram:123 每天张数 20（0 不限，“无”按配置；也可写 pictures_per_week、yuan_per_month、cooldown_s 等）
act-limit-chat = { $setting ->
    [none] 取消会话 { $whose } 自己的限额“{ limit-name }”
    [off] 让会话 { $whose } 不受“{ limit-name }”限制
   *[set] 将会话 { $whose } 的“{ limit-name }”设为 { limit-value }
}
act-limit-chat-effect = 立即生效，对这个会话和它的所有话题；选“按配置”恢复。
act-limit-chat-how = /管理 会话限额 telegram:-100123 每天张数 50（0 不限，“无”按配置）
act-mode = { $mode ->
    [moderated] 让 { $place } 的每次请求都先经审核
    [off] 在 { $place } 不作画
   *[other] 在 { $place } 照常作画
}
act-mode-effect = { $mode ->
    [moderated] 那里的每次请求都会先扣住，等审核员放行或作废；此前不扣费。对整个会话和它的所有话题有效。
    [off] 那里的请求会得到说明而不作画，也不扣费；已在排队的照常画完。对整个会话和它的所有话题有效。
   *[other] 那里的请求会重新照常作画；已经在等审核的继续等。
}
act-mode-how = /管理 模式 telegram:-100123 审核（平常：与别处一样；审核：每次请求先经审核；关：不作画）
act-keep = { $days ->
    [0] 让 { $place } 的图片和文字保留得与别处一样久
   *[other] 让 { $place } 的图片和文字只保留 { $days } 天
}
act-keep-effect = { $days ->
    [0] 按本站配置的期限删除。
   *[other] 更早的会在几分钟内彻底删除，加星的图片除外；费用仍留在账本里。对整个会话和它的所有话题有效。
}
act-keep-how = /管理 保留 telegram:-100123 30（天；“无”表示与别处一样久）
act-gift = 送给 { $person } { $count } 张
act-gift-effect = 赠送的图片不占任何张数限额，在限额用完之后才用；金额限额照常。/额度 会显示还剩几张。
act-gift-how = /管理 赠送 telegram:123 20：送 20 张不占张数限额的图片
act-take-gift = 收回送给 { $person } 的 { $count } 张
act-take-gift-effect = 最多收回还没用掉的；已经用掉或预留的不变。
act-take-gift-how = /管理 收回 telegram:123 20：收回赠送而还没用掉的图片
act-chat = { $address }
act-nowhere = 已删除的会话
act-no-such-limit = 没有“{ $word }”这项限额。可以写：{ $names }。
act-no-number = “{ $word }”不是数字。0 表示不限，“无”表示按配置。
act-no-limit-value = { $name } 不能是 { $word }。
act-no-such-mode = “{ $word }”不对，可以写：平常、审核、关。
act-no-days = “{ $word }”不是天数。请写整数；“无”表示与别处一样久。
act-keep-too-long = 一个会话只能比本站保留得更短，不能更长：最多 { $most } 天。
act-limited-already = 已经是这样了。
act-no-gift = “{ $word }”不行：请写 1 到 { $most } 张。
act-no-gift-left = 没有剩下的赠送图片。
act-gifted-meanwhile = 在这期间已经送过了。要再送，请重新下达。
act-unknown = 没有“{ $word }”这个操作。/管理 帮助 列出全部操作。
act-undo-how = 请写上记录的号码：/管理 撤销 17。
act-no-such-entry = 没有第 { $id } 号操作。
act-undone-already = 第 { $id } 号已被第 { $by } 号撤销。
act-cannot-be-undone = 第 { $id } 号无法撤销。
act-not-allowed = 你的身份不能这样做。
act-question-gone = 这个问题已经失效，请重新下达。
act-no-such-job = 没有“{ $word }”这张画。
act-nothing-there = 没有这张画。
act-no-task-id = “{ $word }”不是任务号。任务号可以在服务的控制台里找到。
act-no-such-person = 我不认识“{ $word }”。请写成 telegram:123456789，或写对方的一张画：#42。
act-no-such-rank = 没有“{ $word }”这个身份：{ $ranks }，或写“无”。
act-no-such-scope = “{ $word }”既不是模型也不是账号。要指全部，请写“全部”。
act-wrong-state = #{ $id } 现在不能这样处理：它{ $state ->
    [queued] 在排队
    [preparing] 在准备
    [submitting] 正在提交
    [unknown] 正在查找
    [running] 正在画
    [collecting] 正在取回
    [held] 被暂扣
    [done] 画好了
    [failed] 没画成
    [cancelled] 已取消
   *[other] 的状态是 { $state }
}。
act-nothing-to-refund = #{ $id } 没有扣过费，或已经退还。
act-task-taken = 这个任务属于另一张画。
act-paused-already = 已经暂停了。
act-not-paused = 它没有被暂停。
act-banned-already = 对方已被封禁。
act-not-banned = 对方没有被封禁。
act-ranked-already = 对方已经是这个身份。
act-ranks-too-high = { $person } 的身份不低于你。
act-rank-above-own = 只能授予低于自己的身份。
admin-no-rank = /管理 只供本机器人的管理员和审核员使用。
admin-not-here = 这里大家都能看到。请私聊我发送 /管理。
admin-overview = { $waiting } 张排队 · { $running } 张在画 · { $held } 张被暂扣
admin-overview-paused = ⏸ { $kind ->
    [model] 模型 { $name } 已暂停。
    [account] 账号 { $name } 已暂停。
   *[other] 全部作画已暂停。
}
admin-overview-pool = { $model }（{ $account }）：{ $waiting } 张排队{ $state ->
    [paused] ，已暂停
    [suspended] ，不可用
   *[other] {""}
}
admin-overview-how = /管理 帮助 列出可以做的事。{ admin-views-how }

# Views of /admin.
admin-views-how = /管理 队列 · 待处理 · 任务 42 · 用户 telegram:123（或 #42）· 这里 · 会话 telegram:-100123 · 审计 · 待审 · 拒绝记录 · 词语 · 说过 telegram:123
admin-panel-not-yours = 只有打开面板的人能翻页。请自己发送 /管理。
admin-state = { $state ->
    [queued] 排队中
    [preparing] 准备中
    [submitting] 提交中
    [unknown] 正在查找
    [running] 正在画
    [collecting] 正在取图
    [held] 已暂扣
    [done] 已完成
    [failed] 已失败
    [cancelled] 已取消
   *[other] { $state }
}
admin-minutes = { $count ->
    [0] 刚刚
   *[other] { $count } 分钟前
}
admin-hours = { $count } 小时前
admin-days = { $count } 天前
admin-queue-head = 尚未结束，最早的在前：
admin-queue-empty = 没有排队，也没有在画。
admin-queue-line = #{ $id } { $state } · { $model }（{ $account }）· { $count } 张 · { $age }
admin-held-head = 等你决定，最新的在前：
admin-held-empty = 没有暂扣的任务。
admin-held-reason = { $reason ->
    [back] 管理员扣住了
    [unsure] 服务的回复丢了，可能已经画好
    [words] 要由审核员先看描述
    [image] 要由审核员先看用到的图
    [picture] 已经画好，要由审核员先看图
   *[other] 不确定是否已经画成
}
admin-held-line = #{ $id } { $model }（{ $account }）· { $count } 张 · { $age } · { $reason }
admin-held-line-price = #{ $id } { $model }（{ $account }）· { $count } 张 · { $age } · ¥{ $price } · { $reason }
admin-job = #{ $id } { $state } · { $model }（{ $account }）· { $count } 张 · ¥{ $price }
    { $person }，{ $created }
admin-job-task = 服务端任务：{ $task }
admin-job-code = 服务返回码：{ $code }
admin-job-earlier = …… 此前还有 { $count } 次变化
admin-job-event = { $at } { $state }{ $told ->
    [yes] { " " }· { $details }
   *[other] { "" }
}
admin-job-charge = { $kind ->
    [reserve] 预留 ¥{ $price }
    [settle] 结束时退回 ¥{ $price }
    [refund] 退款 ¥{ $price }
   *[other] { $kind } ¥{ $price }
}
admin-job-adopt = 如果在服务控制台查到了它的任务：/管理 认领 { $id } 任务号
admin-look = #{ $id } { $person }：
    { $prompt }
admin-look-recorded = （这次查看已记入审计。）
admin-person = { $person } · { $rank ->
    [owner] 所有者
    [admin] 管理员
    [moderator] 审核员
    [guest] 访客
   *[other] 普通用户
}
admin-person-banned = 🚫 已封禁
admin-person-jobs = 任务：今天 { $today } 个，共 { $count } 个
admin-person-job = #{ $id } { $state } · { $model }
admin-spending = 花费：今天 ¥{ $today }，本月 ¥{ $month }
admin-place = { $address } · { $kind ->
    [direct] 私聊
   *[other] 群聊
}
admin-place-blocked = 无法在那里发消息：{ $reason }
admin-place-model = 默认模型：{ $model }
admin-place-pictures = 图片：今天 { $today } 张，本月 { $month } 张
admin-no-such-place = 不认识会话“{ $word }”。请这样写：telegram:-1001234567。
admin-audit-head = 凭身份做过的事，最新的在前：
admin-audit-empty = 还没有记录。
admin-audit-line = { $entry }. { $at } { $who }：{ $what }{ $by ->
    [0] { "" }
   *[other] （已被第 { $by } 号撤销）
}
admin-audit-reason = { $what }（理由：{ $reason }）
admin-audit-refused = 身份不够，被拒绝：{ $what }
admin-audit-shell = 命令行
admin-audit-other = { $action ->
    [see] 查看
    [look] 查看内容
    [ban] 封禁
    [unban] 解封
    [refund] 退款
    [release] 放行
    [hold] 暂扣
    [adopt] 认领
    [fail] 作废
   *[other] { $action }
} { $kind ->
    [job] { $id ->
        [0] 多个任务
       *[other] #{ $id }
    }
   *[other] { $kind } { $id }
}
admin-audit-erase = { $step ->
    [ended] 数据删除完毕
   *[asked] 要求删除自己的数据（{ $pictures } 张画、{ $images } 张图、{ $requests } 次请求、{ $calls } 次描述）
}
admin-audit-of-person = { $action ->
    [see] 查看
    [look] 查看内容：
    [ban] 封禁
    [unban] 解封
   *[other] { $action }
} { $person }
admin-button-overview = ⌂ 概况
admin-button-queue = 队列
admin-button-held = { $count ->
    [0] 待处理
   *[other] 待处理（{ $count }）
}
admin-button-audit = { $older ->
    [yes] 更早
   *[other] 审计
}
admin-button-job = #{ $id }
admin-button-person = 用户
admin-button-look = { $job ->
    [0] 👁 内容和图
   *[other] 👁 #{ $job }
}
admin-button-release = 放行
admin-button-hold = 暂扣
admin-button-fail = 作废
admin-button-refund = 退款
admin-button-ban = 封禁
admin-button-unban = 解封
admin-button-reports = { $more ->
    [yes] 更多
   *[no] { $count ->
        [0] 待审
       *[other] 待审（{ $count }）
    }
}
admin-button-refusals = { $more ->
    [yes] 更早
   *[no] 拒绝记录
}
admin-button-words = { $more ->
    [yes] 更多
   *[no] 词语规则
}
admin-button-said = 💬 说过的话
admin-button-word-remove-one = ✕ { $id }
admin-button-report-remove-one = 🗑 第 { $id } 条
admin-button-report-dismiss-one = ✓ 第 { $id } 条
admin-button-release-one = 放行 #{ $job }
admin-button-fail-one = 拒绝 #{ $job }
admin-button-undo = ↩ { $entry }

# Announcements.
announcement = 📢 { $words }

    { $scope ->
        [direct] （本机器人管理员的公告。不想再收到：/设置 公告 关）
       *[other] （本机器人管理员的公告。群管理员可以关掉：/设置 这里 公告 关）
    }
act-announce = 向所有会话发公告：“{ $words }”
act-announce-effect = 会发到最近 30 天用过本机器人的 { $count } 个会话{ $off ->
    [0] { "" }
   *[other] （另有 { $off } 个不接收公告）
}，排在所有待发消息之后。可以停止：还没发出的会撤回，已发出的保留。内容：
    { $words }
act-announce-how = /管理 公告 今晚八点到九点维护 · /管理 公告 这里 ……（只发到这里）
act-announce-long = 公告最多 { $limit } 个字符。
act-announced-already = 24 小时内已经发过同样的内容（公告第 { $id } 号）。
act-tell = 发到 { $address }：“{ $words }”
act-tell-effect = 会作为公告在那里发一次：
    { $words }
act-tell-how = /管理 通知 telegram:-100123 内容 —— 只发到一个会话
act-place-blocked = 无法在那里发消息：{ $reason }
act-stop = 停止公告第 { $id } 号：“{ $words }”
act-stop-effect = 还没发出的会撤回，已发出的保留。
act-stop-how = /管理 停止 3 —— 停止一条公告
act-announcement-over = 公告第 { $id } 号已经结束，没有可撤回的了。
act-no-such-announcement = 没有公告“{ $word }”。

# The story of a job: why it changed its state.
story-held-back = 管理员暂扣了它
story-for-moderator = 触发了词语规则，等审核员处理
story-by-person = 本人取消了
story-late-answer = 服务的回复来迟了：任务 { $task }
story-found = 在服务那边找到了：任务 { $task }
story-adopted = 管理员认领为任务 { $task }
story-task = 服务已受理：任务 { $task }
story-refunded = 管理员退了款
story-released = 管理员放行了
story-released-moderator = 审核员放行了
story-hook-answers = 图片检查恢复了
story-painted = { $count } 张画好了 { $good } 张
story-kept = 存下了 { $count } 张
story-kept-unposted = 存下了 { $count } 张，没有发出
story-cancelled-upstream = 服务那边已取消
story-uploaded = 参考图已上传
story-screened = 图片已通过检查
story-account-money = 账号的钱暂时用完了
story-account-down = 账号用不了
story-unanswered = 问了几个小时也没有结果（{ $code }）
story-too-long = 几个小时里服务一直说是 { $code }
story-task-gone = 服务已经不认识这个任务
story-answer-lost = 服务的回复丢失了
story-lost-now = 服务的回复丢失了（{ $code }）
story-late = 没有按时收到回复
story-worker-gone = 提交它的进程已经不在
story-too-old = 提交得太早，服务的任务列表里查不到了
story-not-listed = 不在服务的任务列表里；对这个模型来说这说明不了什么
story-absent = 两次都不在服务的任务列表里：当时没有受理
story-listing-failed = 读不到服务的任务列表（{ $code }）
story-ambiguous = 有 { $tasks } 个任务和 { $intents } 次提交，分不清谁是谁的
story-no-results = 服务没有给出图片
story-reference = 参考图读不出来（{ $code }）
story-cancelled-held = 暂扣期间被取消
story-once-more = 没有拿到图片，再试一次
story-code = 代码 { $code }
