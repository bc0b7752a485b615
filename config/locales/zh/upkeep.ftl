# shenbi migrate、backup、restore 对管理员说的话。

upkeep-moved = 已搬移并核对 { $rows } 行数据。请把 SHENBI_DATABASE_URL 设为新数据库后启动神笔；确认一切正常之前，请保留旧文件。
upkeep-backed-up = { $file }：{ $rows } 行数据，{ $pictures } 张图片，{ $megabytes } MB。其中有大家写下的全部内容和网页房间的密钥，请妥善保管。
upkeep-restored = { $file }：已恢复 { $rows } 行数据、{ $pictures } 张图片，共 { $megabytes } MB。备份时仍在排队的任务会继续绘制。
