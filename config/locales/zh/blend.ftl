# /融合：把几张图合成一张，以及攒图用的清单。

prompt-bare-blend = 把这 { $count } 张图自然地融合成一张图
button-blend = 🧩 融合
blend-head = { $count ->
    [1] 要融合的图：现在有 1 张
   *[other] 要融合的图：共 { $count } 张，顺序如下
}
blend-words = “{ $words }”
blend-no-words = 不写文字的话，我就把它们自然地合成一张。也可以回复这条消息说说想要什么，比如：把她放进这个房间
blend-need-more = 还差一张：用 /融合 回复另一张图，或者点它下面的“融合”。
blend-price-free = { $count } 张 · { $model } · 免费
blend-lost = 有 { $count } 张图已被删除，已从清单中去掉。没有画，也没有收费。
blend-look-again = 点“画吧”，看看现在画这些要多少钱。
blend-no-sheet = 没能拼出预览图；各张图的顺序就是加进来的顺序。
blend-button-paint = 🖌 画吧
blend-button-swap = ⇄ 交换顺序
blend-button-move = ⇄ 第一张移到最后
blend-button-empty = 取消
blend-how = 要融合哪几张？用 /融合 逐张回复它们；或者一次发几张图，配上文字，比如 /融合 把她放进这个房间；也可以写编号：/融合 --来源 42,43
blend-no-such-number = 这里没有图 { $number }：一共只有 { $count } 张。请说清楚是哪几张，或者先用 /融合 回复那张图，把它加进来。
blend-already = 这张图已经在清单里了，是图 { $number }。
blend-full = 一次最多融合 { $limit } 张图。
blend-settled = 这份清单已经不在这里了：画过了、清空了，或者换成了新的。没有再做什么。
blend-too-old = 这份清单放了一个多小时，已经收起来了。没有画，也没有收费；请用 /融合 重新开始。
blend-replaced = 换成了这份新清单；你在这里原来那份（{ $count } 张图）已经收起来，没有画，也没有收费。
blend-changed = 清单在这之后变过了，请再看一眼。没有画，也没有收费。
blend-emptied = 清单已清空，没有收费。
help-blend = /融合 把她放进这个房间 — 把几张图合成一张：一起发来，或用 /融合 逐张回复
menu-blend = 把几张图合成一张
