# `shenbi doctor`: what starts and is probably not meant, each with what to do about it.
doctor-budget-reversed = { $long } is { $more }, less than { $short } ({ $less }), which therefore never counts: raise the one or lower the other
doctor-person-above-all = limits.yuan_per_day lets one person spend ¥{ $person } a day, and all together have ¥{ $all } (SHENBI_DAILY_YUAN): one person can use up everybody's money; lower the first or raise the second
doctor-clear-alerts = { $setting }: { $url } has no TLS, so anybody on the way reads and forges alerts: use https://, or an address of this machine
doctor-clear-keys = { $setting }: { $url } has no TLS, so keys and tokens travel in clear text: use https://
doctor-clear-origin = { $setting }: { $url } has no TLS, so the token and everybody's cookies travel in clear text: let the reverse proxy serve https:// and write that here
doctor-clear-room = the room listens at { $place } without TLS for everybody who reaches that address; the token, cookies and /metrics with the token travel in clear text: put a reverse proxy with https:// before it and set web.public_origin, or SHENBI_WEB_HOST=127.0.0.1
doctor-secret-unused = SHENBI_ALERT_SECRET is set, and SHENBI_ALERT_WEBHOOK is not: nothing is signed; set the address or remove the secret
doctor-no-backups = no backups are made by themselves: set folder in [backup] to a folder on another disk, or run shenbi backup FILE.tar from time to time
doctor-port-free = { $place } is free ({ $setting })
doctor-port-ours = Shenbi is running at { $place }
doctor-port-taken = another program listens at { $place }: stop it, or choose another { $setting }
doctor-port-refused = nothing can listen at { $place } ({ $reason }): choose an address of this machine and a port above 1023 ({ $setting })
