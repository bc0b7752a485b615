# What `shenbi migrate`, `backup`, `restore` and `doctor --probe` say to the operator.

upkeep-moved = { $rows } rows moved and counted. Now set SHENBI_DATABASE_URL to the new database and start Shenbi; keep the old file until you have seen it work.
upkeep-backed-up = { $file }: { $rows } rows, { $pictures ->
    [one] 1 picture
   *[other] { $pictures } pictures
}, { $megabytes } MB. It holds everything that people wrote, and keys of the web room: keep it private.
upkeep-restored = { $file }: { $rows } rows, { $pictures ->
    [one] 1 picture
   *[other] { $pictures } pictures
}, { $megabytes } MB are back. What had been waiting when the backup was made will be painted.
upkeep-exported = { $file }: { $jobs ->
    [one] 1 request
   *[other] { $jobs } requests
}, { $pictures ->
    [one] 1 picture
   *[other] { $pictures } pictures
}, { $megabytes } MB{ $absent ->
    [0] {""}
    [one] ; 1 file was no longer kept
   *[other] ; { $absent } files were no longer kept
}. It holds the person's words and pictures: give it to them alone.
upkeep-backup-checked = { $file } is sound: { $rows } rows, { $pictures ->
    [one] 1 picture
   *[other] { $pictures } pictures
} and { $megabytes } MB came back, with the right checksums and ledgers that agree{ $absent ->
    [0] {""}
    [one] ; 1 picture that the database names was not in it any more
   *[other] ; { $absent } pictures that the database names were not in it any more
}. What was restored for this has been deleted.
upkeep-database = Database: { $database }, { $applied } migrations applied.
upkeep-migration = { $name } would run ({ $tables })
upkeep-migration-rows = { $table }: { $rows } rows
upkeep-migration-empty = no existing rows
upkeep-no-migration = Nothing would change: this version can start right away.
upkeep-migrations = { $count ->
    [one] 1 migration
   *[other] { $count } migrations
} would run when this version starts, on tables with { $rows } rows in all; nothing has been changed. Make a backup first: `shenbi backup`.
upkeep-in-use = It is in use by { $users }: a version with other migrations has to be stopped before this one starts.

## doctor --probe

probe-ask = Which models the keys can use is found out by requests that are known to fail before anything is billed. { $requests ->
    [one] 1 request is
   *[other] { $requests } requests are
} sent to create a picture in an impossible size ({ $models }), and cancelled at once; the other models get none. Should the service paint all the same, it may bill one picture for each: at most ¥{ $yuan }. Go on?
probe-declined = Nothing was sent.
probe-line = { $mark } { $account }, key { $key }, { $model }: { $words }
probe-because = { $words }: { $why }
probe-usable = usable
probe-no-access = no access ({ $code })
probe-retired = retired, or unknown to the service ({ $code }){ $successor ->
    [none] ; use another model
   *[other] ; use { $successor } instead
}
probe-not-probed = not probed
probe-why-refused = the impossible size was refused, nothing is billed
probe-why-cancelled = the request was accepted and cancelled before it began, nothing is billed
probe-why-broke-down = the request was accepted, and its task failed ({ $code }); nothing is billed
probe-why-painted = the request was accepted and could not be cancelled, so one picture (¥{ $yuan }) may be billed; look in the console of the service
probe-why-unanswered = the answer to the request was lost, so one picture (¥{ $yuan }) may be billed if it was accepted and painted all the same
probe-why-nothing-free = no request to this model is sure to cost nothing
probe-why-away = the service could not be reached, or was out of order
probe-why-busy = the service takes no more requests just now, or Shenbi waits before it sends one
probe-why-looking = Shenbi is sending a request to it, or looks for a lost answer; try again later
probe-why-unclear = the answer ({ $code }) says nothing about the model
