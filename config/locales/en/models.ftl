# Models: which one paints, what they can do and cost, and the question before one that costs more than usual.

## The question before

price-ask = { $model } would paint this at { $size }, for ¥{ $price } a picture; usually one costs ¥{ $usual }. Paint it?
price-ask-set = That is a set of up to { $count } pictures, ¥{ $price } at most; only what comes is charged.
price-button-yes = Paint
price-button-no = Not now
price-button-stop = Stop
price-not-agreed = With { $model } a picture would cost ¥{ $price } now, which is more than was agreed to. Please ask again.

## Which model could do it instead

hint-without-model = Without --model, { $model } would do it for ¥{ $price } a picture.
hint-with-model = { $model } can do it for ¥{ $price } a picture, if you add --model { $model }
hint-over-limit = { $model } could do it, but for ¥{ $price } a picture; here one may cost at most ¥{ $limit }.
hint-not-allowed = { $model } could do it (¥{ $price } a picture), but it is not offered here. The operator can allow it.
no-fast-model = There is no fast model here. Nothing is wrong with your request: leave out --fast.
