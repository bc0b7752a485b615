# shenbi migrate、backup、restore、doctor --probe 对管理员说的话。

upkeep-moved = 已搬移并核对 { $rows } 行数据。请把 SHENBI_DATABASE_URL 设为新数据库后启动神笔；确认一切正常之前，请保留旧文件。
upkeep-backed-up = { $file }：{ $rows } 行数据，{ $pictures } 张图片，{ $megabytes } MB。其中有大家写下的全部内容和网页房间的密钥，请妥善保管。
upkeep-restored = { $file }：已恢复 { $rows } 行数据、{ $pictures } 张图片，共 { $megabytes } MB。备份时仍在排队的任务会继续绘制。
upkeep-exported = { $file }：{ $jobs } 个请求、{ $pictures } 张图、{ $megabytes } MB{ $absent ->
    [0] {""}
   *[other] ；{ $absent } 个文件已不再保存
}。其中有对方的文字和图片：请只交给本人。
upkeep-backup-checked = { $file } 完好：恢复出 { $rows } 行、{ $pictures } 张图、{ $megabytes } MB，校验和正确，账本一致{ $absent ->
    [0] {""}
   *[other] ；数据库提到的图有 { $absent } 张已不在其中
}。为此恢复的内容已删除。
upkeep-database = 数据库：{ $database }，已执行 { $applied } 个迁移。
upkeep-migration = 将执行 { $name }（{ $tables }）
upkeep-migration-rows = { $table }：{ $rows } 行
upkeep-migration-empty = 不涉及已有的行
upkeep-no-migration = 不需要改动：这个版本可以直接启动。
upkeep-migrations = 这个版本启动时会执行 { $count } 个迁移，涉及的表共 { $rows } 行；现在什么都没有改。请先备份：`shenbi backup`。
upkeep-in-use = 正在被 { $users } 使用：迁移不同的版本要先停掉，才能启动这个版本。

## doctor --probe

probe-ask = 密钥能用哪些模型，是用已知会在计费之前失败的请求来试的。要发 { $requests } 个请求，尺寸都是画不了的（{ $models }），发出后立刻取消；其他模型不发作画请求。万一服务照画不误，每个请求可能收一张图的费用，合计最多 { $yuan } 元。要继续吗？
probe-declined = 什么都没有发送。
probe-line = { $mark } { $account }，密钥 { $key }，{ $model }：{ $words }
probe-because = { $words }：{ $why }
probe-usable = 可用
probe-no-access = 无权使用（{ $code }）
probe-retired = 已下线，或服务不认识（{ $code }）{ $successor ->
    [none] ；请换别的模型
   *[other] ；请改用 { $successor }
}
probe-not-probed = 没试出来
probe-why-refused = 画不了的尺寸被拒绝，没有计费
probe-why-cancelled = 请求被接受，没开始画就取消了，没有计费
probe-why-broke-down = 请求被接受，任务失败了（{ $code }），没有计费
probe-why-painted = 请求被接受而且没能取消，可能计了一张图（{ $yuan } 元）；请到服务的控制台查看
probe-why-unanswered = 请求的答复丢了；万一被接受并画了，可能计了一张图（{ $yuan } 元）
probe-why-nothing-free = 没有哪种请求能保证不花钱
probe-why-away = 服务连不上，或出了故障
probe-why-busy = 服务现在不接受更多请求，或神笔正在等待
probe-why-looking = 神笔正在向它发请求，或正在找丢失的答复；请过一会儿再试
probe-why-unclear = 答复（{ $code }）看不出这个模型能不能用
