# 钉钉适配器自己要说的话。

dingtalk-type-instead = 按钮没反应时，请 @我 并发送：{ $commands }
dingtalk-untitled = 神笔
dingtalk-content-refused = 钉钉的内容审核没有放行这条消息，所以你看不到它。画本身没有丢，管理员可以取到。
dingtalk-messages-withheld = 本企业这个月的钉钉消息额度用完了，我收不到你刚才说的话。什么都没有排队，也没有扣费。请联系管理员。

dingtalk-no-secret = 设置了 DINGTALK_CLIENT_ID，但没有 DINGTALK_CLIENT_SECRET
dingtalk-wrong-credentials = 钉钉不认 DINGTALK_CLIENT_ID 和 DINGTALK_CLIENT_SECRET；请核对开发者后台“凭证与基础信息”里的值
dingtalk-usage-calls = { $month } 接口调用：{ NUMBER($used, useGrouping: 0) } / { NUMBER($most, useGrouping: 0) }
dingtalk-usage-pushes = { $month } 消息推送：{ NUMBER($used, useGrouping: 0) } / { NUMBER($most, useGrouping: 0) }
