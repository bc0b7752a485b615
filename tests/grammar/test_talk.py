"""What plain words are taken for: hundreds of lines of people who greet, thank, praise, complain, laugh, ask, want something
changed, or name something to paint."""

from __future__ import annotations

import time

import pytest

from bot.grammar.parsing import parse
from bot.grammar.talk import classify, is_paintable, points_to_image, strip_order_from

LINES = {
    "greeting": (
        "Hello!|HEY|Hi bot|hello there!|good morning!|你好！|您好|hi~|嗨～|早上好呀|哈喽啊|大家好|hello bot|gm|hola"
        "|Bonjour|晚上好！|在？|在吗？|yo!|你好，神笔|hi, shenbi!|heya|What's up|what's up?|sup|how are you"
        "|how are you?|你好吗|最近怎么样"
    ),
    "thanks": (
        "Thanks!|thank u|thankyou|Thx!!|谢谢！|谢谢啦|谢谢你啦|3q|多谢多谢|太谢谢你了|thank you, that's great"
        "|thanks, love it|ok!|OK👌|好的👌|👌|👍|🙏|❤️|no problem|np|好嘞|okk|嗯呢|好哒|没问题|thanks bot"
        "|thanks a bunch|appreciate it|感恩|谢谢神笔|谢谢老师|谢谢你的画|🔥|🔥🔥🔥"
    ),
    "praise": (
        "Nice!|so nice|That's beautiful!|this is so cool|I love this|love this one|love this!|looks amazing"
        "|looking good|stunning|gorgeous|brilliant|superb|wonderful|so good|great job!|well done!|wow, nice"
        "|wow so pretty|best one yet|perfect!!!|10/10|画得真好|画得太棒了|画的不错|真好|好美啊|太漂亮了吧|美|好看！"
        "|好好看|绝绝子|yyds|牛逼|666|有点意思|挺好的|挺好看|超好看|超级可爱|萌|好萌|萌死了|爱了|爱了爱了|惊艳"
        "|很有感觉|我很喜欢这张|这张真好看|这个不错|不错不错|很像|太像了|so funny"
    ),
    "complaint": (
        "terrible|that's ugly|i hate it|not what i wanted|不是我想要的|画得好丑|太难看了|难看|不太好|什么鬼|失望|差评"
        "|垃圾|wtf"
    ),
    "laughter": (
        "haha|HAHAHA|lol|lmao|哈哈|哈哈哈哈|hhhh|😂|😂😂|笑死|嘻嘻|233|23333|xswl|hehe|嘿嘿|哈哈哈，太好笑了|haha nice"
        "|lol this is great|rofl|jaja"
    ),
    "question": (
        "is it done?|is it done|when will it be ready|when?|how long?|how much does it cost?|多少钱一张|要多久"
        "|还要多久？|好了吗|好了没|画好了吗|画好了没有|怎么还没好|为什么这么慢|why is it so slow|can you make videos?"
        "|can you draw?|你会画画吗|能画人物吗|可以画视频吗|what styles do you have?|what is this|what is this?"
        "|这是什么|这是啥|谁画的|who made this|which model is this?|do you understand chinese|你懂中文吗|free?|免费吗"
        "|要钱吗|要收费吗|怎么收费|why did you paint a cow|为什么是一头牛|are you a bot|are you human?|你是机器人吗"
        "|你是真人吗|还有别的风格吗|能换个风格吗|can I use it commercially?|可以商用吗|what can i say|how?|怎么弄|咋用"
        "|咋画|啥意思|what?|什么|什么？|啊？|really?|真的吗|真的假的"
    ),
    "instruction": (
        "make it darker|make the sky pink|change the background to a beach|remove the hat|add a hat|add some snow"
        "|add two birds|more contrast|less saturated|brighter|a bit brighter|a little darker please|zoom in|closer"
        "|without the people|no hat|now at night|at night please|same but at night|the same but blue|another angle"
        "|try again with a red car|give her a hat|give the cat a hat|put a hat on the cat|put it on the moon"
        "|turn it into winter|turn the dog into a cat|in black and white|black and white|higher resolution|bigger"
        "|crop it|flip it|把猫改成狗|把天空改成紫色|改成夜晚|改成冬天|换个背景|换成蓝色|背景换成海边|去掉帽子|去掉文字"
        "|不要文字|不要帽子|加个帽子|加一只狗|加点雪|再亮一点|亮一点|暗一些|更亮|再暗点|颜色深一点|大一点|放大"
        "|高清一点|清晰一点|画质高一点|变成晚上|变成黑白|黑白的|换个角度|换个姿势|换个颜色|颜色再鲜艳些|去水印|抠图"
        "|只要头|让她笑|让它飞起来|给猫戴个帽子|给她换件红裙子|多加几只鸟|少一点人|人少一点|往左一点|再来一张不要文字"
        "|重画，不要人|改一下颜色|修改一下|太暗了|太亮了|too dark|too bright|it's too dark|字错了|the text is wrong"
        "|the hand has six fingers|手画错了|眼睛不对"
    ),
    "style": (
        "水彩|水彩风格|换成油画|油画风格的|用水墨画|来个动漫版|watercolor please|as a watercolor|in anime style"
        "|oil painting version|make it anime|make this anime|turn it into a sketch|变成素描|画成国画|改成3D卡通"
        "|做成扁平插画|3d|photo|照片|插画|中国风|卡通|cartoon|anime!|水彩！|想要水彩的|试试油画"
        "|can you make it a watercolor?|能不能改成水彩|pencil sketch"
    ),
    "words": (
        "a cat|a dog running|hello kitty|Hello Kitty in a kimono|a good morning by the sea|good dog"
        "|nice beach at sunset|a nice house|cool car|beautiful girl|beautiful sunset|the perfect storm|helping hands"
        "|cancel culture poster|again and again, mirrors|queue of penguins|a status of Buddha|settings sun|stop sign"
        "|a stop sign|a job fair|我的猫|美丽的花园|漂亮的房子|可爱的小狗|好看的风景|不错的天气|谢谢的卡片|一张谢谢卡"
        "|笑死的猫|哈士奇|哈利波特|嘿哟摇滚乐队|早晨的海边|早餐|晚安的月亮|再见，夏天|牛肉面|停车场|停在路边的汽车"
        "|设置在森林里的小屋|取消的航班|帮助老人过马路|任务完成的宇航员|排队的企鹅|功能饮料|风格各异的房子"
        "|状态很好的运动员|对面的山|是日已过的黄昏|没事的下午|可以吃的花|行走的人|行人|好人|什么都没有的房间"
        "|谁在月亮上|几只鸟|几朵花|多少只羊在草地上|如何做蛋糕的插画|有没有人的街道|把手|把酒问青天|一把椅子|一点红"
        "|雨中的一点灯光|万绿丛中一点红|星星点点|小一点的房子和大一点的房子|make believe world"
        "|turn of the century street|add-on cat|change of seasons|keep calm poster|give peace a chance"
        "|put on a happy face|draw bridge|paint splashes on a wall|paint brushes|imagine dragons band|画家|画廊里的人"
        "|画中人|画一只猫|画个太阳|画一条龙在云里|帮我画一只猫|请画一座雪山|给我画个苹果|画两只猫在玩|draw me a cat"
        "|please draw a cat|draw the moon|can you draw a cat|I want a cat|我想要一只猫|来一张猫的图|来一只猫|想看海"
        "|a what-if machine|who let the dogs out|where the wild things are|what a wonderful world"
        "|how to train your dragon|will smith eating spaghetti|can of soup|may flowers|do not enter sign"
        "|are we there yet, comic|画一幅水彩|水彩的猫|油画里的女人|sketch of a hand|photo of a cat|anime girl"
        "|3d printer|flat earth|chinese dragon|ink drop in water|portrait of a man|cartoon dog|素描人像|照片墙"
        "|动漫女孩|插画师|no man's land|ok corral|sure thing hotel|fine dining|fine art|bad wolf|ugly duckling"
        "|no smoking sign|god|cat|猫咪|东京|Tokyo|Spider-Man|pi 3.14|AI|VR|UFO|ty dolla|K pop|k-pop|test tube"
        "|ping pong|ping-pong|bye bye birdie|hey jude|hi-fi set|yo-yo|喂猫的女孩|喂鸟|早市|嗨翻天的派对|试试看的猫"
        "|神笔马良|测试车间|在不在乎的猫|赞比亚|棒球|棒棒糖|一般人|丑小鸭|完美世界|绝壁|绝世美女|对称的建筑|不倒翁"
        "|不丹|明白白的雪|了解宇宙|收到礼物的孩子|噢耶|嗯哼|帅哥|像素风的城市"
    ),
}


