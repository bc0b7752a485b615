"""Stop words of prompts, and words that contain a paintable word but mean something else. Data, not code."""

from typing import Final

#: English words that name nothing paintable.
STOP_WORDS: Final = """
    a an the of on in at with and or to from by for over under into onto near beside between behind above below is are was
    be being this that these those it its his her their my your our as style painting picture image art artwork very really
    so too high quality detailed best masterpiece 4k 8k hd uhd through across around along up down out off some scene view
    landscape background foreground light big small little old young new tall long great beautiful please draw paint make
    create generate me i you we they wearing standing sitting there here one two but not just only also then than like
    about against before after while when where who which what how all each every both other another more most much many
    s t re m d ll ve don can could would should will may might must do does did done has have had let get got go goes
    large huge tiny giant massive wide narrow thin thick short deep round square flat sharp smooth rough hard full empty
    open closed clean dirty fresh hot cold dry wet heavy bright brightly lit nice good pretty lovely gorgeous stunning
    amazing awesome perfect elegant delicate cute adorable funny cool modern vintage retro classic ancient antique
    traditional rustic realistic ultra hyper super extremely highly intricate detail details resolution hdr octane render
    unreal engine trending artstation award winning professional studio lighting soft natural ambient volumetric rim
    backlit closeup close macro shot angle lens bokeh depth field focus sharp dof f1 f2 iso mm 35mm 50mm 85mm composition
    centered symmetrical rule thirds top side front back left right middle center centre corner edge full body half length
    upper lower inside outside beneath among amid towards toward upon within without during overlooking facing surrounded
    covered filled made set placed lying rests rest resting stands stand sits sit hangs hang hanging floats float lies lie
    runs run rides ride holds hold carries carry wears wear looks look watches watch reads read eats eat drinks drink
    plays play flies fly jumps jump leaps leap walks walk swims swim sleeps sleep shines shine glows glow falls burns burn
    smiles smile hugs hug dances dance sings sing drives drive grows grow blooms opens rises rise sets waits wait says say
    saying words word text letters written titled called named reading front design concept illustration artistic version
    kind sort type pair set piece pieces bit lot lots color colors colour colours colored coloured tone tones texture
    pattern shape shapes form forms line lines fine style styled inspired aesthetic mood atmosphere vibe vibes feel feeling
    silhouette silhouettes reflection reflections branch branches leaf leaves trunk roots tail tails ear ears
    paw paws fur coat wing wings beak rider riders ruin ruins railing wall walls roof roofs tower towers family families
    pack packs herds sculpture statue figure figures head heads eye eyes nose mouth hand hands hair foot feet arm arms leg
    legs long curly straight blonde brunette happy happily today tomorrow day's time times world life place places way
    bowl plate dish glass stack stacked wireless shop store slice slices ar v q niji stylize chaos seed --
"""

#: English nouns in -ing. Other words that end like a verb or an adverb count as stop words.
NOUNS_IN_ING: Final = """
    building ring king wing string spring wedding ceiling clothing painting earring pudding dumpling sibling duckling
    icing lightning bowling boxing surfing skiing parking swing sling viking
"""

#: Chinese function characters: a word ends on either side of them.
FUNCTION_CHARACTERS: Final = frozenset(
    "的了在和与是个只张幅请我你他她它们上下里中有很着地得把被从到往向之于其这那给帮让用以为而且或也都又还就再已已将"
    "会能可想要看望赏坐站吃喝穿戴拿举抱骑打撑踩捧披牵带放摆挂照映倒落飘洒撒开画生成像如并对正一辆条匹棵座朵片块杯碗盘瓶束把"
    "些种样层排群头支枚颗粒位名双对旁边前后左右内外间处时当当儿"
)
#: Characters that are stop words alone, but may be part of an unknown word (跑车, 飞机).
COMMON_CHARACTERS: Final = frozenset(
    "面去来走飞跑游跳好真多少大小老新旧高低长短美静独热冷暖深浅淡浓光亮圆方满远近快慢轻重古"
)

#: Chinese words of several characters that name nothing paintable.
CHINESE_STOP_WORDS: Final = """
    下面 旁边 远方 美丽 漂亮 好看 风格 日光 高质量 图片 景色 风景 画面 背景 前景 构图 细节 高清 超清 写真感 质感 氛围
    氛围感 感觉
    镜头 特写镜头 视角 侧面 正面 仰视 俯视 全身像 全身 半身 半身像 近景 远景 中景 站在 坐在 躺在 趴在 放在 摆在 挂在
    停在 走在 飞在 飞过 喝水 商队
    行驶 奔跑 奔驰 飞翔 飞舞 跳舞 跳跃 微笑 大笑 拥抱 牵手 漂浮 漂流 游泳 散步 玩耍 休息 盛开 绽放 飘落 洒落 照耀 倒映
    弥漫 环绕
    笼罩 点缀 透出 升起 落下 流淌 穿着 戴着 拿着 抱着 骑着 打着 撑着 写着 热气腾腾 冒着热气 撒着 一起 正在 非常
    十分 特别 充满
    精致 细腻 高级 高级感 超级 巨大 小小 大大 长长 高高 厚厚 薄薄 金灿灿的 风吹 古老 年轻 白发 长发 短发 长卷发 头发
    眼睛 台面 桌面
    表面 门口 里面 外面 上面 中间 中央 之间 附近 周围 四周 身上 手里 手中 头上 脚下 身边 身后 可以 帮我 给我 画一 一下
    一些 各种
    插图 设计 作品 艺术 效果 光影 光线 色调 颜色 配色 主题 元素 现代 传统 经典 时尚 优雅 可口 美味 新鲜 逼真的 看着
    望着 迎着 一家
    坐着 站着 走着 飞着 睡着了 有点 有些 没什么 世界 时候 生活 故事 那种 这种 一样 似的 一般 最好 真的
"""

