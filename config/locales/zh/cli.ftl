# 命令行：帮助页（cli-命令、cli-命令-参数、cli-any-参数）、表格和其中的值。
cli-usage = 用法：{ $usage }
cli-arguments = 参数：
cli-options = 选项：
cli-commands = 命令：
cli-default = { $text }（默认 { $value }）
cli-any-help = 显示本页。
cli-any-json = 输出一个 JSON 值，供程序使用；键和值不随语言变化。
cli-any-limit = 最多列出多少条。
cli-any-job = 任务的编号。
cli-shenbi = 神笔：会画画的聊天机器人。设置读自环境变量和 shenbi.toml。
cli-any-version = 显示版本并退出。
cli-run = 启动所有已配置的部分。
cli-studio = 单独运行 DashScope 的替身服务，供开发者使用。
cli-studio-port = 127.0.0.1 上的端口；0 表示任选一个空闲端口。
cli-studio-data-dir = 任务和图片存放的目录；不写则不保存。
cli-doctor = 检查配置，逐行说明问题；有问题时退出码为 2。
cli-doctor-probe = 检查每个密钥能用哪些模型，不产生费用；会先询问。
cli-doctor-yes = 与 --probe 同用：不再询问。
cli-migrate = 把全部数据从一个数据库搬到另一个；请先停止神笔。省略的地址取自 SHENBI_DATABASE_URL，密码应写在那里：命令的参数对本机所有人可见。两个都省略时，从数据目录的数据库搬到那个地址。带 --dry-run 时什么都不搬。
cli-migrate-from = sqlite:///path/to/shenbi.db
cli-migrate-to = postgresql://host/database；必须是空的
cli-migrate-dry-run = 什么都不改：只说这个版本启动时会在设置里的数据库上改什么。
cli-backup = 把数据库和图片全部写进一个 tar 文件。神笔可以正在运行。
cli-backup-file = 要写入的 tar 文件；与 --check 同用时为要读取的文件。
cli-backup-check = 改为把备份恢复到它旁边的临时目录，核对数量、校验和与账本，然后删除恢复出来的内容。
cli-restore = 把备份恢复到空的数据目录，或空的数据库和存储桶。
cli-restore-file = shenbi backup 写出的 tar 文件。
cli-export = 把保存的某个人的资料写进一个 tar 文件（JSON 和图片），以便交给本人。记入审计。
cli-export-person = platform:id，或对方的一个任务：#42
cli-export-file = 要写入的 tar 文件。
cli-jobs = 查看任务，处理被暂扣的任务。
cli-jobs-list = 尚未结束的任务，新的在前。会显示提示词，所以每次查看都记入审计。
cli-jobs-list-state = 只列出处于此状态的任务（held、failed、done 等）。
cli-jobs-list-all = 已结束的也列出。
cli-jobs-explain = 关于一个任务的全部信息。记入审计。
cli-jobs-hold = 暂扣一个排队的任务，放行之前不画。
cli-jobs-release = 被暂扣的任务没有画过：继续画。（如果其实画过，就会付两次钱：请先到服务的控制台核对。）
cli-jobs-adopt = 被暂扣的任务其实由 task_id 画好了：从那里取回。
cli-jobs-adopt-task-id = 任务号，见服务的控制台。
cli-jobs-fail = 将被暂扣的任务作废；会告知它的主人，不扣费。
cli-jobs-refund = 退还一个已结束任务的费用。
cli-act = 执行管理员在聊天里用 /管理 能做的事，写法相同。
cli-act-words = 例如：pause wanx-v1、rank telegram:1 admin
cli-undo = 撤销做过的操作（可以撤销的话）。
cli-undo-entry = 操作的编号，见 shenbi audit。
cli-people = 所有用户，花费多的在前：身份、是否封禁、图片数、花费。写上地址则只看这个人，并记入审计。
cli-people-person = platform:id，或对方的一个任务：#42
cli-said = 某人写过的内容，新的在前，保留期内都能看到：提示词、提问以及被拒绝的内容。查看会记入审计。
cli-said-person = platform:id，或对方的一个任务：#42
cli-spending = 某天或某月谁花了多少，附账本总数。
cli-spending-by = person（人）、conversation（会话）或 model（模型）
cli-spending-day = 某一天，例如 2026-12-01。
cli-spending-month = 某个月，例如 2026-12；不写则为本月。
cli-spending-csv = 输出 CSV，供电子表格使用。
cli-limits = 显示当前的限额，或在神笔运行时修改。
cli-limits-change = 名称=值，例如 waiting_jobs=8
cli-accounts = 上游账号及其排队情况。可在神笔运行时修改限额：daily_yuan、monthly_yuan、free_until；与 --model 同用时还有 submissions_per_s 和 tasks_at_once。
cli-accounts-name = 要修改限额的账号。
cli-accounts-change = 名称=值，例如 daily_yuan=50
cli-accounts-model = 修改账号在这个模型上的限额。
cli-accounts-live = 恢复使用这个账号。
cli-accounts-aside = 停用这个账号。
cli-models = 各模型的用途、价格和当前限额。
cli-ban = 封禁一个人。
cli-ban-person = platform:id，机器人会告诉陌生人自己的地址
cli-ban-undo = 解除封禁。
cli-any-reason = 理由，会写进审计记录。
cli-audit = 管理员和命令行对他人的内容做过什么，新的在前。
cli-ledger = 核对总数与账本；不一致时退出码为 1。

