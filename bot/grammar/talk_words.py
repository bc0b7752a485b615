"""Phrases and patterns of small talk, in both languages, for `talk`. Everything is lower case and narrow
(`vocabulary.fold`), without signs at its ends.
"""

from __future__ import annotations

from bot.grammar import lazy_re as re
from bot.grammar.vocabulary import fold


def _set(*lines: str) -> frozenset[str]:
    """Phrases that are divided by `/`."""
    return frozenset(fold(phrase) for line in lines for phrase in line.split("/"))


GREETINGS = _set(
    "hi/hello/hey/hiya/heya/yo/sup/hola/bonjour/gm/gn/good morning/good evening/good afternoon/good night/bye/goodbye/bye bye",
    "see you/see you later/test/testing/ping/what's up/whats up/how are you/how are you doing/how's it going/are you there",
    "anyone there/nice to meet you/long time no see/shenbi/你好/您好/你们好/大家好/哈喽/哈啰/哈罗/嗨/嘿/喂/早/早安/"
    "早上好/中午好/下午好/晚上好/晚安",
    "再见/拜拜/回头见/明天见/在吗/在么/在不在/在/有人吗/有人在吗/测试/试试/神笔/你好吗/最近怎么样/吃了吗/久仰/初次见面/"
    "幸会/早呀/hi hi",
)  # fmt: skip
THANKS = _set(
    "thanks/thank you/thank u/thankyou/thank you so much/thank you very much/thanks so much/thanks a lot/"
    "thanks a bunch/many thanks",
    "thanks again/thx/ty/tysm/tks/3q/cheers/much appreciated/appreciate it/i appreciate it/ok/okay/okk/okey/k/kk/"
    "got it/classify",
    "fine/alright/all right/sure/yes/yep/yeah/yup/no/nope/nah/no thanks/no thank you/no problem/np/never mind/"
    "nevermind/nvm/i see/right",
    "correct/exactly/of course/sorry/my bad/oops/谢谢/谢谢你/谢谢您/谢谢了/谢谢你的画/谢谢你的图/多谢/感谢/感谢你/感恩/"
    "谢啦/谢了/非常感谢/太感谢了",
    "太感谢你了/太谢谢你了/太谢谢了/辛苦/辛苦了/辛苦你了/麻烦了/麻烦你了/好的/好/好嘞/好滴/好哒/行/行吧/嗯/嗯嗯/嗯呢/"
    "哦/哦哦/噢/收到/知道/知道了/明白",
    "明白了/了解/了解了/懂了/可以/可以的/是/是的/对/对的/对对/没错/不/不用/不用了/不是/不必/没事/没事了/没关系/没问题/"
    "好的谢谢/好吧/抱歉/不好意思/对不起/客气了/不客气",
)  # fmt: skip
PRAISE = _set(
    "love it/love this/love that/so cute/well done/good job/great job/nice job/nice work/good work/great work/nice one/"
    "good one",
    "best one yet/best one/the best/omg/oh my god/wow/woah/whoa/bravo/yay/yess/hooray/congrats/yyds/awsl/666/6/nb/6啊/"
    "绝绝子/绝了/牛逼/牛批/牛啊",
    "好美/好看/好好看/漂亮/不错/很好/太好了/真好/真棒/太棒了/好棒/棒/棒棒的/厉害/喜欢/爱了/可爱/赞/点赞/给力/完美/惊艳/"
    "有意思/有点意思/哇/哇塞/哇哦/天哪/天呐/我的天",
    "挺好/挺好的/还行/还可以/还不错/就是这个/就是这样/就要这张/就这张/满意/优秀/精彩/神了/爱死了/萌/帅/酷/美/大师/大神",
) | {"10/10"}  # fmt: skip
COMPLAINTS = _set(
    "bad/ugly/awful/terrible/horrible/meh/boring/not good/not great/i don't like it/don't like it/not what i wanted/"
    "not what i meant",
    "not what i asked for/that's not it/that's wrong/wrong/wtf/what the hell/what is this crap/disappointing/"
    "try harder/no good/nonsense",
    "不好看/不美/不像/不行/不对/不喜欢/不满意/不是我想要的/不是这样的/不是这个/不是这张/好丑/太丑了/丑/难看/一般/"
    "一般般/失望/差评/垃圾/什么鬼/什么东西/什么玩意/什么玩意儿/画错了",
    "搞错了/错了/不太好/不怎么样/太差了/无语/离谱/敷衍",
)  # fmt: skip
YES = _set(
    "yes/yep/yeah/yup/y/sure/ok/okay/please/yes please/do it/go/go ahead/go for it/paint it/draw it/of course/right",
    "correct/exactly",
    "是/是的/要/要的/好/好的/好呀/好啊/好吧/行/可以/可以的/嗯/嗯嗯/对/对的/画/画吧/画它/画呀/画啊/来吧/确认/确定/没错/当然/请画/开始/开始吧",
)
NO = _set(
    "no/nope/nah/no thanks/no thank you/don't/not now/cancel/stop/never mind/nevermind/nvm/forget it/不/不用/不用了/不要",
    "不要了/不必",
    "不是/不画/不画了/别画/别画了/别/算了/取消/不了/不对/先不要/先不画",
)
LAUGH = re.compile(
    r"(?:ha|he|hi|ah|ja){2,20}h?|l+o+l+|lmf?ao+|rofl|xd+|xswl|哈{2,40}|呵{2,40}|嘿{2,40}|嘻{2,40}|233+|笑死(?:我)?了?"
    r"|笑哭了?|hh+"
)
_FINE = (
    "nice|great|good|cool|awesome|amazing|beautiful|lovely|cute|pretty|funny|perfect|excellent|fantastic|stunning"
    "|gorgeous|brilliant"
    "|superb|wonderful|incredible|adorable|impressive|neat|dope|hilarious|marvell?ous|splendid|outstanding"
    "|unbelievable|epic|fabulous"
    "|delightful|charming|interesting|better|sweet|clever|creative|realistic|elegant|magnificent|breathtaking|dreamy|legendary"
)
_POOR = "terrible|horrible|awful|ugly|bad|weird|creepy|boring|disappointing|wrong|strange|silly|worse|scary|lame|meh"
_VERY = (
    r"(?:(?:so|very|really|how|quite|pretty|super|absolutely|totally|just|that is|that's|thats|this is|this one is"
    r"|it is|it's|its"
    r"|they are|these are|(?:it |this |that )?looks?|looking|(?:it |this )?turned out|what an?|such an?|even|much|all"
    r"|wow|oh)\s){0,4}"
)
_PICTURE = (
    r"(?:\s(?:picture|image|pic|one|work|job|painting|drawing|result|stuff|indeed|as always|again|too|though"
    r"|today|yet|ever)){0,3}"
)
_FINE_ZH = (
    "好看|漂亮|美丽|美|不错|棒|厉害|可爱|酷|帅|搞笑|好笑|好玩|有趣|有意思|有感觉|有创意|有氛围|有气氛|像|萌|惊艳|赞"
    "|牛逼|牛|绝|满意|精致|细腻|震撼|高级|完美|精彩|优秀|传神|逼真|真实"
    "|生动|梦幻|温馨|治愈|舒服|强|神|好|到位|逗|喜欢|爱|霸气|仙|温柔|浪漫|壮观|唯美|灵动"
)
_POOR_ZH = "难看|失望|一般|奇怪|怪|吓人|恐怖|可怕|离谱|丑|恶心|差|糟糕|烂|敷衍|诡异"
_VERY_ZH = (
    "(?:这张图?|这个|这幅画?|这图|这|那张|它|画面|效果|颜色|构图|细节|配色|画得|画的|做得|做的|真的|真是|真|太|好|很"
    "|非常|挺|超级|超|巨|特别|十分|相当|蛮|还|也|都|更|实在|简直|确实"
    "|有点儿|有点|有些|这么|那么|怎么这么|看起来|看着|感觉|绝对|我觉得|我|你|哇|啊)"
)
_ENDS_ZH = "(?:了|啊|呀|哦|哇|的|吧|死我?了?|极了|爆了?|得很|哭了?|到爆|呢|嘛|诶|哎|啦|多了|这张图?|这个|这幅画?|它|你)"
PRAISING = re.compile(
    rf"{_VERY}(?:{_FINE})(?:\s(?:{_FINE}|and|but)){{0,4}}{_PICTURE}"
    rf"|{_VERY_ZH}{{1,5}}(?:{_FINE_ZH}){{1,2}}{_ENDS_ZH}{{0,3}}|(?:{_FINE_ZH}){_ENDS_ZH}{{1,3}}"
    r"|(?:i |we )?(?:(?:really|just|absolutely|so|do|still|also) ){0,3}(?:love|loved|like|liked|adore|prefer) "
    r"(?:it|this|that|them|these|those|this one|that one|the (?:picture|image|style|colou?rs?|first|second|last"
    r"|result)(?: one)?"
    r"|how .{1,30})(?: (?:so much|a lot|very much|too|all|better|more|best|picture|one|image)){0,3}"
)
COMPLAINING = re.compile(
    rf"(?:{_VERY}|(?:(?:it's |this is |that's )?(?:a bit|kinda|kind of|sort of) ))(?:{_POOR})(?:\s(?:{_POOR}"
    rf"|and)){{0,3}}{_PICTURE}"
    rf"|(?:{_VERY_ZH}|不太|不够|不怎么|不是很|不|并不){{0,4}}(?:{_POOR_ZH}){_ENDS_ZH}{{0,3}}"
    rf"|{_VERY_ZH}{{0,4}}(?:不太|不够|不怎么|不是很|不|并不)(?:{_FINE_ZH}){_ENDS_ZH}{{0,3}}"
    rf"|(?:(?:it|this|that)(?:'s| is| was)?|looks?)? ?not (?:so |very |that |really )?(?:{_FINE})(?: enough)?"
    r"|i (?:really )?(?:hate|dislike|don't like|dont like|do not like|didn't like) (?:it|this|that|this one"
    r"|the (?:picture|style|colou?rs?))"
)
TO_WHOM = re.compile(
    r"(?:bot|shenbi|there|everyone|everybody|all|guys|buddy|friend|mate|dear|bro|sir|神笔|大家|各位|老师|亲|机器人"
    r"|小神笔|师傅|朋友)"
)
PARTICLES = "呀啊啦哦噢喔呢吧嘛哈哒嘞咯哇哟呐"

