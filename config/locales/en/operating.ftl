# What admins and moderators do (`/admin`, the console, `shenbi`), as orders; a text act-VERB-effect says what it means.
act-ask = { $act }?
act-yes = Yes, do it
act-no = No
act-dropped = All right, nothing was done.
act-reason = Reason: { $reason }
act-reason-too-long = A reason has at most { $most } characters.
act-done = ✓ { $act } — done, no. { $entry } in the audit.
act-undo-button = ↩ Undo
act-person = { $name } ({ $address })
act-person-nameless = { $address }
act-nobody = somebody unknown
act-pause = { $kind ->
    [model] Pause the model { $name }
    [account] Pause the account { $name }
   *[other] Pause all painting
}
act-pause-effect = Nothing new is sent to the service; what runs is finished. People keep their places and are told.
act-pause-how = /admin pause all · /admin pause wanx-v1 (a model) · /admin pause main (an account)
act-resume = { $kind ->
    [model] Resume the model { $name }
    [account] Resume the account { $name }
   *[other] Resume all painting
}
act-resume-effect = What waits is painted again, in its order.
act-resume-how = /admin resume all · /admin resume wanx-v1 · /admin resume main
act-hold = Hold #{ $id } back
act-hold-effect = It is not painted, and costs nothing, until it is released. Its owner is told.
act-hold-how = /admin hold 42 — keep a waiting job from being painted
act-release = Release #{ $id }
act-release-effect = It waits for its turn again.
act-release-doubtful-effect = It goes back to the queue and is painted. If it has been painted already after all, it is paid for twice: look at the console of the service first.
act-release-how = /admin release 42 — let a held job go on
act-adopt = Fetch #{ $id } from the task { $task }
act-adopt-effect = The pictures of this task are posted as those of the job, and charged.
act-adopt-how = /admin adopt 42 TASK — a held job was painted as this task
act-fail = End #{ $id } as failed
act-fail-effect = Its owner is told and charged nothing.
act-fail-how = /admin fail 42 — give a held job up
act-refund = Refund #{ $id }
act-refund-effect = Its owner gets back what it cost them. The service is paid all the same.
act-refund-how = /admin refund 42 — give back what an ended job cost
act-ban = Ban { $person }
act-ban-effect = What waits for them fails and costs nothing; the bot answers nothing but help and /forget.
act-ban-how = /admin ban telegram:123 · /admin ban #42 (whose job that is)
act-unban = Let { $person } in again
act-unban-effect = They can use the bot as before.
act-unban-how = /admin unban telegram:123
act-rank = Make { $person } { $rank ->
    [owner] an owner
    [admin] an admin
    [moderator] a moderator
    [guest] a guest
   *[other] an ordinary user
}
act-rank-none = Take the given rank of { $person } away
act-rank-effect = It counts at once. What the settings file says stays.
act-rank-how = /admin rank telegram:123 moderator (guest, person, moderator, admin, none)
limit-name = { $name ->
    [pictures_per_day] pictures a day
    [pictures_per_week] pictures a week
    [pictures_per_month] pictures a month
    [yuan_per_day] money a day
    [yuan_per_week] money a week
    [yuan_per_month] money a month
    [cooldown_s] time between two requests
    [waiting_jobs] requests waiting at once
    [running_jobs] pictures painted at once
    [requests_per_minute] requests a minute
    [open_batches] open batches
    [hosted_sessions] hosted sessions
    [calls_per_hour] descriptions an hour
    [calls_at_once] descriptions at once
   *[other] { $name }
}
limit-value = { $unit ->
    [none] no limit
    [yuan] ¥{ $value }
    [seconds] { $value } seconds
   *[other] { $value }
}
act-limit = { $setting ->
    [none] Take the own limit “{ limit-name }” of { $whose } away
    [off] Free { $whose } of the limit “{ limit-name }”
   *[set] Limit { $whose } to { limit-value } ({ limit-name })
}
act-limit-effect = It counts at once, instead of what the settings say for this person. “As configured” takes it away again.
act-limit-how = /admin limit telegram:123 pictures_per_day 20 (0: no limit, none: as configured; also pictures_per_week, yuan_per_month, cooldown_s and others)
act-limit-chat = { $setting ->
    [none] Take the own limit “{ limit-name }” of the chat { $whose } away
    [off] Free the chat { $whose } of the limit “{ limit-name }”
   *[set] Limit the chat { $whose } to { limit-value } ({ limit-name })
}
act-limit-chat-effect = It counts at once, for this chat with all its topics. “As configured” takes it away again.
act-limit-chat-how = /admin limit-chat telegram:-100123 pictures_per_day 50 (0: no limit, none: as configured)
act-mode = { $mode ->
    [moderated] Have everything in { $place } wait for a moderator
    [off] Paint nothing in { $place }
   *[other] Paint in { $place } as usual
}
act-mode-effect = { $mode ->
    [moderated] Each request there is held until a moderator releases it or ends it; it costs nothing before that. For the chat with all its topics.
    [off] Requests there are refused in words, and cost nothing; what waits already is painted. For the chat with all its topics.
   *[other] Requests there are painted again. What waits for a moderator still does.
}
act-mode-how = /admin mode telegram:-100123 moderated (usual: as elsewhere, moderated: each request waits for a moderator, off: nothing is painted)
act-keep = { $days ->
    [0] Keep pictures and words of { $place } as long as elsewhere
    [one] Keep pictures and words of { $place } for 1 day
   *[other] Keep pictures and words of { $place } for { $days } days
}
act-keep-effect = { $days ->
    [0] They are deleted when the settings of this installation say so.
   *[other] What is older is deleted for good within minutes, except starred pictures. What was charged stays in the ledgers. For the chat with all its topics.
}
act-keep-how = /admin keep telegram:-100123 30 (days; none: as long as elsewhere)
act-gift = Give { $person } { $count ->
    [one] one picture
   *[other] { $count } pictures
}
act-gift-effect = Given pictures count against no picture limit, and are used once such a limit is reached. Limits of money hold for them. /quota shows how many are left.
act-gift-how = /admin gift telegram:123 20 — give pictures that count against no picture limit
act-take-gift = Take { $count ->
    [one] one given picture
   *[other] { $count } given pictures
} back from { $person }
act-take-gift-effect = At most what is left of them; what was used or reserved stays.
act-take-gift-how = /admin take-gift telegram:123 20 — take back what is left of given pictures
act-chat = { $address }
act-nowhere = an erased chat
act-no-such-limit = There is no limit “{ $word }”. There are: { $names }.
act-no-number = “{ $word }” is no number. 0 means no limit, none means as configured.
act-no-limit-value = { $name } cannot be { $word }.
act-no-such-mode = “{ $word }” is none of: usual, moderated, off.
act-no-days = “{ $word }” is no number of days. Write a whole number, or none: as long as elsewhere.
act-keep-too-long = A chat can be kept shorter than the rest of this installation, not longer: { $most } days at most.
act-limited-already = It is like that already.
act-no-gift = “{ $word }” does not work: write a number from 1 to { $most }.
act-no-gift-left = No given pictures are left.
act-gifted-meanwhile = They were given pictures in the meantime. Order it again to give more.
act-unknown = There is no order “{ $word }”. /admin help lists them.
act-undo-how = Write the number of the entry: /admin undo 17.
act-no-such-entry = There is no act with the number { $id }.
act-undone-already = No. { $id } was taken back already, by no. { $by }.
act-cannot-be-undone = No. { $id } cannot be taken back.
act-not-allowed = Your rank does not allow that.
act-question-gone = This question is not open any more. Please write the order again.
act-no-such-job = There is no job “{ $word }”.
act-nothing-there = There is no such job.
act-no-task-id = “{ $word }” is no number of a task. It stands in the console of the service.
act-no-such-person = I do not know “{ $word }”. People are named like telegram:123456789, or by a job of theirs: #42.
act-no-such-rank = “{ $word }” is no rank: { $ranks }, or none.
act-no-such-scope = “{ $word }” is neither a model nor an account. Write all to mean everything.
act-wrong-state = That does not go with #{ $id } now: it is { $state ->
    [queued] waiting
    [preparing] being prepared
    [submitting] being sent
    [unknown] being looked for
    [running] being painted
    [collecting] being fetched
    [held] held
    [done] done
    [failed] failed
    [cancelled] cancelled
   *[other] { $state }
}.
act-nothing-to-refund = #{ $id } cost its owner nothing, or has been refunded.
act-task-taken = That task belongs to another job.
act-paused-already = That is paused already.
act-not-paused = That is not paused.
act-banned-already = They are banned already.
act-not-banned = They are not banned.
act-ranked-already = They have that rank already.
act-ranks-too-high = { $person } does not stand below you.
act-rank-above-own = You can give ranks below your own only.
admin-no-rank = /admin is for admins and moderators of this bot.
admin-not-here = Everybody here would read along. Please write /admin to me in private.
admin-overview = { $waiting } waiting · { $running } being painted · { $held } held
admin-overview-paused = ⏸ { $kind ->
    [model] The model { $name } is paused.
    [account] The account { $name } is paused.
   *[other] All painting is paused.
}
admin-overview-pool = { $model } on { $account }: { $waiting } waiting{ $state ->
    [paused] , paused
    [suspended] , suspended
   *[other] {""}
}
admin-overview-how = /admin help lists what you can do. { admin-views-how }

