"""Which words the painter knows, and what each means. Data, not code.

One line a meaning: `kind:name` and the words for it in English and Chinese; `_` stands for a space. English words are
matched with their plain plurals; Chinese ones wherever they occur, the longest first. A word may stand in several lines.
"""

from typing import Final

Rgb = tuple[int, int, int]

MEANINGS: Final[dict[str, str]] = {
    # When
    "hour:dawn": """
        sunrise dawn daybreak morning first_light 日出 清晨 黎明 破晓 朝阳 晨曦 早晨 晨光 旭日 拂晓 晨雾 清早
    """,
    "hour:day": """
        noon midday daytime daylight afternoon sunny sunlit sunshine 白天 正午 中午 午后 下午 晴天 晴朗 阳光
        艳阳 烈日 白昼
    """,
    "hour:sunset": "sunset sundown golden_hour evening_glow 日落 夕阳 落日 晚霞 黄昏 傍晚 余晖 火烧云 斜阳 残阳",
    "hour:dusk": "dusk twilight evening blue_hour nightfall 暮色 薄暮 暮光 入夜 华灯初上 蓝调时刻",
    "hour:night": """
        night midnight nighttime nocturnal starry moonlit moonlight 夜 夜晚 夜色 夜景 深夜 午夜 星夜 星空 月夜
        月光 夜空 今夜 夜里 寒夜
    """,
    # Weather
    "weather:rain": "rain rainy raining drizzle downpour shower 雨 下雨 细雨 春雨 雨天 烟雨 暴雨 雨夜",
    "weather:snow": """
        snow snowing snowfall blizzard snowflake snowstorm
        雪 下雪 大雪 飘雪 雪花 初雪 风雪 瑞雪 雪夜
    """,
    "weather:white": """
        snow snowy snow_covered snow_capped snowing snowfall blizzard snowstorm snowfield
        雪 下雪 大雪 飘雪 初雪 风雪 瑞雪 雪夜 雪山 雪地 雪原 雪景 冰雪 雪国
    """,
    "weather:fog": "fog foggy mist misty haze hazy 雾 薄雾 云雾 迷雾 雾气 朦胧 烟雾 晨雾 烟雨 仙境 仙气",
    "weather:storm": "storm stormy thunder lightning thunderstorm tempest 暴风雨 雷电 闪电 雷雨 风暴 狂风",
    "weather:cloudy": "cloud cloudy clouds 云 多云 白云 云朵 彩云 祥云",
    "weather:overcast": "overcast gloomy grey_sky 阴天 乌云 阴云",
    "weather:clear": "clear cloudless 万里无云 晴空 碧空",
    "weather:rainbow": "rainbow 彩虹",
    "weather:aurora": "aurora northern_lights 极光",
    "weather:wind": "wind windy breeze 风 微风 清风",
    # Seasons
    "season:spring": "spring springtime 春 春天 春日 春季 阳春",
    "season:summer": "summer summertime 夏 夏天 夏日 夏季 盛夏",
    "season:autumn": "autumn fall autumnal 秋 秋天 秋日 秋季 金秋 深秋 秋色",
    "season:winter": "winter wintry frost frozen ice icy 冬 冬天 冬日 冬季 寒冬 冰 冰封",
    # Where
    "place:sea": """
        sea ocean beach seaside coast shore wave harbor harbour bay island lagoon surf 海 大海 海洋 海边 海滩
        沙滩 海面 海浪 海岸 海上 港湾 海港 海岛 波浪 浪花 海湾 东海 岛
    """,
    "place:lake": "lake pond reservoir pool 湖 湖泊 湖面 湖水 西湖 湖畔 湖边 池塘 荷塘 水面 池",
    "place:river": """
        river stream creek brook canal waterway 河 江 河流 小溪 溪流 江南 长江 江水 小河 溪 河畔 江边 水乡 漓江
        运河
    """,
    "place:waterfall": "waterfall cascade 瀑布",
    "place:mountain": """
        mountain peak mountains alps cliff summit valley hill highland volcano himalaya 山 大山 山脉 高山 雪山
        群山 山峰 远山 山谷 山水 峰 黄山 山川 悬崖 火山 富士山 山间 江山
    """,
    "place:forest": """
        forest wood woods woodland jungle grove rainforest 森林 树林 丛林 竹林 林间 林海 密林 雨林 枫林 松林 林
    """,
    "place:meadow": """
        meadow field grassland prairie garden lawn pasture farm park countryside grass wheat 草地 草原 田野 花园
        花海 花田 原野 稻田 麦田 牧场 花丛 公园 田园 油菜花田 梯田
    """,
    "place:desert": "desert dune sahara oasis sand 沙漠 沙丘 戈壁 大漠 荒漠 绿洲 敦煌",
    "place:city": """
        city skyline skyscraper downtown metropolis urban street cyberpunk neon shanghai tokyo york futuristic
        城市 都市 高楼 街道 街头 摩天大楼 大厦 霓虹 赛博朋克 上海 外滩 街 东京 夜市 北京 未来城
    """,
    "place:village": """
        village town hamlet cottage countryside 村庄 小镇 村落 乡村 古镇 农村 山村 人家 水乡 渔村 田园 故乡
    """,
    "place:interior": """
        interior room indoor indoors bedroom kitchen cafe library studio sofa window windowsill fireplace desk
        室内 房间 卧室 客厅 书房 厨房 咖啡馆 图书馆 窗 窗边 窗台 窗前 沙发 壁炉 屋里 家里 茶室 书桌
    """,
    "place:space": """
        space galaxy planet nebula cosmos universe astronaut spaceship milky_way 太空 宇宙 银河 星系 行星 星云
        宇航员 外太空 飞船 星球
    """,
    "place:underwater": """
        underwater undersea coral reef seabed deep_sea jellyfish mermaid 海底 水下 珊瑚 深海 水母 海底世界
        美人鱼
    """,
    "place:cloudsea": "sea_of_clouds cloudscape above_the_clouds 云海 云端 云上",
    # In the sky
    "thing:sky": "sky skies 天空 蓝天 天际 天",
    "thing:sun": "sun sunrise sunset sundown 太阳 日出 日落 朝阳 夕阳 落日 烈日 旭日 残阳 斜阳",
    "thing:moon": "moon moonlit moonlight full_moon crescent 月 月亮 明月 圆月 月光 月夜 弯月 新月 满月 中秋 嫦娥",
    "thing:stars": "star stars starry galaxy milky_way 星 星星 星空 繁星 星光 银河 星夜 星辰 流星 meteor",
    "thing:lantern": "lantern lanterns 灯笼 红灯笼 天灯 孔明灯 花灯 灯火 元宵 红灯笼 lights",
    "thing:fireworks": "firework fireworks 烟花 烟火 焰火 新年 春节 过年",
    "thing:balloon": "balloon balloons hot_air_balloon 气球 热气球",
    "thing:kite": "kite 风筝",
    # Trees
    "thing:tree": "tree trees 树 大树 树木 一棵树 古树 树下 树叶",
    "thing:pine": "pine fir spruce evergreen christmas_tree conifer cypress 松 松树 松林 杉 柏 圣诞树 迎客松 黄山",
    "thing:willow": "willow willows 柳 柳树 垂柳 杨柳",
    "thing:palm": "palm palms coconut tropical 椰树 棕榈 椰子 热带 椰林",
    "thing:cherry": """
        cherry sakura blossom cherry_blossom plum peach_blossom 樱花 樱 梅花 桃花 梅 桃树 杏花 花树 梨花
    """,
    "thing:bamboo": "bamboo 竹 竹子 竹林 翠竹",
    "thing:maple": "maple maples ginkgo 枫 枫叶 枫树 红叶 银杏 枫林",
    "thing:cactus": "cactus cacti 仙人掌",
    # Flowers
    "flower:rose": "rose roses 玫瑰 蔷薇 月季 玫瑰花",
    "flower:tulip": "tulip tulips 郁金香",
    "flower:sunflower": "sunflower sunflowers 向日葵 葵花",
    "flower:lotus": "lotus waterlily water_lily lily_pad lilies 荷花 莲花 睡莲 荷塘 荷叶 莲 荷",
    "flower:lavender": "lavender 薰衣草",
    "flower:poppy": "poppy poppies 罂粟 虞美人",
    "flower:daisy": "daisy daisies chamomile dandelion 雏菊 菊花 蒲公英 菊",
    "flower:canola": "canola rapeseed 油菜花 油菜花田",
    "flower:peony": "peony peonies hydrangea 牡丹 芍药 绣球",
    "flower:wild": """
        flower flowers floral wildflower bloom bouquet blossoms 花 红花 鲜花 野花 花海 花田 花朵 花丛 花园 百花 花儿
    """,
    "flower:wheat": "wheat barley rice 麦田 稻田 麦浪 小麦 稻",
    # Made by people
    "thing:boat": """
        boat ship sailboat sail yacht vessel fishing_boat 船 小船 帆船 渔船 扁舟 轮船 孤舟 孤帆 舟 帆 乌篷船 渔舟
    """,
    "thing:house": """
        house home cottage cabin hut farmhouse village town villa 房子 房屋 小屋 木屋 人家 农舍 茅屋 别墅 村庄
        小镇 村落 古镇 屋 家园
    """,
    "thing:castle": "castle palace fortress 城堡 宫殿 皇宫 故宫",
    "thing:pagoda": "pagoda temple shrine pavilion 塔 宝塔 寺庙 古塔 亭子 亭 楼阁 阁 庙 凉亭 雷峰塔 古寺",
    "thing:bridge": "bridge bridges 桥 小桥 石桥 拱桥 断桥 廊桥",
    "thing:lighthouse": "lighthouse 灯塔",
    "thing:windmill": "windmill windmills 风车",
    "thing:lamp": "lamp streetlight lamppost candle 路灯 台灯 蜡烛 灯",
    "thing:umbrella": "umbrella parasol 伞 雨伞 油纸伞 红伞",
    "thing:path": "path road trail track 路 小路 小径 道路 公路",
    "thing:torii": "torii 鸟居",
    # Alive
    "animal:cat": "cat cats kitten kitty 猫 小猫 猫咪 橘猫 黑猫 白猫",
    "animal:dog": "dog dogs puppy corgi husky retriever shiba 狗 小狗 柴犬 柯基 犬 狗狗 哈士奇",
    "animal:fox": "fox foxes 狐狸 狐",
    "animal:rabbit": "rabbit bunny hare rabbits 兔 兔子 小兔 玉兔",
    "animal:bear": "bear bears teddy 熊 小熊 棕熊 北极熊",
    "animal:panda": "panda pandas 熊猫 大熊猫",
    "animal:tiger": "tiger tigers 老虎 虎",
    "animal:owl": "owl owls 猫头鹰",
    "animal:penguin": "penguin penguins 企鹅",
    "animal:horse": "horse horses pony stallion unicorn 马 骏马 白马 奔马 独角兽",
    "animal:deer": "deer stag reindeer elk moose fawn 鹿 小鹿 麋鹿 驯鹿 神鹿 梅花鹿",
    "animal:sheep": "sheep lamb goat 羊 绵羊 山羊 小羊 羊群",
    "animal:cow": "cow cattle ox buffalo bull 牛 水牛 奶牛 黄牛",
    "animal:camel": "camel camels 骆驼 驼队",
    "animal:elephant": "elephant elephants 大象 象",
    "animal:bird": "bird birds seagull gull swallow flock geese 鸟 飞鸟 海鸥 燕子 小鸟 大雁 鸥 雁 飞燕 鸽子 白鸽",
    "animal:crane": "crane cranes heron egret 鹤 仙鹤 白鹤 白鹭 丹顶鹤 鹭",
    "animal:swan": "swan swans duck ducks goose 天鹅 鸭 鸭子 鸳鸯 鹅",
    "animal:fish": "fish fishes goldfish koi carp 鱼 锦鲤 金鱼 小鱼 鲤鱼",
    "animal:whale": "whale whales dolphin 鲸 鲸鱼 海豚 蓝鲸 鲲",
    "animal:butterfly": "butterfly butterflies moth 蝴蝶 彩蝶 蝶",
    "animal:firefly": "firefly fireflies 萤火虫 流萤",
    "animal:jellyfish": "jellyfish 水母",
    "animal:dragon": "dragon dragons 龙 神龙 巨龙 青龙 金龙",
    # People
    "person:person": """
        person people man someone figure human traveler traveller wanderer boy guy monk hero warrior samurai
        fisherman old_man poet knight 人 行人 旅人 男人 老人 少年 男孩 渔夫 诗人 侠客 武士 游客 背影 人物 路人
        剑客 渔翁 骑士
    """,
    "person:woman": """
        woman girl lady princess mermaid dancer goddess queen fairy bride 女人 女孩 少女 姑娘 女子 美女 仙女
        公主 女神 小姐姐 新娘 嫦娥 女生 古风美人 美人
    """,
    "person:child": "child kid children kids baby boy toddler 孩子 小孩 儿童 娃娃 宝宝 小朋友 小男孩 小女孩 男孩",
    "person:couple": "couple lovers together 情侣 恋人 两个人 夫妻 爱人 爱情",
    "person:astronaut": "astronaut cosmonaut 宇航员 航天员",
    "person:robot": "robot android mecha 机器人 机甲",
    "person:face": "portrait face selfie headshot avatar 肖像 头像 人像 脸 面孔 特写 自画像 写真",
    # Moods
    "mood:calm": "calm quiet peaceful serene tranquil zen silence still 宁静 平静 安静 静谧 祥和 恬静 禅意 悠闲",
    "mood:warm": """
        warm cozy cosy love sweet happy joy joyful cheerful golden 温暖 温馨 幸福 快乐 甜蜜 欢乐 热情 喜庆 可爱
        治愈
    """,
    "mood:sad": """
        sad lonely melancholy sorrow gloomy alone solitude blue_mood 悲伤 孤独 忧郁 寂寞 惆怅 忧伤 萧瑟 凄凉
        思念
    """,
    "mood:dream": """
        dream dreamy fantasy magical magic fairy surreal ethereal enchanted wonderland 梦 梦幻 幻想 奇幻 魔法
        童话 唯美 仙境 神秘 梦境
    """,
    "mood:dark": "dark horror scary gothic sinister shadow 黑暗 恐怖 阴森 阴暗 幽暗 哥特",
    "mood:epic": "epic grand majestic magnificent dramatic spectacular 壮丽 宏伟 壮观 史诗 磅礴 雄伟 气势",
    "mood:vivid": "vivid colorful colourful vibrant bright 鲜艳 多彩 缤纷 绚丽 五彩 五颜六色 明亮 色彩斑斓",
    "mood:pale": """
        pale pastel soft minimal minimalist minimalism faded simple 淡雅 柔和 清新 极简 简约 素雅 留白 清淡
    """,
    # Styles, for "auto"
    "style:photography": """
        photo photograph photography photographic realistic photorealistic cinematic
        照片 摄影 写实 真实 逼真 电影感 实拍
    """,
    "style:portrait": "portrait headshot selfie 肖像 人像 写真 头像",
    "style:3d cartoon": """
        3d pixar cartoon clay toy render c4d
        blender 卡通 三维 皮克斯 玩具 粘土 盲盒
    """,
    "style:anime": "anime manga ghibli otaku 动漫 动画 二次元 漫画 宫崎骏 新海诚 日漫",
    "style:oil painting": """
        oil_painting impressionist impressionism gogh monet 油画 印象派
        梵高 莫奈
    """,
    "style:watercolor": "watercolor watercolour aquarelle gouache 水彩 水彩画",
    "style:sketch": "sketch pencil drawing charcoal draft 素描 铅笔 速写 手绘 线稿 炭笔",
    "style:chinese painting": """
        chinese_painting ink_wash ink_painting sumi 国画 水墨 中国画 山水画 工笔 水墨画 写意 丹青 中国风
    """,
    "style:flat illustration": """
        flat illustration vector poster minimalist geometric icon 扁平 插画 矢量 海报 插图 几何
    """,
}

