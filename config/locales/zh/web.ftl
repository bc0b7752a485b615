# 网页聊天室里的文字。带变量的句子由网页填入名字和数字，因此不要按数字变换形式。

web-brand = 神笔
web-tagline = 一句话，一幅画
web-bot = 神笔
web-skip = 跳到输入框
web-side = 房间与设置
web-side-open = 打开菜单
web-close = 关闭
web-cancel = 取消
web-save = 保存
web-open = 打开
web-rooms = 房间
web-own-room = 我的画室
web-own-room-about = 只有你和神笔
web-open-room = 进入房间…
web-people = 在场
web-here = { $count } 人在场
web-share = 复制房间地址
web-name-change = 更改我的名字
web-name-title = 怎么称呼你？
web-name-about = 名字只用来显示，同房间的人都能看到。
web-guest = 访客 { $mark }
web-you = { $name }（我）
web-language = 切换语言
web-language-other = EN
web-theme = 切换深色与浅色
web-reconnecting = 连接断开，正在重连…

web-log = 对话
web-older = 更早的消息
web-newer = 回到最新
web-today = 今天
web-yesterday = 昨天
web-reply = 回复
web-copy = 复制文字
web-copied = 已复制
web-jump = 跳到 { $name } 的这条消息
web-picture = [图片]
web-picture-missing = 图片已不在
web-enlarge = 放大：{ $what }
web-actions = 可以做的事
web-mention = 提到了你
web-show-all = 显示全文
web-sending = 正在发送…
web-retry = 重发
web-discard = 放弃
web-typing = { $names } 正在输入…
web-painting = 神笔正在作画…
web-comma = 、

web-say = 说说你想画什么，或输入 / 查看命令
web-send = 发送
web-attach = 添加图片
web-attached = 待发送的图片
web-remove = 移除 { $name }
web-drop = 松手，把图片放进来
web-hint = Enter 发送，Shift + Enter 换行；可粘贴或拖入图片
web-answer-none = 不回复了
web-completions = 可选项

web-lightbox = 图片
web-previous = 上一张
web-next = 下一张
web-zoom-in = 放大
web-zoom-out = 缩小
web-download = 下载原图
web-copy-prompt = 复制提示词
web-place = { $place } / { $count }

web-welcome-title = 想画什么？
web-welcome-text = 写一句话，神笔就替你画出来。可以说画面、时节、光线，也可以加上 #水彩 这样的风格。
web-welcome-photo = 也可以发一张照片，再回复它 /重绘 水彩。
web-example-1 = /画 日出时的玫瑰花海
web-example-2 = /画 雪夜山村，窗里透出灯火 #国画
web-example-3 = /画 一只在图书馆打盹的橘猫 #水彩

web-login-title = 请出示口令
web-login-hint = 这个聊天室由口令保护。口令由管理员提供，只需输入一次。
web-login-token = 口令
web-login-enter = 进入
web-login-wrong = 口令不对。

web-error-offline = 连不上服务器，请稍后再试。
web-error-bad-request = 服务器看不懂这个请求，请刷新页面。
web-error-sign-in = 请先出示口令。
web-error-no-room = 房间名只能用文字、数字、- 和 _，最多 40 个字。
web-error-empty = 还没有写内容。
web-error-text-too-long = 太长了：一条消息最多 { $limit } 个字。
web-error-too-fast = 太快了，请 { $seconds } 秒后再试。
web-error-not-saved = 暂时存不下这条消息，请稍后再试。
web-error-upload-gone = 图片已过期，请重新添加。
web-error-upload-slow = 图片上传太慢，已中断。
web-error-button-gone = 这个按钮已经不能用了。
web-error-too-large = 图片太大：每张最多 { $megabytes } MB。
web-error-too-many-images = 一条消息最多 { $most } 张图片，有 { $left } 张没有加入。
web-error-not-an-image = 只能添加图片：JPG、PNG、WebP、GIF、BMP、TIFF、HEIC。
web-error-too-many-pixels = 图片尺寸太大：最多 { $millions } 百万像素。
web-error-picture-gone = 图片已不在。
web-error-picture-later = 图片暂时读不出来，请稍后再试。
web-error-too-many-pages = 打开的页面太多了，请先关掉几个。
web-error-quote-gone = 找不到那条消息了。
web-error-cancelled = 已取消。

# 给管理员
web-port-taken = 无法监听 { $address }（{ $reason }）：可能已被占用，请用 SHENBI_WEB_PORT 换一个端口
web-origin-wrong = web.public_origin 应是 https://paint.example.org 这样的地址，不带路径，而不是 { $origin }
web-origin-needs-token = 设置了 web.public_origin，就必须设置 SHENBI_WEB_TOKEN
