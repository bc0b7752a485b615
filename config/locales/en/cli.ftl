# The command line: help pages (cli-COMMAND, cli-COMMAND-PARAMETER, cli-any-PARAMETER), tables and their values.
cli-usage = Usage: { $usage }
cli-arguments = Arguments:
cli-options = Options:
cli-commands = Commands:
cli-default = { $text } (default: { $value })
cli-any-help = Show this page.
cli-any-json = One JSON value for programs; its keys and values are the same in every language.
cli-any-limit = How many at most.
cli-any-job = The number of the job.
cli-shenbi = Shenbi: a chat bot that paints. Settings are read from the environment and from shenbi.toml.
cli-any-version = Say the version and exit.
cli-run = Start everything that is configured.
cli-studio = Serve the stand-in for DashScope alone, for anyone who develops against it.
cli-studio-port = Port on 127.0.0.1; 0 takes a free one.
cli-studio-data-dir = Where tasks and pictures are kept; nowhere without it.
cli-doctor = Check the configuration and say what is wrong, one line each; exit status 2 if something is.
cli-doctor-probe = Which models each key can use, at no cost; asks first.
cli-doctor-yes = With --probe: do not ask.
cli-migrate = Move all data from one database to another; stop Shenbi first. The address that is left out is SHENBI_DATABASE_URL, where its password belongs: everybody on this machine can read the arguments of a command. With neither, from the data folder's database to that address. With --dry-run nothing is moved.
cli-migrate-from = sqlite:///path/to/shenbi.db
cli-migrate-to = postgresql://host/database; must be empty
cli-migrate-dry-run = Change nothing: say what starting this version would change in the database of the settings.
cli-backup = Write everything, database and pictures, into one tar file. Shenbi may be running.
cli-backup-file = The tar file to write; with --check, to read.
cli-backup-check = Restore the backup into a scratch folder beside it instead, compare counts, checksums and ledgers, and delete what was restored.
cli-restore = Put a backup into an empty data folder, or an empty database and bucket.
cli-restore-file = A tar file that `shenbi backup` wrote.
cli-export = Write what is kept about one person into one tar file of JSON and pictures, to be given to them. Recorded in the audit.
cli-export-person = platform:id, or a job of theirs: #42
cli-export-file = The tar file to write.
cli-jobs = Look at jobs; decide about held ones.
cli-jobs-list = Jobs that have not ended, newest first. Each look is recorded in the audit, since prompts are shown.
cli-jobs-list-state = Only jobs in this state (held, failed, done, ...).
cli-jobs-list-all = The ended ones too.
cli-jobs-explain = Everything that is known of one job. Recorded in the audit.
cli-jobs-hold = Keep a waiting job from being painted until it is released.
cli-jobs-release = A held job was not painted: paint it. (If it was, it is paid for twice: look at the console of the service first.)
cli-jobs-adopt = A held job was painted as task_id: fetch it from there.
cli-jobs-adopt-task-id = The task, as the console of the service shows it.
cli-jobs-fail = Fail a held job; its owner is told and charged nothing.
cli-jobs-refund = Give a person back what an ended job cost them.
cli-act = Do what admins do with /admin in the chat, in the same words.
cli-act-words = For example: pause wanx-v1, rank telegram:1 admin
cli-undo = Take back what was done, where that can be.
cli-undo-entry = The number of the act, as `shenbi audit` shows it.
cli-people = People, those who spent most first: rank, whether they are banned, pictures, money. With an address that person alone, which is recorded in the audit.
cli-people-person = platform:id, or a job of theirs: #42
cli-said = What a person said, newest first, for as long as it is kept: prompts, questions, and what was refused. The look is recorded in the audit.
cli-said-person = platform:id, or a job of theirs: #42
cli-spending = Who spent what in a day or a month, with the total of the ledger.
cli-spending-by = person, conversation or model
cli-spending-day = One day, like 2026-12-01.
cli-spending-month = One month, like 2026-12; this month if nothing is given.
cli-spending-csv = CSV for a spreadsheet.
cli-limits = Show the limits in force, or change them while Shenbi runs.
cli-limits-change = name=value, for example waiting_jobs=8
cli-accounts = Accounts upstream, and what waits for them. Changes their limits while Shenbi runs: daily_yuan, monthly_yuan and free_until; with --model submissions_per_s and tasks_at_once.
cli-accounts-name = The account whose limits are to be changed.
cli-accounts-change = name=value, for example daily_yuan=50
cli-accounts-model = Change limits of the account's pool of this model.
cli-accounts-live = Bring this account back.
cli-accounts-aside = Set this account aside.
cli-models = The models with their roles, their prices, and their limits as they are in force.
cli-ban = Ban a person.
cli-ban-person = platform:id, as the bot tells strangers
cli-ban-undo = Let them in again.
cli-any-reason = Why, for the audit.
cli-audit = What admins and the command line did to what belongs to others, newest first.
cli-ledger = Check the running totals of money against the ledgers; exit status 1 if they differ.

