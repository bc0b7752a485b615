# Views of /admin that change limits, modes and pauses (bot/commands/operating).
admin-job-candidate = Task { $task } belongs to nobody; it was seen first { $at }
admin-person-limits = { $count ->
    [one] One limit of their own
   *[other] { $count } limits of their own
}
admin-person-gifts = Given pictures left: { $count }
admin-rank-not-yours = You cannot change this rank: it does not stand below yours, or the settings file gives it.
admin-limits = Limits of { $whose } now:
admin-limits-place = Limits and budget of the chat { $whose } now:
admin-limits-how = Choose one to change it. What is not listed has no limit.
admin-limit = · { limit-name }: { limit-value }{ $counted ->
    [yes] , { $used } used
   *[no] { "" }
}{ $own ->
    [yes] { " " }(their own)
   *[no] { "" }
}
admin-gifts = { $person } has { $count ->
    [0] no given pictures left
    [one] 1 given picture left
   *[other] { $count } given pictures left
}.
admin-mode-of = How requests in { $place } are treated:
admin-mode = { $mode ->
    [moderated] ⏸ Each request waits for a moderator.
    [off] 🚫 Nothing is painted there.
   *[other] They are painted as elsewhere.
}
admin-keep-of = How long pictures and words of { $place } are kept:
admin-keep = { $days ->
    [0] As long as elsewhere.
    [one] Pictures and words are kept for 1 day.
   *[other] Pictures and words are kept for { $days } days.
}
admin-pauses-none = Nothing is paused.
admin-ask-value = Value
limit-chat-off = The admins have turned painting off in this chat. Nothing was painted or charged. Write to me in private instead, or ask them.
admin-button-pauses = ⏸ Pause…
admin-button-limits = Limits
admin-button-limit = { $limit ->
    [pictures_per_day] Pictures a day
    [pictures_per_week] Pictures a week
    [pictures_per_month] Pictures a month
    [yuan_per_day] Money a day
    [yuan_per_week] Money a week
    [yuan_per_month] Money a month
    [cooldown_s] Pause between
    [waiting_jobs] Waiting
    [running_jobs] At once
    [requests_per_minute] A minute
    [open_batches] Batches
    [hosted_sessions] Sessions
    [calls_per_hour] Descriptions/h
    [calls_at_once] Descriptions at once
   *[other] { $limit }
}
admin-button-place-limits = Limits and budget
admin-button-place-limit = { admin-button-limit }
admin-button-gifts = 🎁 Give pictures
admin-button-rank = Rank
admin-button-mode = Mode
admin-button-keep = Keep for…
admin-button-place = Conversation
admin-button-value = { limit-value }
admin-button-default = As configured
admin-button-other = ✎ Another value
admin-button-gift = +{ $count }
admin-button-take-gift = Take { $count } back
admin-button-days = { $days ->
    [one] 1 day
   *[other] { $days } days
}
admin-button-mode-to = { $mode ->
    [moderated] Moderated
    [off] Off
   *[other] As usual
}
admin-button-rank-to = { $rank ->
    [owner] Owner
    [admin] Admin
    [moderator] Moderator
    [guest] Guest
   *[other] Ordinary user
}
admin-button-pause = ⏸ { $kind ->
    [all] Everything
   *[other] { $name }
}
admin-button-resume = ▶ { $kind ->
    [all] Everything
   *[other] { $name }
}
admin-button-adopt = Fetch …{ $task }