## 值

cli-time-today = 今天 { $time }
cli-time-day = { $month ->
    [1] 1
    [2] 2
    [3] 3
    [4] 4
    [5] 5
    [6] 6
    [7] 7
    [8] 8
    [9] 9
    [10] 10
    [11] 11
   *[12] 12
}月{ $day }日 { $time }
cli-time-year = { $year }年{ $month }月{ $day }日 { $time }
cli-yes = 是
cli-gone = 已无从得知
cli-person-erased = 已删除资料的用户
cli-operator = 命令行
cli-spending-calls = 看图描述和改写提示词
cli-spending-total = { $days ->
    [one] { $first }
   *[several] { $first } 至 { $last }
}：{ $yuan }，{ $pictures } 张
cli-kind-job = 作画
cli-kind-call = 问对话模型
cli-kind-refused = 被拒绝
cli-rank-guest = 访客
cli-rank-person = 普通用户
cli-rank-moderator = 审核员
cli-rank-admin = 管理员
cli-rank-owner = 所有者
cli-state-queued = 排队
cli-state-preparing = 准备中
cli-state-submitting = 提交中
cli-state-unknown = 查找中
cli-state-running = 正在画
cli-state-collecting = 取回中
cli-state-held = 被暂扣
cli-state-done = 已完成
cli-state-failed = 没画成
cli-state-cancelled = 已取消
cli-state-live = 在用
cli-state-aside = 已停用
cli-state-paused = 已暂停

## 表头

cli-column-account = 账号
cli-column-action = 做了什么
cli-column-actor = 谁
cli-column-allowed = 允许
cli-column-at = 时间
cli-column-banned = 封禁
cli-column-charges = 费用
cli-column-conversation = 会话
cli-column-created-at = 起始
cli-column-daily-yuan = 每日限额
cli-column-details = 说明
cli-column-error-code = 错误
cli-column-free-pictures = 免费张数
cli-column-free-until = 免费至
cli-column-id = 编号
cli-column-jobs = 任务
cli-column-last-at = 最近一张
cli-column-legacy = 旧模型
cli-column-limit = 限额
cli-column-model = 模型
cli-column-monthly-yuan = 每月限额
cli-column-n = 张数
cli-column-person = 用户
cli-column-pictures = 图片
cli-column-post = 消息
cli-column-prompt = 提示词
cli-column-rank = 身份
cli-column-reason = 原因
cli-column-roles = 用途
cli-column-spent = 花费
cli-column-state = 状态
cli-column-submissions-per-min = 每分钟提交
cli-column-submissions-per-s = 每秒提交
cli-column-task-id = 任务号
cli-column-tasks-at-once = 同时任务
cli-audit-of = 属于 { $person }
cli-audit-undoes = 撤销第 { $entry } 号
cli-column-undone-by = 被撤销于
cli-column-value = 值
cli-column-waiting = 排队
cli-column-yuan = 每张
cli-column-yuan-allowed = 价格上限
cli-column-yuan-an-image-sent = 每张参考图
cli-column-yuan-large = 大图每张
cli-person-erased-number = 已删除资料的人（{ $number }）