REACTIONS = frozenset("👍👌🙏👏🙌🤝💪👋✌🤞🤟🤙🙋💯🎉🎊✨❤♥💕💖💗💓💞💘💝🧡💛💚💙💜🖤🤍🤎🔥🌹💐✅☑✔⭐🌟") | {
    chr(point)
    for first, last in ((0x1F600, 0x1F637), (0x1F641, 0x1F644), (0x1F910, 0x1F915), (0x1F917, 0x1F91B), (0x1F923, 0x1F92F),
                        (0x1F970, 0x1F976), (0x1F97A, 0x1F97A), (0x1FAE0, 0x1FAE8))
    for point in range(first, last + 1)
}  # fmt: skip
"""Emoji that answer something; the others may be what should be painted."""
LAUGHING = frozenset("😀😁😂😃😄😅😆🤣😹")

QUESTION = re.compile(
    r"(?:is (?:it|this|that|there|anything|anyone)|are (?:you|these|they|there)|do (?:you|i|we|they)|does (?:it|this)"
    r"|did (?:you|it|i)"
    r"|can (?:you|i|we|it)|could (?:you|i)|will (?:you|it|this)|would (?:you|it)|should i|may i|am i"
    r"|how (?:do|does|did|long|much|many|come|can|is|are|about|fast)"
    r"|why (?:is|are|did|do|does|was|not|so|can't|won't)|what(?:'s| is| are| was| does| do| did| can| else| about"
    r"| model| happened| if i)"
    r"|when (?:will|is|does|can)|where (?:is|are|can|did|do)|who (?:are|made|is|did|painted|drew)|which (?:model|style"
    r"|one|is|are))"
    r"(?:\s.*)?|how|why|when|where|what|who|which|huh|really|excuse me"
    r"|(?:为什么|为啥|怎么|咋|你是|你会|你能|你懂|你可以|你知道|多少钱|多久|要多久|要等多久|还要|谁画|谁做|谁是|谁的"
    r"|这是什么|这是啥|这是谁|这是哪|什么时候|什么意思|啥意思|啥|真的假的|有没有(?:办法|可能|别的|更)|能不能|可不可以"
    r"|是不是|会不会|要不要).{0,20}"
    r"|.{0,20}(?:[^羊]吗|什么|怎么样|咋样|怎么办|为什么|[了好完]没有?|有没有|行不行|好不好|可不可以|能不能|是啥|干嘛"
    r"|多久|多少钱|是谁|在哪|在哪里|哪里|哪个|几点)"
)
"""Also without a question mark. A question that describes a picture is asked about, which costs nothing."""

