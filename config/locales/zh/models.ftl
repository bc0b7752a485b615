# 模型：用哪个来画、各会什么、多少钱，以及比平时贵时先问的话。

## 先问一句

price-ask = 这次要用 { $model } 画 { $size } 的图，每张 { $price } 元；平时一张 { $usual } 元。要画吗？
price-ask-set = 这是一组图，最多 { $count } 张，最多 { $price } 元；只收画成的钱。
price-button-yes = 画吧
price-button-no = 先不画
price-button-stop = 停下
price-not-agreed = 现在用 { $model } 画一张要 { $price } 元，超过了答应过的价钱。请重新发一次。

## 换哪个模型可以

hint-without-model = 去掉 --模型，就会由 { $model } 来画，每张 { $price } 元。
hint-with-model = { $model } 可以画，每张 { $price } 元：加上 --模型 { $model }
hint-over-limit = { $model } 可以画，但每张要 { $price } 元，这里一张最多 { $limit } 元。
hint-not-allowed = { $model } 可以画（每张 { $price } 元），但这里没有开放，可以请管理员开放。
no-fast-model = 这里没有极速模型。请求本身没有问题，去掉 --快 就行。
