"""Recognises a clause under a picture that names nothing but a style, also one that the vocabulary does not have. Pure."""

from __future__ import annotations

from bot.grammar import lazy_re as re
from bot.grammar.style_lines import only_style

_NAMES = (
    "anime|manga|manhwa|webtoon|chibi|cartoons?|comics?|comic book|comic strip|graphic novel|ghibli|miyazaki|shinkai"
    "|pixar|disney|dreamworks|simpsons?|the simpsons|south park|rick and morty|family guy|minecraft|roblox|lego|sims"
    "|playmobil|funko|funko pop|muppets?|barbie|pokemon|zelda|gta|fortnite|arcane|marvel|dc|tim burton|wes anderson"
    "|watercolou?rs?|aquarelle|gouache|acrylics?|oils?|oil paint|oil paints|pastels?|crayons?|charcoal|chalk|pencils?"
    "|colou?red pencils?|graphite|ink|ink wash|sumi-?e|marker|sketch|sketchy|doodle|line ?art|lineart|line drawing"
    "|linocut|woodcut|woodblock|etching|engraving|lithograph|screen ?print|risograph|stencil|graffiti|street art|fresco"
    "|mosaic|stained glass|tapestry|embroidery|cross[ -]stitch|knitted|crochet|felt|origami|paper ?cut|papercraft|collage"
    "|clay|claymation|plasticine|stop[ -]motion|oil on canvas|on canvas|canvas|plastic model|porcelain|marble statue"
    "|wood carving|balloon art|sand art|pixel ?art"
    "|pixels?|8[ -]?bits?|16[ -]?bits?|voxels?|low[ -]?poly|isometric|vector|flat design|flat|3d|3d render|3d cartoon"
    "|cgi|unreal engine|blender|cel[ -]shaded|pop art|art deco|art nouveau|bauhaus|cubism|cubist|surrealism|surrealist"
    "|surreal|impressionism|impressionist|expressionist|pointillism|baroque|rococo|renaissance|medieval|gothic|minimalism"
    "|minimalist|minimal|abstract|ukiyo-?e|japanese woodblock|chinese ink|chinese painting|persian miniature|cyberpunk"
    "|steampunk|solarpunk|vaporwave|synthwave|retrowave|y2k|retro|vintage|film noir|noir|sin city|polaroid|film|35mm"
    "|analog|hand[ -]drawn|hand[ -]painted|impressionistic|photo|photograph|photographic|photography|photoreal"
    "|photorealism|photorealistic|photo realistic"
    "|hyper ?realism|hyper ?realistic|realism|realistic|real photo|cinematic|blueprint|storybook|picture book"
    "|children'?s book|colou?ring book|colou?ring page|sticker|tarot|tarot card|propaganda poster"
    "|van gogh|vincent van gogh|monet|picasso|dal[ií]|salvador dal[ií]|klimt|hokusai|banksy|warhol|andy warhol"
    "|rembrandt|da vinci|leonardo|vermeer|mucha|hopper|basquiat|frida kahlo|matisse|munch|caravaggio|bob ross|moebius"
    "|norman rockwell|hr giger|giger|magritte|kandinsky|mondrian|turner|cezanne|gauguin|seurat|escher"
)
_HEADS = "style|painting|paintings|drawing|illustration|sketch|portrait painting|cartoon|print|artwork|render|rendering"
_FILLERS = (
    "sketch(?= it| this)|now|and|but|then|ok|okay|also|just|maybe|please|pls|plz|lol|hmm|make|turn|change|convert|transform"
    "|redo|redraw|remake|recreate|render|draw|paint|do|try|give|show|can|could|would|will|you|u|i|i'd|we|see|get|have|want"
    "|like|love to|it|this|that|him|her|them|me|us|everything|the|whole|picture|image|photo|pic|scene|same|one"
    "|thing|to|into|in|as|a|an|be|look|more|a bit|slightly|of|with|using|how about|what about|what if"
    "|for|my|let's|lets|something|kind|sort|style|instead|again|all|go|full|if|it was|were|version|but as"
    "|possible|is it possible|would love|i want|another|next|let me|should|maybe as|or|yes|yeah|a kind"
)
_ENDS = (
    "style|styled|styles|version|pic|wallpaper|scene|look|looks|vibes?|feel|aesthetic|effect|art|painting|drawing"
    "|sketch|illustration|print|card"
    "|film|movie|photo|picture|image|poster|page|panel|cover|character|characters|figure|figurine|toy|render"
    "|portrait|please|pls|plz"
    "|instead|now|this time|thanks|thank you|thx|lol|too|maybe|next|again|when|cel|still|window|statue|doll|puppet"
    "|sculpture|mural|filter|one|game|world|design|way|kind of"
)
_QUALITY = (
    "soft|loose|old|old school|classic|colou?rful|detailed|digital|traditional|modern|cute|dark|light|black and white"
    "|b&w|rough|simple|delicate|bold|japanese|chinese|french|italian|dutch|american|soviet|russian|korean|90s|80s|70s"
    "|60s|50s|1990s|1980s|1970s|1960s|1950s|90's|80's|studio|proper|real|kid's|child's|children's|hand[ -]drawn|hand"
    "|drawn|painted|fine|hyper|ultra"
)
_PREFIX_EN = re.compile(rf"(?:(?:{_FILLERS})\s){{0,12}}")
_NAMED_EN = re.compile(
    rf"(?:(?:{_QUALITY})\s){{0,3}}(?:{_NAMES})(?:'s)?(?:[\s-](?:{_NAMES}|{_QUALITY}|{_ENDS})){{0,5}}(?:\s(?:with|and"
    rf"|plus|meets|x|mixed with)\s(?:[a-z]+\s){{0,2}}(?:lines?|outlines?|line work|strokes|brush ?strokes|textures?"
    rf"|wash|shading|edges|{_NAMES}))?(?:\s(?:of|for"
    rf"|with|on)\s(?:this|it|him|her|me|us|them|that|the (?:picture|photo|image|pic)))?(?:\s(?:please|pls|plz"
    rf"|instead))?"
)
# Any style by its kind: in the style of X, like a X painting, X style.
_OF_KIND_EN = re.compile(
    r"(?:.{0,20}\s)?in the (?:style|manner|look) of\s.{2,40}|(?:.{0,20}\s)?(?:in|as|like|into|to)\s(?:an?\s)?"
    rf"(?:[\w'-]{{2,16}}\s){{1,3}}(?:{_HEADS})(?:\s(?:please|pls|plz|instead|now|style))?"
    r"|(?:(?:make|do|draw|paint|redo) (?:it|this|that) )?(?:as if|like|as though)(?: it(?:'s| is| was| were)?"
    r"| they were)? (?:drawn|painted|made|sketched|done|knitted|carved|built|sculpted|printed|shot) (?:by|with|in"
    r"|out of|from|on|of) .{2,30}"
    r"|(?:make|turn|convert) (?:it|this|that) (?:in)?to (?:an? )?(?:painting|drawing|illustration|sketch|photo"
    r"|print) (?:by|of|from) .{2,25}"
    r"|(?:make|have) (?:it|this|that) (?:look )?(?:like it was |as if |like )?(?:painted|drawn|made|done|shot"
    r"|illustrated) (?:by|with|in) .{2,30}"
    r"|(?!(?:your|this|that|the|her|his|love|like|same|hair|what|which|more|i|nice|cool|great|my|different|another"
    r"|art|such|good|better|its|their|sick|beautiful|amazing|wrong|no|not)\b)(?:[\w'-]{2,14}\s){1,4}style(?: please"
    r"| pls| plz)?"
    r"|(?:make|do|draw|paint|redo) (?:it|this|that) (?:like|as|the way) (?:if )?(?:an?|my|the) [\w' -]{2,20} (?:would"
    r"|did|does|drew it|made it|painted it)(?: it)?"
    r"|(?:make|turn|convert|transform)\s(?:it|this|that|him|her|me|us|them|everything)\s(?:.{0,12}\s)?(?:style|painting)"
    rf"|(?:{_NAMES})-?(?:i?fy|ize|ise)(?:\s(?:it|this|that|me|him|her|us|them))?"
    r"|(?:cartoonify|animefy|animify|ghiblify|pixarify|simpsonify|toonify|stylize|stylise|disneyfy|sketch"
    r"|cartoon)(?:\s(?:it|this|me|him|her|us))?"
)
_HOW_WOULD = re.compile(r"^(?:how|what) would (?:it|this|that|he|she|they|we|i|me) look(?: like)? (?=in\b|as\b|with\b)")
_NOT_A_STYLE = re.compile(
    r"(?!(?:.{0,20}\s)?in the style of ).*\b(?:hair|same|different|another|other|better|that|this|what|which|the|her"
    r"|his|my|your)\s(?:style|painting"
    r"|drawing|sketch|print|cartoon)"
)
# What begins like this speaks about the picture: looks like a painting, do you like anime.
_REMARK = re.compile(
    r"(?:(?:it|this|that|he|she|they|these|those|the \w+)(?:'s| is| are| was| were)?\s)?(?:so |really |kinda |just )?"
    r"(?:looks|feels|reminds|seems|is|are|was|were)\b|(?:it|that|this|she|he)'s\b|do (?:you|they|i)\b|(?:does"
    r"|did) (?:you|it|this|they|i|he|she)\b"
    r"|i (?:really |just |kinda |still )?(?:love|like|hate|prefer|see|think)\b|(?:why|who|where|which|when)\b"
    r"|what (?!if\b|about\b)|how (?!about\b)"
    r"|(?:感觉|好|真|太|很|就|简直){0,3}像(?!素)[^点那种更一]{1,12}(?:一样|似的|[啊呀诶了嘛哈]*)$"
    r"|(?:can|could|do|will) (?:you|u|it|the bot|this bot) (?:also |only |even )?(?:draw|do|make|paint|create)"
    r" (?!it |this |him |her |us |me |them |these |those )(?:[a-z]+ ){0,2}[a-z]+s(?: too| as well| also)?$"
)
_NAMES_ZH = (
    "四格漫画|四格|连环画|分镜|8位|16位|8bit|游戏画面|游戏|水彩|水粉|油画|素描|速写|彩铅|彩色铅笔|铅笔|铅笔画|蜡笔"
    "|蜡笔画|粉笔|粉笔画|马克笔|炭笔"
    "|钢笔|钢笔画|丙烯|铜版画|石版画|版画"
    "|木刻|壁画|岩彩|国画|中国画|工笔|工笔画|水墨|水墨画"
    "|山水画|写意|国潮|国风|中国风|古风|敦煌|浮世绘|和风|日式|日系|韩系|欧美|美式|动漫|动画|漫画|日漫|美漫|韩漫|国漫"
    "|条漫|二次元|三次元|卡通|儿童画|简笔画|涂鸦|线稿"
    "|线描|白描|插画|插图|绘本|扁平|扁平插画|矢量|手绘|手账|像素|像素画|像素点|体素|低多边形|低面|3d|3d卡通|三维"
    "|立体|c4d|皮克斯|迪士尼|吉卜力|宫崎骏|新海诚|海绵宝宝|辛普森|小黄人"
    "|蜡笔小新|哆啦a梦|鸟山明|乐高|积木|我的世界|手办|盲盒|泡泡玛特|粘土|黏土|橡皮泥|毛毡|羊毛毡|毛线|针织|刺绣"
    "|十字绣|剪纸|折纸|纸雕|皮影|年画|瓷器|青花瓷|青花|琉璃|玻璃|彩绘玻璃"
    "|马赛克|拼贴|雕塑|石膏|石膏像|木雕|沙画|糖画|赛博朋克|赛博|蒸汽朋克|蒸汽波|废土|哥特|巴洛克|洛可可|文艺复兴"
    "|中世纪|印象派|野兽派|立体派|立体主义|抽象|抽象派|超现实|超现实主义|极简|极简主义"
    "|波普|波普艺术|包豪斯|孟菲斯|装饰艺术|复古|怀旧|港风|老电影|老照片|胶片|电影|电影感|拍立得|摄影|照片|真人|写真"
    "|写实|超写实|真实照片|黑白漫画|q版|q萌|梵高|莫奈|毕加索|达芬奇|达利|蒙克"
    "|葛饰北斋|齐白石|张大千|徐悲鸿|吴冠中|几米|表情包|贴纸|图标|吉祥物|塔罗牌|像素风|ins|多巴胺|莫兰迪|小清新"
    "|治愈系|暗黑|暗黑系"
)
_PREFIX_ZH = re.compile(
    "(?:请|麻烦|能不能|可不可以|可否|能否|可以|能|会不会|要不|要不然|不如|还是|那就|那|再|也|都|给我|帮我|帮忙"
    "|我想要|我要|我想|想要|想看|想|要|来|换|改|变|转换|转|画|做|弄|整|搞|生成|重绘|渲染"
    "|p|P|成|为|用|试试|试一下|试|把它|把这个|把这张图片|把这张图|把这张|把图片|把图|把他|把她|把我|让它|它|这张图"
    "|这张|这个|这图|图片|照片(?=[改换变转做画弄])|一下|一个|一张|一幅|幅|一版|一种"
    "|个|张|版(?!画)|种|下|整体|整个|画面|全部|全|更|偏|像(?!素)|类似|按照|按|以|同样的|风格|画风|那种|有没有){0,8}"
)
_ENDS_ZH = (
    "风格|画风|风|版本|版的?|画法|画|感觉?|样子|模样|效果|质感|形式|类型|那种|那样|一样|画的|的|吧|呗|呀|啊|呢|吗|嘛"
    "|么|哦|试试|看看|看|一下|一张|可以|好|行|不|谢谢|一点儿?|点儿?|些|下|味|调|主义|化|滤镜|角色|人物|脸|头像|卡片"
    "|渲染|线条|笔触|质地|色块"
    "|海报"
    "|来一?[张个]|怎么样|如何|咋样|了?行不行|好不好"
)
_QUALITY_ZH = (
    "简单|干净|精细|粗犷|细腻|柔和|梦幻|老|旧|八十年代|九十年代|七十年代|上世纪|黑白|彩色|复古|可爱|简约|经典|现代|中式"
    "|日式|欧式"
    "|老式|淡雅|唯美|清新|少女|儿童|真实|传统|厚涂|90年代|80年代"
)
_NAMED_ZH = re.compile(
    rf"(?:(?:{_QUALITY_ZH})的?)?(?:(?:{_NAMES_ZH})(?:的|那种)?[加和配混+跟与]?){{1,3}}(?:{_ENDS_ZH}){{0,5}}"
    r"(?:会?是?(?:什么|啥)样子?的?|会?(?:怎么样|咋样|如何)|(?:再|重新)[画来做](?:一?[遍次张版下个]|$))?"
)
_OF_KIND_ZH = re.compile(
    r"(?!.*(?:喜欢|爱|就是|什么))[^这那是了]{2,10}(?:那种|那样的?)(?:风格|画风|感觉|味道|调调|的)(?:的|吧|呗)?|(?:画成"
    r"|做成|改成|换成|弄成|变成|搞成).{1,8}(?:画|拍"
    r"|捏|缝|织|刻|剪|印)(?:出来)?的(?:那种|那样|样子|感觉)?"
    r"|(?:画成|做成|改成|换成)?像.{1,10}(?:画的?|风格|画风)?(?:那种|那样的?|的那种|画的)(?:风格|感觉|画风)?(?:的|吧)?"
    r"|(?:换|试试|来)(?:一?[个种下])?(?:别的|其他的?|另一种|另外的?|不同的)?(?:画风|风格)(?:吧|试试|看看|呗)?"
    r"|(?:来个|换成|改成|变成|要|换)?(?!.*(?:[大海微台凉吹刮冷春秋晚清狂暴威屏作有起]|龙卷|喜欢|这种|什么|爱死"
    r"|好)风)[^的了是有这那什]{2,6}风(?:的|吧|呗|格的)?|(?:请|麻烦|能不能|可不可以|可以|能|帮我|给我"
    r"|再)?(?:把.{1,6})?(?:换成|改成|变成|转成|转换成|做成|弄成|画成|用|来个|来张|搞成|整成|p成)"
    r"[^这那什啥哪别其]{1,8}(?:风格|画风)(?:的|吧|呗|吗|谢谢)?|[^这那什啥哪别其他它喜爱好很太怎换个]{2,6}(?:风格"
    r"|画风)(?:的|吧|呗|谢谢)?"
)


def style_of_reply(clause: str) -> str | None:
    """The style of a clause under a picture that names nothing else: its name in the vocabulary, or an empty text for a style
    that only its words describe. None for a clause that says more."""
    if style := only_style(clause):
        return style
    clause = _HOW_WOULD.sub("", clause, count=1)
    if _REMARK.match(clause):
        return None
    found = _PREFIX_EN.match(clause)
    rest = clause[found.end() :] if found else clause
    if _NAMED_EN.fullmatch(rest):
        return ""
    if _OF_KIND_EN.fullmatch(clause) and not _NOT_A_STYLE.match(clause):
        return ""
    found = _PREFIX_ZH.match(clause)
    rest = clause[found.end() :] if found else clause
    if _NAMED_ZH.fullmatch(rest) or _NAMED_ZH.fullmatch(clause) or _OF_KIND_ZH.fullmatch(clause):
        return ""
    return None
