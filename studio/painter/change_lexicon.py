"""The words that ask for a change of a picture. Data, not code; the form is that of `lexicon.py`, whose meanings these words lose
in a request for a change.

`change:remove` and `change:add` are followed by what goes or comes; `change:swap` by what changes, `change:to` by what it
becomes. `change:detail` are parts and positions of things, which the painter cannot change.
"""

from typing import Final

NO_WORDS_IN_REQUESTS: Final = "画一 来一 一下"
"""Words of the stop list that are none in a request: 画|一条|船."""

CHANGE_MEANINGS: Final[dict[str, str]] = {
    "change:remove": """
        remove delete erase drop hide take_away take_out take_off get_rid_of eliminate cut_out stop clear_away no without no_more
        wipe_out don't_want lose
        删除 删掉 删去 删了 删 移除 移走 移掉 去除 去掉 去了 拿掉 拿走 擦掉 擦除 抹掉 抹去 消除 清除 清掉 除去 除掉 不要 别要
        取消 没有 不带 无 避免 去 弄走 弄掉 撤掉 停 停了
    """,
    "change:add": """
        add put include insert draw paint give bring with plus
        加 加上 加入 加个 加点 添 添加 添上 添个 增加 放 放上 放进 放个 画上 画个 画 来 来个 来点 补上 出现 带上 配上 有 要 要有
    """,
    "change:more": "another more extra additional 再 再加 再来 再添 多 再画 又",
    "change:swap": """
        make turn change replace swap switch convert transform set recolour recolor
        colour_the color_the dye let move_it take put_it
        换 改 变换 更换 替换 调整 调 让 把 将 使 弄 换个 改个 换一个 染
    """,
    "change:to": """
        into to becomes become by as is are instead_of_it looks look
        变成 变为 变 换成 换为 换到 换上 换作 改成 改为 改到 改 替换成 替换为
        染成 涂成 调成 弄成 转为 转成 当成 变得 改作 变到 成 为 放到 作为 画成 画为 做成 弄得 涂 刷成
    """,
    "change:and": "and then also but & 并 并且 然后 同时 还有 以及 另外 而且 和 跟 与 接着",
    "change:background": "background backdrop scenery surroundings 背景 场景 环境 后面 地点",
    "change:everything": """
        everything picture image whole_picture all
        整个 全部 画面 整张 图片 全图 整体 图 整幅 整幅画 把画 这张图 这张画 这幅画
    """,
    "change:it": "it this these them him her 它 他 她 它们 他们 她们 这个 那个 这只 那只 这些",
    "change:blend": """
        blend combine merge mix fuse montage together 一起 在一起 融合 合成 混合 结合 合并 拼 拼接 拼在一起 合在一起
    """,
    "change:at": """
        on onto near beside next_to behind above over under around in_front_of alongside
        旁边 旁 边上 上面 上方 下面 前面 身边 附近
    """,
    "change:please": """
        could would can should i'd we'd let's kindly maybe perhaps just really instead i_want i_would_like like_to want
        更 再 一些 一点 稍微 麻烦 请 帮我 帮忙 可以 能不能 能否 我想 我想要 想要 希望 感觉 效果 样子
    """,
    "change:people": "people person everyone everybody somebody 人 人物 大家 行人 路人",
    "change:clothes": """
        clothes dress coat jacket shirt skirt sweater robe outfit clothing 衣服 裙子 连衣裙 外套 上衣 衬衫 毛衣 大衣 衣裳 袍子
    """,
    "change:fur": "fur feathers 毛 毛发 皮毛 羽毛 毛色",
    "change:light": "light lighting time_of_day time weather season colours colors 光线 时间 天气 季节 颜色 色调 色彩",
    "change:detail": """
        roof roofs wall walls door doors eye eyes nose mouth ear ears tail tails head heads leg legs arm arms hand hands foot feet
        face smile beard glasses wing wings paw paws beak trunk branch branches leaf leaves foreground watermark text
        bigger larger smaller taller shorter closer farther further nearer zoom zoom_in zoom_out rotate flip mirror crop move
        left right upside_down blur blurry sharpen sharper longer wider position size angle pose expression
        屋顶 墙 墙壁 门 眼睛 鼻子 嘴 嘴巴 耳朵 尾巴 头 腿 手 脚 脸 表情 笑容 胡子 眼镜 翅膀 爪子 前景 水印 文字
        大一点 小一点 大些 小些 更大 更小 变大 变小 放大 缩小 近一点 远一点 拉近 拉远 旋转 翻转 裁剪 移动 移到 左边 右边
        模糊 清晰一点 位置 大小 角度 姿势
    """,
    "grade:light": """
        brighter lighter lighten brighten brighten_up more_light 更亮 亮一点 亮一些 亮些 亮点 调亮 提亮 变亮
        更明亮 明亮一点 明亮些
    """,
    "grade:dark": "darker darken dimmer dim less_bright less_light 更暗 暗一点 暗一些 暗些 暗点 调暗 变暗 压暗",
    "grade:warm": "warmer warm_tones warm_colors warm_colours warm_light 更暖 暖一点 暖些 偏暖 暖色 暖色调 暖调 暖光",
    "grade:cold": """
        colder cold cooler cool cold_tones cool_tones cold_colors cold_colours 更冷 冷一点 冷些 偏冷 冷色 冷色调 冷调 冷光
    """,
    "grade:grey": """
        black_and_white black-and-white black_&_white b&w monochrome greyscale grayscale 黑白 单色 灰度 黑白照 黑白照片 黑白色
    """,
    "grade:coloured": "in_colour in_color full_colour full_color 彩色",
    "grade:rich": """
        more_colourful more_colorful more_vivid vivid more_saturated richer_colours richer_colors
        更鲜艳 鲜艳 鲜艳一点 鲜艳一些 鲜艳些 更艳 艳丽
    """,
    "grade:pale": "less_colourful less_colorful less_saturated paler softer_colours softer_colors 更淡 淡一点 淡些 更素",
    "hour:day": "day daytime daylight noon midday 白天 白昼 日间 中午 正午",
    "pose:asleep": """
        asleep sleep sleeping sleeps nap napping doze dozing dozes snoozing curled_up 睡 睡觉 睡着 打盹 打瞌睡 熟睡
    """,
    "fair:": """
        sunny sunshine sunlit clear cloudless blue_sky clear_sky clear_skies fine_weather fair_weather good_weather
        晴 晴天 晴朗 万里无云 晴空 碧空 蓝天 蓝天白云 阳光 艳阳 出太阳 大晴天
    """,
}
