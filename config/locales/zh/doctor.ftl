# `shenbi doctor`：能启动、但多半不是本意的设置，每条都写明怎么办。
doctor-budget-reversed = { $long } 为 { $more }，比 { $short }（{ $less }）还小，后者因此从不起作用：请调高前者或调低后者
doctor-person-above-all = limits.yuan_per_day 允许一个人每天花 ¥{ $person }，而所有人一共只有 ¥{ $all }（SHENBI_DAILY_YUAN）：一个人就能花光大家的钱；请调低前者或调高后者
doctor-clear-alerts = { $setting }：{ $url } 没有 TLS，途中任何人都能看到和伪造警报：请用 https://，或本机地址
doctor-clear-keys = { $setting }：{ $url } 没有 TLS，密钥和令牌会明文传输：请用 https://
doctor-clear-origin = { $setting }：{ $url } 没有 TLS，令牌和所有人的 Cookie 会明文传输：请让反向代理提供 https://，并写在这里
doctor-clear-room = 画室在 { $place } 监听，没有 TLS，能连上这个地址的人都能访问；令牌、Cookie 和带令牌的 /metrics 会明文传输：请在前面放一个 https:// 反向代理并设置 web.public_origin，或设 SHENBI_WEB_HOST=127.0.0.1
doctor-secret-unused = 设置了 SHENBI_ALERT_SECRET，却没有 SHENBI_ALERT_WEBHOOK，什么都不会签名：请设置地址，或去掉密钥
doctor-no-backups = 不会自动备份：请把 [backup] 的 folder 设为另一块硬盘上的文件夹，或不时运行 shenbi backup 文件.tar
doctor-port-free = { $place } 可用（{ $setting }）
doctor-port-ours = 神笔正在 { $place } 运行
doctor-port-taken = 另一个程序占用了 { $place }：请停掉它，或换一个 { $setting }
doctor-port-refused = 无法在 { $place } 监听（{ $reason }）：请选本机的地址和 1023 以上的端口（{ $setting }）
