# Views of /admin that change limits, modes and pauses (bot/commands/operating).
admin-job-candidate = 任务 { $task } 不属于任何一张画，{ $at } 首次见到
admin-person-limits = 有 { $count } 项自己的限额
admin-person-gifts = 剩余赠送：{ $count } 张
admin-rank-not-yours = 你不能改这个身份：它不低于你的，或者是配置文件里写的。
admin-limits = { $whose } 现在的限额：
admin-limits-place = 会话 { $whose } 现在的限额和预算：
admin-limits-how = 点一项可以修改。没列出的就是不限。
admin-limit = · { limit-name }：{ limit-value }{ $counted ->
    [yes] ，已用 { $used }
   *[no] { "" }
}{ $own ->
    [yes] （单独设置）
   *[no] { "" }
}
admin-gifts = { $person } { $count ->
    [0] 没有剩余的赠送图片
   *[other] 还有 { $count } 张赠送图片
}。
admin-mode-of = { $place } 的请求怎样处理：
admin-mode = { $mode ->
    [moderated] ⏸ 每次请求都先经审核。
    [off] 🚫 那里不作画。
   *[other] 与别处一样照常作画。
}
admin-keep-of = { $place } 的图片和文字保留多久：
admin-keep = { $days ->
    [0] 与别处一样久。
   *[other] 图片和文字只保留 { $days } 天。
}
admin-pauses-none = 没有暂停任何东西。
admin-ask-value = 数值
limit-chat-off = 管理员关闭了这个会话里的作画。没有画，也没有扣费。可以私聊我，或者联系管理员。
admin-button-pauses = ⏸ 暂停…
admin-button-limits = 限额
admin-button-limit = { $limit ->
    [pictures_per_day] 每天张数
    [pictures_per_week] 每周张数
    [pictures_per_month] 每月张数
    [yuan_per_day] 每天金额
    [yuan_per_week] 每周金额
    [yuan_per_month] 每月金额
    [cooldown_s] 间隔
    [waiting_jobs] 排队
    [running_jobs] 同时在画
    [requests_per_minute] 每分钟
    [open_batches] 批数
    [hosted_sessions] 创作会
    [calls_per_hour] 每小时描述
    [calls_at_once] 同时描述
   *[other] { $limit }
}
admin-button-place-limits = 限额和预算
admin-button-place-limit = { admin-button-limit }
admin-button-gifts = 🎁 赠送
admin-button-rank = 身份
admin-button-mode = 模式
admin-button-keep = 保留多久
admin-button-place = 会话
admin-button-value = { limit-value }
admin-button-default = 按配置
admin-button-other = ✎ 其他数值
admin-button-gift = +{ $count } 张
admin-button-take-gift = 收回 { $count } 张
admin-button-days = { $days } 天
admin-button-mode-to = { $mode ->
    [moderated] 先经审核
    [off] 关闭
   *[other] 照常
}
admin-button-rank-to = { $rank ->
    [owner] 所有者
    [admin] 管理员
    [moderator] 审核员
    [guest] 访客
   *[other] 普通用户
}
admin-button-pause = ⏸ { $kind ->
    [all] 全部
   *[other] { $name }
}
admin-button-resume = ▶ { $kind ->
    [all] 全部
   *[other] { $name }
}
admin-button-adopt = 认领 …{ $task }
