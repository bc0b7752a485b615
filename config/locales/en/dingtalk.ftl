# What the DingTalk adapter says by itself.

dingtalk-type-instead = If a button does nothing, @ me and send: { $commands }
dingtalk-untitled = Shenbi
dingtalk-content-refused = DingTalk's moderation did not let this message through, so you cannot see it. The picture itself is not lost; the operator can fetch it.
dingtalk-messages-withheld = This organisation has used up its DingTalk messages for the month, so what you said did not reach me. Nothing was queued and nothing was charged. Please tell your admin.

dingtalk-no-secret = DINGTALK_CLIENT_ID is set, but DINGTALK_CLIENT_SECRET is not
dingtalk-wrong-credentials = DingTalk does not accept DINGTALK_CLIENT_ID and DINGTALK_CLIENT_SECRET; compare them with the developer console, "Credentials & Basic Information"
dingtalk-usage-calls = { $month } API calls: { NUMBER($used, useGrouping: 0) } of { NUMBER($most, useGrouping: 0) }
dingtalk-usage-pushes = { $month } messages pushed: { NUMBER($used, useGrouping: 0) } of { NUMBER($most, useGrouping: 0) }