@pytest.mark.parametrize("kind", LINES)
def test_talk__lines_are_what_people_mean_by_them(kind: str) -> None:
    wrong = {line: classify(parse(line).text).kind for line in LINES[kind].split("|")}
    assert {line: found for line, found in wrong.items() if found != kind} == {}


@pytest.mark.parametrize(
    ("line", "subject"),
    [
        ("画一只猫", "一只猫"),
        ("画 一只猫", "一只猫"),
        ("画：一只猫", "一只猫"),
        ("画个太阳", "太阳"),
        ("画三国", "三国"),
        ("帮我画一只猫", "一只猫"),
        ("请帮我画雪山", "雪山"),
        ("我想画一座城堡", "一座城堡"),
        ("麻烦你帮我画一下故宫", "故宫"),
        ("draw a whale", "a whale"),
        ("draw me a cat", "a cat"),
        ("Please draw the moon", "the moon"),
        ("can you paint me two foxes", "two foxes"),
        ("imagine a world without cars", "a world without cars"),
        ("generate an image of a fox", "an image of a fox"),
        ("画一只猫 --比例 16:9", "一只猫"),
        ("你好，画一只猫", "一只猫"),
        ("谢谢！再画一只狗", "一只狗"),
        ("hello! draw me a dog", "a dog"),
        # Painting is what these are about.
        ("画家", "画家"),
        ("你好，画家", "你好，画家"),
        ("早上好的贺卡", "早上好的贺卡"),
        ("太空", "太空"),
        ("画廊里的人", "画廊里的人"),
        ("画中人", "画中人"),
        ("画眉鸟", "画眉鸟"),
        ("draw bridge at dusk", "draw bridge at dusk"),
        ("paint splashes on a wall", "paint splashes on a wall"),
        ("imagine dragons", "imagine dragons"),
        ("make a wish", "make a wish"),
    ],
)
def test_talk__order_before_the_subject_is_not_part_of_it(line: str, subject: str) -> None:
    assert strip_order_from(parse(line)).text == subject