_MORE = (
    "more|less|brighter|darker|bigger|smaller|wider|closer|warmer|colder|cooler|sharper|softer|lighter|larger|longer"
    "|shorter|taller"
    "|thinner|thicker|older|younger|happier|sadder|simpler|cleaner|fewer"
)
_TOO = (
    "dark|bright|small|big|large|blurry|busy|colou?rful|red|blue|green|yellow|plain|simple|close|far|much|many|few|little|pale"
    "|saturated|noisy|sharp|soft|long|short|fat|thin|old|young|crowded|empty|flat|realistic|cartoonish|scary|sad"
)
_VERB_ON_IT = "make|turn|change|convert|paint|draw|redo|do|give|put|move|set|keep|let|leave|have"
_VERB_ON_PART = (
    "remove|delete|erase|drop|take out|take away|get rid of|replace|swap|crop|rotate|flip|zoom|enlarge|upscale"
    "|brighten|darken|blur"
    "|sharpen|recolou?r|fix|add|hide|cut"
)
_HOW_ZH = (
    "亮|暗|大|小|远|近|花|乱|素|淡|浓|红|蓝|绿|黄|黑|白|深|浅|高|低|胖|瘦|老|年轻|多|少|模糊|鲜艳|复杂|简单|单调"
    "|清晰|清楚|真实|柔和|明亮|圆|尖|长|短|粗|细|密|快|慢|冷|暖|可爱|写实|夸张"
)
_WHOM_ZH = "她|他|它|他们|她们|猫|狗|人|人物|图|这张|画面|天空|背景|主角|女孩|男孩"
_PART_ZH = "字|手|脸|眼睛|头|头发|腿|脚|手指|文字|颜色|背景|人物|比例|嘴|嘴巴|耳朵|尾巴|鼻子|衣服|姿势|表情|光线|天空"
INSTRUCTION = re.compile(
    r"(?:(?:please|pls|now|ok|and|but|can you|could you|请|麻烦|帮我|再|能不能|可以|那就|那)[\s,，]{0,3})*"
    r"(?:"
    rf"(?:{_VERB_ON_IT})\s(?:it|this|that|them|him|her|the|its|everything|all of it)\b.*"
    r"|give\sthe\s\w+\s.*|put\s.+\s(?:on|in|behind|next to|under|over|beside)\s(?:the|it|her|his|him|them|top)\b.*"
    rf"|(?:{_VERB_ON_PART})\s"
    r"(?:it|this|that|them|him|her|the|its|an?|some|more|in|out|on|off|one|two|three|four|five|\d|a few|lots)\b.*"
    r"|(?:without|with)\s(?:the|an?|more|less|fewer)\b.{0,40}|no\s\w+"
    rf"|(?:(?:an?\s(?:bit|little|lot|touch)|much|slightly|even)\s)?(?:{_MORE})(?:\s.{{0,30}})?"
    rf"|(?:(?:it|this|that|the\s\w+)(?:'s|\sis|\sare|\slooks?)?\s)?too\s(?:{_TOO})\b.{{0,30}}"
    r"|the\s(?:\w+\s){1,3}(?:is|are|looks?|has|have)\s(?:wrong|off|weird|missing|cut|blurry|broken|six|seven|too|extra|not)\b.*"
    r"|(?:the\s)?same\b[\s,]{0,3}(?:but|with|in|at|without|one|picture|again|thing|scene)\b.*"
    r"|(?:now|and|but|then|or)\s(?:in|at|with|as|on|from|without)\b.*|(?:in|as|at|from)\s.{1,30}\s(?:please|pls)"
    r"|(?:in\s)?black and white|(?:higher|lower|better|full|more)\s(?:resolution|quality|res|definition|detail)"
    r"|(?:an)?other\s(?:angle|pose|colou?r|version|background|variation|style|try)\b.*"
    r"|(?:a\s)?different\s(?:angle|pose|colou?rs?|version|background|variation|style)\b.*|try\s(?:again\s)?(?:with|in"
    r"|without)\b.*"
    r"|.{0,20}(?:改成|换成|变成|变为|改为|换为|改一下|换一下|改下|去掉|删掉|移除|抹掉|替换|放大|缩小|裁剪|旋转|调亮"
    r"|调暗|加上|加个|加一|再加|多加).*"
    r"|把.{1,20}[改换变去删移放调画弄做加擦抠遮缩涂染设拿搬转].{0,20}"
    r"|换(?:一?[个张种下]|掉).{0,12}|(?:修改|调整|调一?下|改一?下).{0,12}"
    rf"|[让叫](?:{_WHOM_ZH}).{{1,20}}|给(?:{_WHOM_ZH}).{{0,6}}[加戴换穿画配添上].{{1,15}}"
    r"|加[点些上个一两几].{1,15}|(?:不要|别要|别有)(?:有|出现)?.{1,8}|[少多](?:一点|一些|点|些|画|来).{0,8}"
    rf"|(?:太|有点儿?|过于|不够)(?:{_HOW_ZH})(?:了|啦)?|(?:再|更|稍微?|略)(?:{_HOW_ZH})(?:一?[点些]儿?)?(?:吧|呀)?"
    r"|(?:去|去除|抠|擦)(?:掉|除|水印|字|背景|图|人).{0,10}|[往向][左右上下前后].{0,8}|只(?:要|留|保留).{1,8}|黑白[的色]?"
    r"|(?:高清|清晰)(?:一?点|一些|的|版)?"
    rf"|(?:{_PART_ZH}).{{0,6}}(?:错了?|不对劲?|歪了?|多了|少了|没画|变形了?|太.{{1,2}}|奇怪|糊了?)"
    r"|(?:重画|重来|再来一张|再画一张|重新画)[，, ].{1,30}|再来一张(?:不要|要|带|没有|有).*"
    r"|(?:再|更|稍微|稍|有点太|太)?.{0,8}(?:一点|一点儿|一些|点儿|些)(?:吧|呀|啊)?"
    r")(?:\s(?:please|pls))?"
)
"""What changes a picture that is there, or says what is wrong with it."""