COLOURS: Final[dict[str, tuple[Rgb, str]]] = {
    "red": ((204, 34, 40), "red scarlet crimson ruby 红 红色 大红 朱红 赤 通红 鲜红 绯红 红灯笼 红伞 红花"),
    "orange": ((238, 128, 36), "orange amber 橙 橙色 橘色 橘黄 橘 橘猫 橙猫 金鱼"),
    "yellow": ((244, 204, 52), "yellow lemon 黄 黄色 鹅黄 明黄"),
    "gold": ((222, 172, 62), "gold golden 金 金色 金黄 金灿灿 金龙"),
    "green": ((58, 150, 78), "green emerald jade verdant 绿 绿色 翠绿 碧绿 草绿 嫩绿 翠 墨绿"),
    "teal": ((38, 150, 150), "teal turquoise cyan aqua 青 青色 青绿 湖蓝 碧 青龙"),
    "blue": ((44, 92, 190), "blue azure navy sapphire indigo cobalt 蓝 蓝色 深蓝 天蓝 湛蓝 蔚蓝 靛蓝 蓝鲸"),
    "purple": ((128, 70, 172), "purple violet lilac mauve 紫 紫色 紫罗兰 淡紫"),
    "pink": ((238, 138, 168), "pink rosy magenta 粉 粉色 粉红 桃红"),
    "brown": ((122, 80, 50), "brown chocolate 棕 棕色 褐色 咖啡色"),
    "white": ((244, 244, 242), "white ivory snow_white 白 白色 雪白 洁白 白猫 白马 白鸽"),
    "black": ((26, 26, 30), "black ebony 黑 黑色 漆黑 黑猫"),
    "grey": ((136, 140, 146), "grey gray silver silvery 灰 灰色 银色 银白"),
}

