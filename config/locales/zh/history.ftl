# 一张图的来历：返回上一张、撤销修改、从任意一步接着改。

help-history = /历史 42 —— 42 号图是怎样一步步改出来的；/返回、/撤销 退回上一步
menu-history = 一张图是怎样改出来的

button-previous = ⏪ 返回上一张
button-undo-change = ↩️ 撤销修改
button-undo-yes = ↩️ 确定撤销
button-number = #{ $number }

history-head = 这张图的来历：共 { $count } 步。
history-newest = { $more ->
    [yes] 一共不止 { $all } 步，这里是最近 { $count } 步。
   *[no] 一共 { $all } 步，这里是最近 { $count } 步。
}
history-before = /历史 { $id } 看更早的。
history-foot = 点数字，从那张图接着改。
history-foot-typed = 发送 /接着改 加图的编号，就从那张图接着改。
history-deleted = 已删除
history-withheld = 🔒 这里不显示
history-sent = 发来的图
history-expired = 发来的图（已不再保存）
history-unreadable = 未知：更早的记录已无法读取
history-no-picture = #{ $id } 没有图，所以没有来历可看。
history-nothing = 你在这里还没有图。发送 /画 画一张吧！
history-not-ours = 这不是我画的图。请回复我画的图，或写上编号：/历史 42

back-origin = #{ $id } 是按文字画的，前面没有图。
back-deleted = #{ $id } 的上一张图已被删除。/历史 { $id } 看还剩下哪些。
back-withheld = #{ $id } 的上一张图是别人的，这里不显示。
back-elsewhere = #{ $id } 的上一张图不是在这里画的。如果这里的人都可以看，请发 /看 { $before }
back-sent = #{ $id } 是从别人发来的图改的，不是我画的图。
back-expired = #{ $id } 是从发来的图改的，那张图已不再保存。
back-unreadable = 已无法读取 #{ $id } 是从哪张图改的。
back-to-sent = #{ $id } 是从你发来的图改的，现在又以那张图为准。
back-which = #{ $id } 是由 { $count } 张图合成的。回到哪一张？
undo-kept = #{ $id } 保留不动。/删除 { $id } 可以删除它。
undo-in-session = 这里最新的图是一场创作里胜出的那张。主持人写“/创作 撤销”可以回到它的上一张。“/撤销”加编号会删除那张图。
undo-ask = 删除 #{ $id }，回到它的上一张图？{ $seconds } 秒内可以撤回。
