// What each stage keeps while it runs, and how much of it at most. The stages read their bounds from here, so that the
// page docs/bounds.md, which is made of this table, cannot say anything else.

export interface Bound {
  readonly most: number
  /** What there is so many of, in the plural. */
  readonly what: string
  /** What happens beyond it. */
  readonly beyond: string
  /** Where that is told and counted: the code of a notice, a record or a field; or why nothing is lost by it. */
  readonly told: string
}

const LEARNED_AGAIN = 'nothing is lost: it is worked out again'

/** By stage, a dot, and what is kept. */
export const BOUNDS = {
  'input.line': {
    most: 16 * 1024 * 1024,
    what: 'bytes of a line',
    beyond: 'the rest of the line is dropped',
    told: '`truncated` of the record',
  },
  'parse.sources': {
    most: 16_384,
    what: 'sources whose habits are known',
    beyond: 'the one met first is forgotten; what waits of it leaves',
    told: 'nothing is lost: its habits are learned again',
  },
  'parse.waiting': {
    most: 16_384,
    what: 'entries that wait for their next line',
    beyond: 'the one that waits longest leaves',
    told: 'nothing is lost: a line of it that comes later is an entry of its own',
  },
  'parse.blockLines': {
    most: 2000,
    what: 'lines of an entry',
    beyond: 'further lines are counted, not kept',
    told: '`lines` and `truncated` of the record',
  },
  'parse.blockCharacters': {
    most: 256 * 1024,
    what: 'characters of an entry',
    beyond: 'further lines are counted, not kept',
    told: '`lines` and `truncated` of the record',
  },
  'parse.failures': {
    most: 1024,
    what: "ranks of torchrun's summary",
    beyond: 'further ones are counted; the root cause is always kept',
    told: 'the count of the record',
  },
  'parse.timePlaces': {
    most: 4096,
    what: 'beginnings of lines whose times are found at once',
    beyond: 'all are forgotten',
    told: LEARNED_AGAIN,
  },
  'jobs.known': {
    most: 256,
    what: 'jobs of one stream that are judged one by one',
    beyond: 'the one silent longest is forgotten, with its states',
    told: '`jobs_forgotten`',
  },
  'rules.ranks': {
    most: 100_000,
    what: 'ranks per rule of scope rank (`--max-ranks`)',
    beyond: 'the one silent longest is forgotten',
    told: '`ranks_forgotten`',
  },
  'rules.window': {
    most: 10_000,
    what: 'values that an operator looks back on',
    beyond: 'a longer window is refused',
    told: 'what is wrong with the job file',
  },
  'hang.ranks': {
    most: 100_000,
    what: 'ranks that are watched one by one (`--max-ranks`)',
    beyond: 'the one silent longest is forgotten, with its states',
    told: '`ranks_forgotten`',
  },
  'hang.rules': {
    most: 1000,
    what: 'rules that the job file does not name',
    beyond: 'the one silent longest is forgotten, with its state',
    told: '`rules_forgotten`',
  },
  'hang.steps': {
    most: 100_000,
    what: 'ranks whose last step is known',
    beyond: 'the one silent longest is forgotten',
    told: 'nothing is lost: its next step is its first',
  },
  'classify.failures': {
    most: 400,
    what: 'failures of an attempt',
    beyond: 'one that says less goes, or the new one is left out',
    told: '`dropped` of the verdict',
  },
  'classify.ranks': {
    most: 65_536,
    what: 'ranks whose node is known, and joins of processes and devices',
    beyond: 'further ones are not learned',
    told: 'nothing is lost: a culprit has no node then',
  },
  'classify.files': {
    most: 1024,
    what: 'files that an attempt came from',
    beyond: 'further ones are not listed',
    told: 'nothing is lost: they are read like the others',
  },
  'classify.kernel': {
    most: 1000,
    what: 'kinds of lines of a kernel log',
    beyond: 'further ones are left out',
    told: '`dropped` of the verdict',
  },
  'classify.writers': {
    most: 256,
    what: 'writers whose last entry is known',
    beyond: 'all are forgotten',
    told: 'nothing is lost: their next lines begin entries of their own',
  },
  'classify.tracebacks': {
    most: 256,
    what: 'writers whose traceback is being read',
    beyond: 'the one that began first is forgotten',
    told: 'nothing is lost: its exception is judged without its frames',
  },
  'classify.candidates': {
    most: 64,
    what: 'lines that may be the reason of an unknown failure',
    beyond: 'the one that says least goes',
    told: 'nothing is lost: one is named in the end',
  },
  'classify.harmless': {
    most: 1024,
    what: 'shapes of lines that told nothing',
    beyond: 'all are forgotten',
    told: 'nothing is lost: such lines are read again',
  },
  'classify.common': {
    most: 100_000,
    what: 'kinds of lines that runs of `--compare` said',
    beyond: 'further ones are not learned',
    told: 'nothing is lost: such lines count like any other',
  },
  'alert.jobs': {
    most: 256,
    what: 'jobs of one stream',
    beyond: 'the one that came first is forgotten, with its lines',
    told: 'nothing is lost: what is bad of it stays open',
  },
  'alert.open': {
    most: 4096,
    what: 'keys that are bad, one by one',
    beyond: 'the one that began first is forgotten',
    told: '`alert_forgotten`, which names it',
  },
  'alert.crowd': {
    most: 131_072,
    what: 'ranks that are bad, in alerts of many',
    beyond: 'further ones are not in the alert',
    told: '`alert_forgotten`, which names it',
  },
  'alert.ranks': {
    most: 131_072,
    what: 'bad ranks that an alert of the job names',
    beyond: 'the one that went bad first is not named',
    told: 'nothing is lost: each has a `status`',
  },
  'alert.counted': {
    most: 4096,
    what: 'keys whose episodes are counted',
    beyond: 'the one that was bad longest ago begins again at 1',
    told: 'nothing is lost: `starts_at` tells episodes apart',
  },
  'alert.errors': {
    most: 10,
    what: 'error lines of a job that an alert shows',
    beyond: 'the first stays, the second goes',
    told: 'nothing is lost: each is a `log`',
  },
  'alert.steps': {
    most: 10,
    what: 'steps of a job that an alert shows',
    beyond: 'the oldest goes',
    told: 'nothing is lost: each is a `log`',
  },
  'alert.digest': {
    most: 200,
    what: 'kinds of alerts that a digest names',
    beyond: 'further ones are counted there',
    told: '`alert_held_back`, which names it',
  },
  'alert.digestRanks': {
    most: 4096,
    what: 'ranks that one line of a digest names',
    beyond: 'further ones are counted there',
    told: '`alert_held_back`, which names it',
  },
  'alert.queue': {
    most: 1000,
    what: 'alerts that wait for a channel',
    beyond: 'the oldest is failed',
    told: '`delivery`, one for each',
  },
  'alert.threads': {
    most: 4096,
    what: 'episodes of which a channel knows what was sent',
    beyond: 'the one told longest ago is forgotten',
    told: 'nothing is lost: its next message begins a thread of its own',
  },
  'alert.held': {
    most: 4096,
    what: 'episodes that are kept back: silenced, muted, in quiet hours, not yet escalated',
    beyond: 'the one kept longest is told; what is over by the end of quiet hours is counted in the digest',
    told: 'nothing is lost: each has a `delivery`',
  },
  'alert.told': {
    most: 4096,
    what: 'notices and episodes that the outbox of a channel remembers',
    beyond: 'the one told longest ago is forgotten',
    told: 'nothing is lost: after a restart it may be told again',
  },
  'state.lines': {
    most: 100,
    what: 'last lines that another run takes once more (`--state`), and those of entries that wait',
    beyond: 'older ones are left out',
    told: LEARNED_AGAIN,
  },
  'state.failures': {
    most: 400,
    what: 'lines that speak of failures and of steps that another run takes once more (`--state`)',
    beyond: 'those in the middle are left out',
    told: 'nothing is lost: they were told; a verdict after a restart may not name them',
  },
  'redact.names': {
    most: 4096,
    what: 'names of fields that hold no secret',
    beyond: 'all are forgotten',
    told: LEARNED_AGAIN,
  },
  'redact.keyBlock': {
    most: 65_536,
    what: 'characters of a private key that is taken out as a whole',
    beyond: 'its lines are taken out one by one',
    told: 'nothing is lost',
  },
  'follow.files': {
    most: 20_000,
    what: 'files that are followed at once',
    beyond: 'further ones are not followed',
    told: '`too_many_files`',
  },
  'follow.positions': {
    most: 10_000,
    what: 'positions in the state file',
    beyond: 'the ones that changed longest ago are not saved',
    told: 'nothing is lost: those files are read again',
  },
  'follow.watches': {
    most: 1024,
    what: 'folders that the kernel tells about',
    beyond: 'further ones are looked at in turn',
    told: 'nothing is lost: it is only later',
  },
  'follow.runs': {
    most: 1000,
    what: 'runs whose newest attempt is known',
    beyond: 'the one met first is forgotten',
    told: 'nothing is lost: its next attempt is told once more',
  },
  'collect.held': {
    most: 64 * 1024 * 1024,
    what: 'bytes of entries that wait for earlier ones',
    beyond: 'order is given up before memory is',
    told: 'nothing is lost: the entries leave out of order',
  },
  'collect.line': {
    most: 1024 * 1024,
    what: 'bytes of a line',
    beyond: 'the rest of the line is dropped',
    told: '`truncated` of the record',
  },
  'ship.streams': {
    most: 1000,
    what: 'sets of labels (`--max-streams`)',
    beyond: 'further lines share one for each job, and have the other labels as metadata',
    told: '`ship_streams`',
  },
  'ship.queue': {
    most: 4 * 1024 * 1024,
    what: 'bytes of lines on their way to the server',
    beyond: 'the input waits, or the spool takes them',
    told: 'nothing is lost',
  },
  'ship.spool': {
    most: 1024 * 1024 * 1024,
    what: 'bytes of the spool (`--spool-size`)',
    beyond: 'the input waits; with `--when-full drop-oldest` the oldest lines go',
    told: '`spool_full`, which counts them',
  },
  'ship.verify': {
    most: 4096,
    what: 'streams whose lines are counted (`--verify`)',
    beyond: 'lines of further ones are not verified',
    told: '`ship_unverified`, which counts them',
  },
  'ship.refused': {
    most: 1024 * 1024 * 1024,
    what: 'bytes of the file of refused lines',
    beyond: 'further ones are counted, not kept',
    told: '`ship_ended`',
  },
  'serve.jobs': {
    most: 100_000,
    what: 'jobs that are known (`--max-jobs`)',
    beyond: 'one that was not heard of for a day is forgotten; else a new one is refused',
    told: '503 `JOB_LIMIT_REACHED`',
  },
  'serve.judged': {
    most: 2000,
    what: 'logs whose verdicts are kept',
    beyond: 'the one judged longest ago is forgotten',
    told: 'nothing is lost: the log is judged again when it is asked for',
  },
  'serve.recordsOfAJob': {
    most: 10_000,
    what: 'records of a job that are kept to be asked for',
    beyond: 'the older half goes, but for what is told of the job as a whole (the newest 1,000)',
    told: 'nothing is lost: they are in the output of who sent them',
  },
  'serve.records': {
    most: 200_000,
    what: 'records of all jobs that are kept to be asked for',
    beyond: 'those of the job that was silent longest go',
    told: 'nothing is lost: they are in the output of who sent them',
  },
  'serve.followed': {
    most: 2000,
    what: 'logs that are followed as they grow (`progressive`)',
    beyond: 'a further one is not followed until it has ended',
    told: 'a line on standard error',
  },
  'serve.pointsOfAJob': {
    most: 1000,
    what: 'points that the steps of a job are kept as',
    beyond: 'two become one: a mean and the longest',
    told: 'the steps that a point stands for, in the answer',
  },
  'serve.points': {
    most: 500_000,
    what: 'points of all jobs',
    beyond: 'those of the job that was silent longest go',
    told: 'nothing is lost: they are in the output of who sent them',
  },
  'serve.events': {
    most: 4096,
    what: 'events that a page may have missed and is sent again',
    beyond: 'the page is told to begin anew (`reset`)',
    told: 'nothing is lost: it asks for the state as it is',
  },
  'serve.attributions': {
    most: 10_000,
    what: 'ids under which lines are collected',
    beyond: 'a new one is refused',
    told: '503 `JOB_LIMIT_REACHED`',
  },
  'serve.lines': {
    most: 256 * 1024 * 1024,
    what: 'bytes of lines under one id',
    beyond: 'further lines are refused',
    told: '413 `LOGS_LIMIT_REACHED`',
  },
  'serve.waiting': {
    most: 1000,
    what: 'logs that wait to be judged',
    beyond: 'a further one is refused',
    told: '503 `JOB_LIMIT_REACHED`',
  },
  'tee.line': {
    most: 1024 * 1024,
    what: 'bytes of a line in a message file',
    beyond: 'the rest of the line is dropped there; standard output has all of it',
    told: '`truncated` of the record',
  },
  'view.jobs': {
    most: 64,
    what: 'jobs on the screen',
    beyond: 'the one that came first is forgotten',
    told: 'nothing is lost: the records go on',
  },
  'view.ranks': {
    most: 16_384,
    what: 'ranks of a job whose last line the screen knows',
    beyond: 'the one that wrote longest ago is forgotten',
    told: 'the screen, which counts them',
  },
  'view.steps': {
    most: 400,
    what: 'steps of a job that a curve on the screen shows',
    beyond: 'the oldest goes',
    told: 'nothing is lost: each is a `log`',
  },
  'view.lines': {
    most: 20,
    what: 'last lines, and lines of errors, of a job that the screen shows',
    beyond: 'the oldest goes',
    told: 'nothing is lost: each is a `log`',
  },
  'view.events': {
    most: 500,
    what: 'events that the screen keeps',
    beyond: 'the oldest goes',
    told: 'nothing is lost: each is a record',
  },
  'metrics.series': {
    most: 256,
    what: 'sets of labels of a counter',
    beyond: 'further ones share one',
    told: 'the series whose labels are all `other`',
  },
  'metrics.label': {
    most: 128,
    what: 'characters of a label',
    beyond: 'the rest is cut off',
    told: 'an ellipsis at its end',
  },
  'goodput.steps': {
    most: 200_000,
    what: 'steps of an attempt that its hours are counted by',
    beyond: 'every second one goes',
    told: 'nothing is lost: the time from one to the next is still counted',
  },
  'goodput.attempts': {
    most: 10_000,
    what: 'attempts of a job whose hours are counted',
    beyond: 'the oldest becomes a part of the next one',
    told: 'the hours of its steps, which count as a restart',
  },
  'report.ranks': {
    most: 1024,
    what: 'ranks of a job that a report draws',
    beyond: 'further ones are counted',
    told: 'the report, which says how many',
  },
  'report.events': {
    most: 500,
    what: 'events of a job that a report lists',
    beyond: 'the oldest goes',
    told: 'the report, which says how many',
  },
  'report.states': {
    most: 2000,
    what: 'states of a job that a report draws',
    beyond: 'the oldest two become one',
    told: 'nothing is lost: both are in the records',
  },
  'init.metrics': {
    most: 200,
    what: 'numbers of steps that logmon init looks at',
    beyond: 'further ones are left out',
    told: 'nothing is lost: a job file is made of the first ones',
  },
  'init.values': {
    most: 20_000,
    what: 'values of each that logmon init learns from',
    beyond: 'further ones are left out',
    told: 'nothing is lost: what is usual is known by then',
  },
} as const satisfies Readonly<Record<`${string}.${string}`, Bound>>