# Views of /admin.
admin-views-how = /admin queue · held · job 42 · person telegram:123 (or #42) · here · conversation telegram:-100123 · audit · reports · refusals · words · said telegram:123
admin-panel-not-yours = Only the person who opened this can turn it. Write /admin for your own.
admin-state = { $state ->
    [queued] waiting
    [preparing] being prepared
    [submitting] being sent
    [unknown] being looked for
    [running] being painted
    [collecting] being fetched
    [held] held
    [done] done
    [failed] failed
    [cancelled] cancelled
   *[other] { $state }
}
admin-minutes = { $count ->
    [0] just now
    [one] 1 minute ago
   *[other] { $count } minutes ago
}
admin-hours = { $count } hours ago
admin-days = { $count } days ago
admin-queue-head = Not ended yet, the oldest first:
admin-queue-empty = Nothing waits, nothing is being painted.
admin-queue-line = #{ $id } { $state } · { $model } on { $account } · × { $count } · { $age }
admin-held-head = Waiting for your decision, the newest first:
admin-held-empty = Nothing is held.
admin-held-reason = { $reason ->
    [back] an admin holds it back
    [unsure] the service’s answer was lost; it may have been painted
    [words] a moderator has to look at its words
    [image] a moderator has to look at the image that it is made from
    [picture] it is painted; a moderator has to look at the picture
   *[other] it is unclear whether it was painted
}
admin-held-line = #{ $id } { $model } on { $account } · × { $count } · { $age } · { $reason }
admin-held-line-price = #{ $id } { $model } on { $account } · × { $count } · { $age } · ¥{ $price } · { $reason }
admin-job = #{ $id } { $state } · { $model } on { $account } · × { $count } · ¥{ $price }
    by { $person }, { $created }
admin-job-task = Task at the service: { $task }
admin-job-code = Code of the service: { $code }
admin-job-earlier = … and { $count } earlier changes
admin-job-event = { $at } { $state }{ $told ->
    [yes] { " " }· { $details }
   *[other] { "" }
}
admin-job-charge = { $kind ->
    [reserve] reserved ¥{ $price }
    [settle] given back when it ended: ¥{ $price }
    [refund] refunded ¥{ $price }
   *[other] { $kind } ¥{ $price }
}
admin-job-adopt = If the service’s console shows a task for it: /admin adopt { $id } TASK
admin-look = #{ $id } by { $person }:
    { $prompt }
admin-look-recorded = (This look is in the audit.)
admin-person = { $person } · { $rank ->
    [owner] owner
    [admin] admin
    [moderator] moderator
    [guest] guest
   *[other] ordinary user
}
admin-person-banned = 🚫 Banned
admin-person-jobs = Jobs: { $today } today, { $count } in all
admin-person-job = #{ $id } { $state } · { $model }
admin-spending = Spent: ¥{ $today } today, ¥{ $month } this month
admin-place = { $address } · { $kind ->
    [direct] one to one
   *[other] group
}
admin-place-blocked = Nothing can be posted there: { $reason }
admin-place-model = Default model: { $model }
admin-place-pictures = Pictures: { $today } today, { $month } this month
admin-no-such-place = I know no conversation “{ $word }”. They are named like telegram:-1001234567.
admin-audit-head = Done by right of a rank, the newest first:
admin-audit-empty = Nothing yet.
admin-audit-line = { $entry }. { $at } { $who }: { $what }{ $by ->
    [0] { "" }
   *[other] { " " }(taken back by no. { $by })
}
admin-audit-reason = { $what } — reason: { $reason }
admin-audit-refused = tried without the rank for it: { $what }
admin-audit-shell = the command line
admin-audit-other = { $action ->
    [see] looked at
    [look] read the words of
    [ban] banned
    [unban] let in again
    [refund] refunded
    [release] released
    [hold] held back
    [adopt] adopted
    [fail] ended as failed
   *[other] { $action }
} { $kind ->
    [job] { $id ->
        [0] several jobs
       *[other] #{ $id }
    }
   *[other] { $kind } { $id }
}
admin-audit-erase = { $step ->
    [ended] the deletion of their data has ended
   *[asked] had their data deleted ({ $pictures } pictures, { $images } images, { $requests } requests, { $calls } descriptions)
}
admin-audit-of-person = { $action ->
    [see] looked at
    [look] read the words of
    [ban] banned
    [unban] let in again
   *[other] { $action }
} { $person }
admin-button-overview = ⌂ Overview
admin-button-queue = Queue
admin-button-held = { $count ->
    [0] Held
   *[other] Held ({ $count })
}
admin-button-audit = { $older ->
    [yes] Older
   *[other] Audit
}
admin-button-job = #{ $id }
admin-button-person = Person
admin-button-look = { $job ->
    [0] 👁 Words and pictures
   *[other] 👁 #{ $job }
}
admin-button-release = Release
admin-button-hold = Hold back
admin-button-fail = End as failed
admin-button-refund = Refund
admin-button-ban = Ban
admin-button-unban = Unban
admin-button-reports = { $more ->
    [yes] More
   *[no] { $count ->
        [0] Reports
       *[other] Reports ({ $count })
    }
}
admin-button-refusals = { $more ->
    [yes] Older
   *[no] Refusals
}
admin-button-words = { $more ->
    [yes] More
   *[no] Word rules
}
admin-button-said = 💬 What they said
admin-button-word-remove-one = ✕ { $id }
admin-button-report-remove-one = 🗑 No. { $id }
admin-button-report-dismiss-one = ✓ No. { $id }
admin-button-release-one = Release #{ $job }
admin-button-fail-one = Refuse #{ $job }
admin-button-undo = ↩ { $entry }

# Announcements.
announcement = 📢 { $words }

    { $scope ->
        [direct] (From the admins of this bot. No more of these: /settings announcements off)
       *[other] (From the admins of this bot. An admin of this chat can switch these off: /settings here announcements off)
    }
act-announce = Announce to all: “{ $words }”
act-announce-effect = { $count ->
    [one] It is posted to 1 conversation that used the bot in the last 30 days
   *[other] It is posted to { $count } conversations that used the bot in the last 30 days
}{ $off ->
    [0] { "" }
   *[other] { " " }({ $off } more want no announcements)
}, behind everything else that waits to be sent. It can be stopped: what is not sent yet is withdrawn, what was sent stays. The words:
    { $words }
act-announce-how = /admin announce The bot is down from 8 to 9 tonight · /admin announce here … (only here)
act-announce-long = An announcement has { $limit } characters at most.
act-announced-already = The same words were announced in the last 24 hours (announcement no. { $id }).
act-tell = Post to { $address }: “{ $words }”
act-tell-effect = It is posted there once, as an announcement:
    { $words }
act-tell-how = /admin tell telegram:-100123 The words — post to one conversation
act-place-blocked = Nothing can be posted there: { $reason }
act-stop = Stop announcement no. { $id }: “{ $words }”
act-stop-effect = What is not sent yet is withdrawn; what was sent stays.
act-stop-how = /admin stop 3 — stop an announcement
act-announcement-over = Announcement no. { $id } is over: there is nothing left to withdraw.
act-no-such-announcement = There is no announcement “{ $word }”.

# The story of a job: why it changed its state.
story-held-back = an admin held it back
story-for-moderator = a rule about words held it for a moderator
story-by-person = its person cancelled it
story-late-answer = the service’s answer came late: task { $task }
story-found = found at the service: task { $task }
story-adopted = an admin says that it is task { $task }
story-task = accepted as task { $task }
story-refunded = an admin refunded it
story-released = an admin released it
story-released-moderator = a moderator released it
story-hook-answers = the check of images answers again
story-painted = { $good } of { $count } painted
story-kept = pictures kept: { $count }
story-kept-unposted = pictures kept: { $count }, not posted
story-cancelled-upstream = cancelled at the service
story-uploaded = the reference was uploaded
story-screened = its images passed the check
story-account-money = the account’s money is used up for now
story-account-down = the account is out of order
story-unanswered = asked about for hours in vain ({ $code })
story-too-long = the service has called it { $code } for hours
story-task-gone = the service no longer knows the task
story-answer-lost = the service’s answer was lost
story-lost-now = the service’s answer was lost ({ $code })
story-late = no answer in time
story-worker-gone = the process that sent it is gone
story-too-old = sent too long ago for the service’s list of tasks
story-not-listed = not in the service’s list of tasks, which proves nothing for this model
story-absent = twice not in the service’s list of tasks: it was never accepted
story-listing-failed = the service’s list of tasks could not be read ({ $code })
story-ambiguous = { $tasks } tasks and { $intents } submissions could belong together
story-no-results = the service sent no picture
story-reference = the reference could not be read ({ $code })
story-cancelled-held = cancelled while it was held back
story-once-more = no picture came: it is tried once more
story-code = code { $code }