STYLE_WRAPS = re.compile(
    r"(?:(?:please|pls|now|make|turn|change|convert|paint|draw|redo|do|it|this|that|into|to|in|as|an?|the|like|try"
    r"|with|can you|could you)"
    r"\b\s?|(?:请|能不能|可不可以|可以|能|帮我|把它|把这张|把图|把这个|把|它|这张|这个|图|也|再来个|再来一张|来个"
    r"|来一张|来张|换成|改成|变成|变为|改为|换为|换|画成|做成|用|试试"
    r"|要|想要|一下)\s?)*"
)
STYLE_ENDS = (
    "please", "pls", "style", "version", "painting", "now", "风格", "风", "版", "版本", "的",
    "吧", "试试", "看看", "一下", "一张", "吗",
)  # fmt: skip

_POLITE = (
    r"(?:(?:(?:hey|hi|please|pls|can you|could you|would you|will you"
    r"|i want you to|i'd like you to|i would like you to)[\s,]+)*)"
)
_AMOUNT = r"(?:an?|the|some|one|two|three|four|five|six|seven|eight|nine|ten|\d{1,3}|my|our)\b"
_POLITE_ZH = (
    r"(?:(?:请|麻烦|拜托)[你您]?(?:帮我|给我|帮忙)?|帮我|给我|帮忙|我(?:想|要|想要)(?:你|请你)?(?:帮我|给我)?"
    r"|你?帮我|你来)"
)
ORDER = re.compile(
    r"(?:画|paint|draw|imagine)[:：]\s?(?=\S)|画\s(?=\S)"
    rf"|{_POLITE}(?:paint|draw|imagine)\s(?:(?:me|us)\s|(?={_AMOUNT}))"
    rf"|{_POLITE}(?:create|generate)\s(?:(?:me|us)\s)?(?={_AMOUNT})|{_POLITE}make\s(?:me|us)\s(?={_AMOUNT})"
    rf"|(?:{_POLITE_ZH}\s?)?画(?:一下\s?|(?=[一两二三四五六七八九十几][^下\s]|\d))|(?:{_POLITE_ZH}\s?)?画[个只条幅](?=\S{{1,}})"
    r"|再(?:帮我|给我)?画(?=[一两二三四五六七八九十几][^张幅次遍下\s])"
    rf"|{_POLITE_ZH}\s?画(?:一下)?(?=[^\s画吗嘛])",
    re.IGNORECASE,
)
"""Words before a subject that only say that it should be painted."""
LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
IMAGE_LINK = re.compile(r"https?://\S+\.(?:jpe?g|png|webp|gif|heic|avif|bmp|tiff?)(?:[?#]\S*)?", re.IGNORECASE)