## Values

cli-time-today = today { $time }
cli-time-day = { $day } { $month ->
    [1] Jan
    [2] Feb
    [3] Mar
    [4] Apr
    [5] May
    [6] Jun
    [7] Jul
    [8] Aug
    [9] Sep
    [10] Oct
    [11] Nov
   *[12] Dec
} { $time }
cli-time-year = { $year }-{ $month }-{ $day } { $time }
cli-yes = yes
cli-gone = no longer known
cli-person-erased = a person whose data were erased
cli-operator = command line
cli-spending-calls = descriptions and better prompts
cli-spending-total = { $days ->
    [one] { $first }
   *[several] { $first } to { $last }
}: { $yuan }, { $pictures ->
    [one] 1 picture
   *[other] { $pictures } pictures
}
cli-kind-job = request
cli-kind-call = question to the chat model
cli-kind-refused = refused
cli-rank-guest = guest
cli-rank-person = person
cli-rank-moderator = moderator
cli-rank-admin = admin
cli-rank-owner = owner
cli-state-queued = waiting
cli-state-preparing = preparing
cli-state-submitting = being submitted
cli-state-unknown = being looked for
cli-state-running = painting
cli-state-collecting = being fetched
cli-state-held = held
cli-state-done = done
cli-state-failed = failed
cli-state-cancelled = cancelled
cli-state-live = in use
cli-state-aside = set aside
cli-state-paused = paused

## Headings

cli-column-account = account
cli-column-action = what
cli-column-actor = who
cli-column-allowed = allowed
cli-column-at = when
cli-column-banned = banned
cli-column-charges = cost
cli-column-conversation = conversation
cli-column-created-at = since
cli-column-daily-yuan = a day
cli-column-details = details
cli-column-error-code = error
cli-column-free-pictures = free pictures
cli-column-free-until = free until
cli-column-id = no.
cli-column-jobs = jobs
cli-column-last-at = last picture
cli-column-legacy = legacy
cli-column-limit = limit
cli-column-model = model
cli-column-monthly-yuan = a month
cli-column-n = pictures
cli-column-person = person
cli-column-pictures = pictures
cli-column-post = post
cli-column-prompt = prompt
cli-column-rank = rank
cli-column-reason = reason
cli-column-roles = roles
cli-column-spent = spent
cli-column-state = state
cli-column-submissions-per-min = submissions a minute
cli-column-submissions-per-s = submissions a second
cli-column-task-id = task
cli-column-tasks-at-once = tasks at once
cli-audit-of = of { $person }
cli-audit-undoes = takes back no. { $entry }
cli-column-undone-by = undone by
cli-column-value = value
cli-column-waiting = waiting
cli-column-yuan = a picture
cli-column-yuan-allowed = at most
cli-column-yuan-an-image-sent = an image sent
cli-column-yuan-large = a large one
cli-person-erased-number = erased person { $number }
