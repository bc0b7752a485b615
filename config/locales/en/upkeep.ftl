# What `shenbi migrate`, `backup` and `restore` say to the operator.

upkeep-moved = { $rows } rows moved and counted. Now set SHENBI_DATABASE_URL to the new database and start Shenbi; keep the old file until you have seen it work.
upkeep-backed-up = { $file }: { $rows } rows, { $pictures } pictures, { $megabytes } MB. It holds everything that people wrote, and keys of the web room: keep it private.
upkeep-restored = { $file }: { $rows } rows, { $pictures } pictures, { $megabytes } MB are back. What had been waiting when the backup was made will be painted.