def test_talk__variants_lose_the_order_too() -> None:
    assert [each.text for each in strip_order_from(parse("draw a {red, blue} fox")).variants] == [
        "a red fox",
        "a blue fox",
    ]


@pytest.mark.parametrize("text", ["。", "??", "……", "---", "^_^", "", "$", "~"])
def test_talk__signs_alone_are_no_prompt(text: str) -> None:
    assert not is_paintable(text)


@pytest.mark.parametrize("text", ["猫", "7", "🐱", "♥", "☂ ?", "é"])
def test_talk__what_can_be_painted(text: str) -> None:
    assert is_paintable(text)


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("https://example.com/a.png make it night", True),
        ("a watercolor of https://example.com/a.jpeg?w=100", True),
        ("https://example.com/whatever", True),
        ("www.example.com", True),
        ("see https://example.com/a.png on a screen", False),
        ("a browser at https://example.com/", False),
        ("", False),
    ],
)
def test_talk__words_about_an_image_at_an_address(text: str, points: bool) -> None:
    assert points_to_image(text) is points


@pytest.mark.parametrize(
    "text",
    [
        "不太" * 30,
        "太好" * 30,
        "再" * 60,
        "so very " * 7,
        "a" * 60,
        "把它" * 30,
        "啊" * 60,
        "画的" * 30,
        "and but " * 7,
    ],
)
def test_talk__no_line_takes_long(text: str) -> None:
    began = time.process_time()
    classify(text[:59] + "x")
    assert time.process_time() - began < 0.05