#: Words that say the next thing is not to be painted.
NOT_WORDS: Final = "no without not never 没有 不要 无 别 不带 去掉 避免 除了"

#: Words that say how many of the next thing.
COUNTS: Final[dict[int, str]] = {
    1: "a an one single lone 孤舟 孤帆 一 一只 一个 一艘 一条 一棵 一座 一叶 孤 一轮 一位 一匹",
    2: "two pair couple twin 两 两只 两个 二 一对 双 两艘 两条 两匹",
    3: "three several few some 三 三只 三个 几只 几个 几 三艘 三五",
    4: "four 四 四只 四个",
    5: "five six seven 五 五只 六 六只 七 七只",
    8: """
        sea_of field_of fields_of many flock lots countless dozens hundreds group herd
        许多 很多 成群 一群 群 无数 漫天 满天 众多 十 八
    """,
}

#: Words without a meaning of their own for a picture.
QUIET_WORDS: Final = """
    a an the of on in at with and or to from by for over under into onto near beside between behind
    above below is are was be being this that these those it its his her their my your our as style
    painting picture image art artwork very really so too high quality detailed best masterpiece 4k 8k
    hd through across around along up down out off some scene view landscape background foreground light
    big small little old young new tall long great beautiful please draw paint make create me i you we
    they wearing standing sitting walking flying running playing sleeping looking swimming sailing there
    one two
"""
QUIET_SIGNS: Final = frozenset(
    "看望赏下面旁边远方去来坐站走飞着正要想好真很多少大小美丽可爱的了在和与是一个只画张幅请我你他她它们上下里中有很着地得把被从到向往之于其这那给帮生成图片景色风格日光高质量"
)