#: Words that contain a paintable word and mean something else. They are reported as unknown.
UNPAINTABLE_THINGS: Final = """
    马桶 马车 马戏 马甲 斑马 河马 海马 木马 牛奶 牛仔 牛仔裤 牛排 牛油果 牛角包 蜗牛 犀牛 羊毛 羊肉 羊肉串 羊绒 羚羊
    鱼缸 鱼竿 鱿鱼 章鱼 鲨鱼 鳄鱼 美人鱼尾 鱼香肉丝 鸟巢 鸵鸟 蜂鸟 虎皮 壁虎 虎牙 马虎 龙虾 龙舟 恐龙 火龙果 龙卷风
    水龙头 变色龙 笔记本电脑 电脑 键盘 书包 书法 书签 茶几 车轮 车牌 车站 车库
    熊孩子 浣熊 狗粮 热狗 狗尾草 猫粮 猫砂 熊猫血 兔女郎 象棋 象牙 印象 现象 气象 对象 大象牙 蝶泳 蝴蝶结 鹤立 松鼠
    松露 花生 花盆 花椒 花椰菜 烟花棒 火花 浪花 棉花 棉花糖 雪花膏 爆米花 豆花 葱花 花园宝宝 天花板 百花蜜 梅西
    梅赛德斯 荷兰
    荷包 莲藕 莲子 菊花茶 玫瑰金 玫瑰茶 竹笋 竹篮 柏林 柏油 杉木 树懒 树脂 柳州 柳丁 果树林 山药 山竹 山楂 火山灰 江湖
    海报 海鲜 海绵 海豹 海狮 海星 海带 海拔 海关 海盗 海盗船 湖南 湖北 河南 河北 河豚 云南 云计算 云吞 天才 天气 天使
    天平 天线 天花
    今天 明天 昨天 每天 聊天 星期 星座 明星 歌星 星巴克 星球大战 星人 月饼 月份 月季 个月 日月 月亮船 月球车 灯泡 灯丝
    灯光师 路由器 路易
    公路车 桥牌 船长 船票 飞船票 塔罗 塔罗牌 塔吊 埃菲尔铁塔 铁塔 金字塔 伞兵 降落伞 屋檐 屋顶 阁楼 街机 街舞 风扇
    风衣 风筝线 台风
    风琴 手风琴 雨衣 雨鞋 雨刷 谷雨 雪糕 雪碧 雪茄 雪人 雪橇 滑雪 滑雪板 雾霾 冰淇淋 冰激凌 冰箱 冰块 冰雕 冰糖
    冰糖葫芦 棒冰 溜冰
    春卷 春联 秋千 夏威夷 夏洛特 青春 青春期 冬瓜 冬虫夏草 红包 红茶 红薯 红绿灯 口红 网红 黄瓜 黄油 黄金 鸡蛋黄 蛋黄
    绿茶 绿豆 绿巨人 蓝牙 蓝图 紫菜 紫薯 青椒 青蛙 青年 青菜 青铜 粉丝 粉笔 面粉 奶粉 粉末 白菜 白酒 白板 白领
    白日梦 白雪公主
    黑板 黑客 黑洞 黑胶 黑胶唱片 灰尘 灰姑娘 灰太狼 金属 金融 奖金 现金 银行 银杏果 橙汁 橘汁 人参 人才 机器人臂
    仙人球 工人 人民币
    主人公 人偶 雪人偶 稻草人 商人 军人 诗人节 无人机 人工智能 脸盆 脸谱 宝贝 草图 草帽 森系 林肯 林黛玉 窗帘 窗花
    橱窗 池塘边的
    飞机 公交车 火车 长城 圣诞老人 电池 泳池 游泳池 东海龙王 岛台 群岛 北京烤鸭 烤鸭 鸭舌帽 鸭脖 天鹅绒 天鹅湖 企鹅号
    fairy_lights fairy_tale hot_dog sea_bass sea_salt star_wars rose_gold rose_wine teddy_bear orange_juice
    apple_watch tiger_lily dragon_fruit dragon_boat cat_eye dog_tag bear_hug moon_cake fish_and_chips fish_bowl fish_tank
    fish_tacos rice_cooker ice_cream ice_cube ice_skating ice_skates rain_boots rain_coat snow_globe snow_board snowboard
    fire_truck lily_collins horse_racing horsepower horseshoe cowboy cowboy_hat bird_house birdcage wind_chimes wind_turbine
    sun_glasses sunglasses sunscreen sun_dress moonshine starfish star_fish seahorse sea_turtle sea_food seafood dragonfly
    butterfly_knife palm_reader palm_oil lamp_shade bridge_of_nose rainbow_dash flower_pot flower_girl flowerpot wall_street
    book_bag book_mark world_cup laptop_computer car_key car_wash street_art street_food street_fighter silver_surfer
    great_wall golden_gate golden_gate_bridge spring_roll
    spring_rolls fall_guys lemonade cherry_tomato cherry_tomatoes plum_sauce mushroom_cloud sandwich sandcastle sandbox
    greenhouse lighthouse_keeper butter_fly black_hole black_board blackboard blackberry white_house
    brown_sugar green_tea black_tea orange_slices grey_hound duck_tape rubber_duck
"""
