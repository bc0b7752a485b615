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

## Help and menus

help-models = /models — the models, what they can do and cost; choose the one that paints for you
menu-models = the models, and which one paints for you

## The list of models

models-head-me = You paint with { $model }.
models-head-here = Here { $model } paints, for everyone who has not chosen a model of their own.
models-head-of-here = You paint with { $model }, the default of this chat.
models-head-of-role = { $model } paints; no other default is chosen.
models-gone = { $model }, the chosen default, is no longer offered.
models-line = { $mark } { $model } · { $price } · { $can }
models-price = ¥{ $price }
models-price-large = {" "}(large ¥{ $price })
models-price-input = {" "}+ ¥{ $price } for each image you give
models-limit = A picture may cost at most ¥{ $limit } here.
models-by-studio = The embedded studio paints in place of all of them, free of charge.
models-foot-me = Press one to make it your default, or write: /models NAME, /models reset. For one picture: --model NAME, or --fast. What a model cannot do goes to the cheapest that can.
models-foot-here = Press one to make it the default of this chat, or write: /models here NAME, /models here reset
models-button-reset = No default
models-button-here = For this chat
models-button-me = For me
models-only-images = { $model } only reworks pictures, so it cannot be the default. For one picture: --model { $model }
models-not-yours = This is somebody else's list. /models shows yours.
model-can-words = paints from words
model-can-styles = { $count } styles
model-can-edit = changes pictures by words
model-can-repaint = repaints pictures
model-can-refonly = takes a picture's style
model-can-blend = up to { $count } images at once
model-can-set = sets of up to { $count }
model-can-transparent = transparent backgrounds
model-can-size = up to { $size }
model-slow = slow: { $count } requests a minute
model-long = about { $seconds } s a picture
model-answers = answers directly: an answer that is lost cannot be found again
model-legacy = an old model, which may be withdrawn
