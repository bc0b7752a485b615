"""The words that the painter knows, with their meanings. Data, not code.

One line a meaning: `kind:name` and the words for it in English and Chinese; `_` stands for a space. English words are
matched with their plain plurals; Chinese ones by the longest word that
fits, and a single sign only where no unknown sign stands beside it. A word may stand in several lines.
"""

from typing import Final

Rgb = tuple[int, int, int]

MEANINGS: Final[dict[str, str]] = {
    # When
    "hour:dawn": """
        sunrise dawn daybreak morning first_light 日出 清晨 黎明 破晓 朝阳 晨曦 早晨 晨光 旭日 拂晓 晨雾 清早
    """,
    "hour:day": """
        noon midday daytime daylight afternoon sunny sunlit sunshine blue_sky 白天 蓝天 蓝天白云 正午 中午 午后
        下午 晴天 晴朗 阳光
        艳阳 烈日 白昼
    """,
    "hour:sunset": "sunset sundown golden_hour evening_glow 日落 夕阳 落日 晚霞 黄昏 傍晚 余晖 火烧云 斜阳 残阳",
    "hour:dusk": "dusk twilight evening blue_hour nightfall 暮色 薄暮 暮光 入夜 华灯初上 蓝调时刻",
    "hour:night": """
        night midnight nighttime nocturnal starry moonlit moonlight 夜 夜晚 夜色 夜景 深夜 午夜 星夜 星空 月夜
        月光 夜空 今夜 夜里 黑夜 晚上 寒夜 雪夜 雨夜
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
    "weather:cloudy": "cloud cloudy clouds 云 云层 云中 云里 多云 白云 云朵 彩云 祥云",
    "weather:overcast": "overcast gloomy grey_sky 阴天 乌云 阴云",
    "weather:clear": "clear cloudless 万里无云 晴空 碧空",
    "weather:rainbow": "rainbow 彩虹",
    "weather:aurora": "aurora northern_lights 极光",
    "weather:wind": "wind windy breeze 风 微风 清风",
    # Seasons
    "season:spring": "spring springtime 春 春天 春日 春季 阳春",
    "season:summer": "summer summertime 夏 夏天 夏日 夏季 盛夏",
    "season:autumn": "autumn fall autumnal 秋 秋天 秋日 秋季 金秋 深秋 秋色",
    "season:winter": "winter wintry frost frozen ice icy 冬 冬天 冬日 冬季 寒冬 冰 冰封 圣诞 圣诞节",
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
        mountain peak mountains mount_fuji mt_fuji fuji alps cliff summit valley hill highland volcano himalaya
        山 大山 山脉 高山 雪山 群山 山峰 远山 山谷 山水 山村 峰 黄山 山川 悬崖 火山 富士山 山间 江山
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
        interior room indoor indoors bedroom kitchen cafe library bookshop living_room sofa windowsill fireplace desk
        室内 房间 卧室 客厅 书房 厨房 咖啡馆 咖啡厅 咖啡店 coffee_shop 图书馆 书店 窗边 窗台 窗前 沙发 壁炉 屋里
        家里 茶室 书桌
    """,
    # Buildings: seen from outside, unless no other word names a place.
    "place:window": "window windows 窗 窗户",
    "place:litwindow": """
        lamps_in_the_windows lights_in_the_windows light_in_the_windows lamp_in_the_window light_in_the_window lit_windows
        glowing_windows 窗里透出灯火 窗里透出灯光 窗里透出暖光 窗内透出灯光 窗户亮着灯 窗里的灯火 万家灯火 灯火通明
    """,
    "place:stage": "stage theatre theater spotlight spotlights ballet concert 舞台 聚光灯 剧院 追光 芭蕾",
    "place:abstract": """
        abstract fluid_art fluid_painting pouring_art 抽象 抽象画 抽象艺术 流体 流体艺术 流体画
    """,
    "place:space": """
        space galaxy planet nebula cosmos universe astronaut spaceship milky_way mars lunar 月球 火星 太空 宇宙
        银河 星系 行星 星云
        宇航员 外太空 飞船 星球
    """,
    "place:underwater": """
        underwater undersea coral reef seabed deep_sea jellyfish mermaid 海底 水下 珊瑚 深海 水母 海底世界
        美人鱼
    """,
    "place:snowfield": """
        iceberg icebergs glacier glaciers arctic antarctica antarctic north_pole south_pole polar_bear 冰山 冰川
        北极 南极 北极熊
    """,
    "place:cloudsea": "sea_of_clouds cloudscape above_the_clouds 云海 云端 云上",
    # In the sky
    "thing:sky": "sky skies 天空 蓝天 天际 天",
    "thing:sun": "sun sunrise sunset sundown 太阳 日出 日落 朝阳 夕阳 落日 烈日 旭日 残阳 斜阳",
    "thing:moon": "moon moonlit moonlight full_moon crescent 月 月亮 明月 圆月 月光 月夜 弯月 新月 满月 中秋 中秋节 嫦娥",
    "thing:stars": "star stars starry galaxy milky_way 星 星星 星空 繁星 星光 银河 星夜 星辰 流星 meteor",
    "thing:lantern": "lantern lanterns 灯笼 红灯笼 天灯 孔明灯 花灯 灯火 元宵",
    "thing:fireworks": "firework fireworks 烟花 烟火 焰火 新年 春节 过年 除夕 除夕夜",
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
    "thing:path": "path trail track alley lane 路 小路 小径 大道 小巷 巷子",
    "thing:road": "road highway freeway coastal_road 道路 公路 高速公路 马路",
    "thing:car": """
        car cars taxi taxis cab 出租车 计程车 的士 sports_car sportscar sedan convertible automobile race_car
        racing_car supercar coupe vehicle
        车 汽车 跑车 轿车 小汽车 赛车 超跑 敞篷车 小轿车 豪车
    """,
    "thing:bench": "bench park_bench 长椅 公园长椅 长凳",
    "thing:newspaper": "newspaper newspapers 报纸 看报 报",
    "thing:cafe": "cafe cafes coffee_shop coffeehouse teahouse 咖啡馆 咖啡厅 咖啡店 茶室 茶馆",
    "thing:books": "library bookshop bookstore bookshelf bookshelves 图书馆 书店 书架",
    "thing:church": "church chapel cathedral 教堂 礼拜堂 大教堂",
    "thing:torii": "torii 鸟居",
    "thing:petals": "petals petal falling_petals 花瓣 落花 花瓣飞舞 花雨",
    "thing:plant": "potted_plant potted_plants houseplant houseplants plants plant 绿植 盆栽 盆景 植物",
    # Objects for a still life: on a table, or on a plain background
    "object:noodles": """
        noodles noodle ramen udon pho soba noodle_soup pasta spaghetti 意面 意大利面 牛肉面 面条 拉面 汤面 米线
        米粉 螺蛳粉 炸酱面 重庆小面
        兰州拉面 刀削面 阳春面
    """,
    "object:soup": "soup stew broth hotpot porridge congee curry 汤 粥 火锅 羹 鸡汤 馄饨 咖喱",
    "object:rice": "rice_bowl bowl_of_rice fried_rice bibimbap 米饭 炒饭 盖饭 一碗饭 蛋炒饭",
    "object:dumplings": "dumplings dumpling gyoza jiaozi dim_sum buns 饺子 水饺 煎饺 小笼包 包子 汤圆 元宵团子",
    "object:pancakes": "pancake pancakes hotcakes crepes waffles 松饼 煎饼 薄饼 可丽饼 华夫饼",
    "object:cake": "cake birthday_cake cupcake cheesecake 蛋糕 生日蛋糕 奶油蛋糕",
    "object:cup": """
        cup cups tea_cup coffee_mug coffee tea latte cappuccino espresso mug teacup cup_of_coffee cup_of_tea
        cocoa hot_chocolate coffee_cup
        咖啡 咖啡店 coffee_shop 拿铁 卡布奇诺 拿铁咖啡 热可可 茶 茶杯 杯子 咖啡杯 马克杯 奶茶 一杯茶 一杯咖啡 热茶
    """,
    "object:fruit": """
        fruit fruits apple apples oranges peach peaches pear pears lemons cherries banana bananas grape grapes watermelon
        watermelons 水果 苹果 橙子 橘子 桃子 梨 梨子 柠檬 樱桃 果盘 香蕉 葡萄 西瓜
    """,
    "object:berries": "blueberry blueberries strawberry strawberries raspberry raspberries berry berries 蓝莓 草莓 树莓 莓果",
    "object:syrup": "syrup maple_syrup honey caramel 枫糖 枫糖浆 蜂蜜 糖浆",
    "object:bottle": """
        bottle bottles perfume perfume_bottle cologne skincare serum lotion 香水 香水瓶 瓶子
        玻璃瓶
        精华液 护肤品 化妆品 口服液
    """,
    "object:wine": "wine wine_bottle red_wine white_wine champagne whisky 红酒 酒瓶 葡萄酒 白葡萄酒 香槟",
    "object:headphones": "headphones headphone headset earphones 耳机 头戴式耳机 无线耳机 耳麦",
    "object:vase": "vase vases flower_vase bouquet bouquets 花瓶 陶瓶 瓷瓶 插花 花束 捧花 一束花 一束鲜花",
    "object:pizza": "pizza pizzas 披萨 比萨 披萨饼 比萨饼",
    "object:sneakers": "sneaker sneakers shoe shoes trainers running_shoes 球鞋 运动鞋 跑鞋 鞋子 鞋 一双鞋 帆布鞋",
    "object:piano": "piano pianos grand_piano 钢琴 三角钢琴",
    "object:bicycle": "bicycle bicycles bike bikes mountain_bike mountain_bikes 自行车 单车 脚踏车",
    "object:book": "book books open_book notebook 书 书本 一本书 书籍 笔记本",
    "surface:marble": "marble marble_table marble_countertop countertop 大理石 大理石台面 大理石桌面",
    "surface:wood": "table wooden_table wood_table tabletop wooden_board 桌子 木桌 桌上 餐桌 木板 桌面上",
    # Drawn or written on a sheet that fills the picture
    "sheet:logo": "logo logos emblem logotype 标志 商标 徽标 徽章 logo设计",
    "sheet:sign": "sign signs signboard wooden_sign billboard 木牌 招牌 牌子 告示牌 路牌 指示牌 牌匾",
    "sheet:neonsign": "neon_sign neon_signs 霓虹灯牌 霓虹招牌 霓虹灯招牌",
    "sheet:card": "card cards greeting_card birthday_card postcard invitation banner 卡片 贺卡 生日卡 明信片 请柬 横幅",
    # Alive
    "animal:cat": "cat cats kitten kitty 猫 小猫 猫咪 橘猫 黑猫 白猫",
    "animal:dog": """
        dog dogs puppy puppies golden_retriever_puppy labrador corgi husky retriever golden_retriever shiba
        shiba_inu poodle 金毛 泰迪 贵宾犬 狗 小狗 柴犬
        柯基 犬 狗狗 哈士奇
    """,
    "animal:fox": "fox foxes 狐狸 狐",
    "animal:rabbit": "rabbit bunny hare rabbits 兔 兔子 小兔 玉兔",
    "animal:bear": "bear bears polar_bear teddy 熊 小熊 棕熊 北极熊",
    "animal:panda": "panda pandas 熊猫 大熊猫",
    "animal:tiger": "tiger tigers 老虎 虎",
    "animal:owl": "owl owls 猫头鹰",
    "animal:penguin": "penguin penguins 企鹅",
    "animal:horse": "horseback 骑马 骑着马 horse horses pony stallion unicorn 马 骏马 白马 奔马 独角兽",
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
        father dad 爸爸 父亲 person people man someone figure human traveler traveller wanderer guy monk hero
        warrior samurai
        fisherman poet knight 人 行人 旅人 男人 少年 渔夫 诗人 侠客 武士 游客 背影 人物 路人
        剑客 渔翁 骑士
    """,
    "person:woman": """
        mother mom mum sister 妈妈 母亲 姐姐 妹妹 woman girl lady princess mermaid dancer goddess
        dancers women girls ladies queen fairy 女人 女孩 少女 姑娘
        女子 美女 仙女
        公主 女神 小姐姐 嫦娥 女生 古风美人 美人
    """,
    "person:boy": "boy boys son brother 儿子 哥哥 弟弟 男孩 小男孩 男孩子 男生",
    "person:child": "child kid children kids baby toddler daughter daughters 女儿 孩子 小孩 儿童 娃娃 宝宝 小朋友 小女孩",
    "person:elder": """
        old_man old_woman old_professor 老教授 外婆 外公 姥姥 姥爷 elderly_man elderly_woman grandfather
        grandmother grandpa grandma old_lady 老人 老爷爷
        老奶奶 爷爷 奶奶 老头
        老太太 老大爷 白发老人
    """,
    "person:ballerina": "ballerina ballerinas ballet_dancer 芭蕾舞者 芭蕾舞演员 芭蕾女孩 舞者",
    "person:couple": "couple lovers together 情侣 恋人 两个人 夫妻 爱人 爱情",
    "person:newlyweds": """
        newlyweds bride_and_groom wedding_couple bride bridal groom 新人 一对新人 新娘 新郎 新郎新娘 新婚夫妇 新婚
    """,
    "pose:wedding": "wedding wedding_dress marriage 婚礼 婚纱 结婚 婚纱照",
    "pose:asleep": """
        asleep dozing sleeping napping nap dozes sleepy snoozing sleeps curled_up 打盹 打瞌睡 睡觉 睡着 熟睡
        沉睡 酣睡 睡 午睡
    """,
    "pose:embrace": "embrace embracing hugging hug hugs kiss kissing 拥抱 相拥 接吻 亲吻",
    "pose:reading": "reading_a_newspaper reading_newspaper 看报纸 读报",
    "pose:leaping": "leaping jumping 跳跃 腾跃",
    "pose:running": "running runs jogging sprinting 奔跑 跑步 跑着 飞奔",
    "pose:riding": "riding rides on_horseback 骑马 骑着马 骑",
    "pose:knight": "knight armor armour in_armor 骑士 盔甲 铠甲",
    "person:astronaut": "astronaut cosmonaut 宇航员 航天员",
    "person:robot": "robot android mecha 机器人 机甲",
    "person:face": "portrait face selfie headshot avatar 肖像 头像 人像 脸 面孔 特写 自画像 写真",
    # Parts of a person that can have their own colour
    "part:clothes": """
        dress dresses skirt shirt sweater jacket robe gown clothes clothing outfit trousers
        裙子 长裙 连衣裙 衬衫 毛衣 外套 衣服 上衣 大衣 袍子 衣裳
    """,
    "part:hair": """
        hair haired hairs redhead blonde blond 头发 长发 短发 卷发 红发 金发 白发 银发 黑发 棕发 蓝发 粉发 紫发
    """,
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
    "red": (
        (204, 34, 40),
        """
        red scarlet crimson ruby strawberry strawberries raspberry raspberries 草莓 树莓
        红 红色 大红 朱红 赤 通红 鲜红 绯红 红灯笼 红伞 红花 红发 redhead
    """,
    ),
    "orange": ((238, 128, 36), "orange amber 橙 橙色 橘色 橘黄 橘 ginger 橘猫 橙猫 金鱼"),
    "yellow": ((244, 204, 52), "yellow lemon taxi taxis 出租车 黄 黄色 鹅黄 明黄"),
    "gold": ((222, 172, 62), "gold golden 金 金色 金黄 金灿灿 金龙 金发 blonde blond"),
    "green": ((58, 150, 78), "green emerald jade verdant 绿 绿色 翠绿 碧绿 草绿 嫩绿 翠 墨绿"),
    "teal": ((38, 150, 150), "teal turquoise cyan aqua 青 青色 青绿 湖蓝 碧 青龙"),
    "blue": ((44, 92, 190), "blue azure navy sapphire indigo cobalt 蓝 蓝色 深蓝 天蓝 湛蓝 蔚蓝 靛蓝 蓝鲸 蓝发"),
    "purple": ((128, 70, 172), "purple violet lilac mauve 紫 紫色 紫罗兰 淡紫 紫发"),
    "pink": ((238, 138, 168), "pink rosy magenta 粉 粉色 粉红 桃红 粉发"),
    "brown": ((122, 80, 50), "brown chocolate 棕 棕色 褐色 咖啡色 棕发"),
    "white": ((244, 244, 242), "white ivory snow_white polar_bear 北极熊 白 白色 雪白 洁白 白猫 白马 白鸽 白发"),
    "black": ((26, 26, 30), "black ebony 黑 黑色 漆黑 黑猫 黑发"),
    "grey": ((136, 140, 146), "grey gray silver silvery 灰 灰色 银色 银白 银发"),
}

#: Negations: the next word is not to be painted.
NEGATIONS: Final = "no without not never 没有 不要 无 别 不带 去掉 避免 除了"

#: Numbers: how many of the next word.
COUNTS: Final[dict[int, str]] = {
    1: "a an one single lone 孤舟 孤帆 一 一只 一个 一艘 一条 一棵 一座 一叶 孤 一轮 一位 一匹 一架 一台 一辆 一杯 一碗 一盘",
    2: "two pair couple twin 两 两只 两个 二 一对 双 两艘 两条 两匹",
    3: "three several few some 三 三只 三个 几只 几个 几 三艘 三五",
    4: "four 四 四只 四个",
    5: "five six seven 五 五只 六 六只 七 七只",
    8: """
        sea_of field_of fields_of many flock lots countless dozens hundreds group herd
        许多 很多 成群 一群 群 无数 漫天 满天 众多 十 八
    """,
}
