import { deepStrictEqual } from 'node:assert'
import t from 'tap'
import { alertMachine } from '../../lib/alert/machine.ts'
import { alertSettings } from '../../lib/alert/settings.ts'
import type { JobConfig } from '../../lib/config/job.ts'
import { loadJob } from '../../lib/config/load.ts'
import { type ClockMode, drive } from '../../lib/drive.ts'
import { isRecord } from '../../lib/record/read.ts'
import type {
  AlertRecord,
  AnyRecord,
  LogRecord,
  StatusRecord,
  VerdictRecord,
} from '../../lib/record/types.generated.ts'
import { type Driven, driven } from '../driven.ts'
import fc from '../fast-check.ts'

const START = Date.parse('2026-01-05T10:00:00.000Z')
const at = (seconds: number): string => new Date(START + seconds * 1000).toISOString()
const status = (seconds: number, to: StatusRecord['to'], more: Partial<StatusRecord> = {}): StatusRecord => ({
  kind: 'status',
  time: at(seconds),
  scope: 'job',
  to,
  ...more,
})
const log = (seconds: number, message: string, more: Partial<LogRecord> = {}): LogRecord => ({
  kind: 'log',
  time: at(seconds),
  message,
  ...more,
})

async function machineOf(section: string, mode: ClockMode = 'record'): Promise<Driven> {
  const config = await loadJob({ path: 'job.yaml', text: `job: llama\nalert: {${section}}\n` })
  if (Array.isArray(config)) throw new Error(JSON.stringify(config))
  return driven(drive(alertMachine(alertSettings(config as JobConfig)), mode, false))
}

async function replay(section: string, records: readonly AnyRecord[]): Promise<readonly AlertRecord[]> {
  const driver = await machineOf(section)
  const told = [...records.flatMap(record => driver.take(record, 0)), ...driver.end(0)]
  return told.filter((record): record is AlertRecord => record.kind === 'alert')
}

/** What was told, in short: when (seconds after the start), and the summary. */
const short = (alerts: readonly AlertRecord[]): readonly string[] =>
  alerts.map(alert => `${(Date.parse(alert.time as string) - START) / 1000} ${alert.summary}`)

t.test('a hang is told once, named by its reason, and its end once', async t => {
  const alerts = await replay('', [
    status(0, 'HEALTHY'),
    status(60, 'HANGING', { rules: ['step'], reason: 'no step for 1 min' }),
    status(61, 'HANGING', { rules: ['step'], reason: 'no step for 1 min' }),
    log(100, 'unrelated'),
    status(360, 'HEALTHY'),
    log(400, 'step'),
  ])
  t.same(short(alerts), [
    '61 [HANGING] llama: no step for 1 min',
    '360 [RESOLVED] llama: HEALTHY, after 5 min (was HANGING)',
  ])
  const [firing, resolved] = alerts as [AlertRecord, AlertRecord]
  t.same(
    { ...firing, body: undefined },
    {
      kind: 'alert',
      time: at(61),
      job: 'llama',
      key: 'job/llama',
      state: 'firing',
      severity: 'critical',
      summary: '[HANGING] llama: no step for 1 min',
      body: undefined,
      facts: [
        { name: 'Since', value: '2026-01-05 10:01:00 UTC, for 1 s' },
        {
          name: 'To do',
          value:
            'Take stacks of the ranks that are silent (py-spy dump) before anything is ended; if none moves, end the job and restart it.',
        },
        { name: 'Rule', value: 'step' },
      ],
      log_lines: [],
      labels: { job: 'llama', scope: 'job', state: 'HANGING', reason: 'LogHang_step', rule: 'step' },
      steps: [],
      episode: 1,
      sequence: 1,
      since: at(60),
      starts_at: at(60),
    },
  )
  t.same(
    [resolved.key, resolved.state, resolved.episode, resolved.sequence, resolved.starts_at, resolved.ends_at],
    ['job/llama', 'resolved', 1, 2, at(60), at(360)],
  )
})

t.test('training that went on after a fault and is over is told to have ended, once', async t => {
  const ended = (seconds: number): AnyRecord => ({
    ...{ kind: 'notice', stage: 'hang', code: 'ended_faulted', message: 'Training is over.', time: at(seconds) },
    ...{ step: 60, reason: 'the log says that training is over', last_match: 'all done' },
  })
  const records = [
    log(0, 'step 60', { step: 60, metrics: { loss: 2 } }),
    status(1, 'FAULTED', { rules: ['oom'], reason: 'rule oom saw a fault' }),
    ended(5),
    ended(6),
  ]
  const alerts = await replay('gather: 0s', records)
  t.same(short(alerts).slice(1), ['5 [ENDED] llama: training has ended at step 60'])
  t.match(alerts[1], {
    facts: [{ name: 'Why', value: 'the log says that training is over' }],
    labels: { state: 'ENDED', reason: 'TrainingEnded' },
    log_lines: [{ about: 'match', text: 'all done' }],
    starts_at: at(5),
  })
  t.equal((await replay('gather: 0s, on: [faulted]', records)).length, 1)
})

t.test('a row of the table has what any rank told of its step, each metric as the first said it', async t => {
  const ranks = Array.from({ length: 500 }, (_, rank) =>
    log(0, '', { rank, step: 1, metrics: { loss: rank, [`own_${rank % 150}`]: rank } }),
  )
  const [alert] = await replay('', [...ranks, status(1, 'HANGING')])
  const own = Object.fromEntries(Array.from({ length: 150 }, (_, rank) => [`own_${rank}`, rank]))
  t.same(alert?.steps, [{ time: at(0), step: 1, rank: 0, metrics: { loss: 0, ...own } }])
})

t.test('a thousand ranks that hang within a second are one alert that names them', async t => {
  const ranks = Array.from({ length: 1000 }, (_, rank) => rank).filter(rank => rank !== 7)
  const alerts = await replay('', [
    ...ranks.map(rank =>
      status(60 + Math.floor(rank / 2) / 1000, 'HANGING', { scope: 'rank', rank, rules: ['step'], reason: 'no step' }),
    ),
    log(70, 'x', { rank: 7 }),
    ...ranks.map(rank => status(80 + Math.floor(rank / 2) / 1000, 'HEALTHY', { scope: 'rank', rank })),
  ])
  t.same(short(alerts), [
    '61 [HANGING] llama: ranks 0-6, 8-999: no step',
    '80.499 [RESOLVED] llama: HEALTHY, after 20.5 s (was HANGING)',
  ])
})

t.test('scope rank: one alert for every rank; scope rule: one for every rule and rank', async t => {
  const records = [
    status(0, 'SLOW', { scope: 'rule', rule: 'speed', rank: 3 }),
    status(0, 'SLOW', { scope: 'rank', rank: 3, rules: ['speed'] }),
    status(0, 'SLOW', { scope: 'rank', rank: 4, rules: ['speed'] }),
    status(0, 'SLOW', { rules: ['speed'] }),
    status(9, 'HEALTHY', { scope: 'rank', rank: 3 }),
  ]
  t.same(short(await replay('scope: rank', records)), [
    '1 [SLOW] llama, rank 3',
    '1 [SLOW] llama, rank 4',
    '9 [RESOLVED] llama, rank 3: HEALTHY, after 9 s (was SLOW)',
  ])
  t.same(
    (await replay('scope: rule', records)).map(alert => [alert.key, alert.rank, alert.labels?.['reason']]),
    [['job/llama/rule/speed/rank 3', 3, 'LogSlow_speed']],
  )
})

t.test('scope rank: a hundred thousand ranks that fail at once are one alert, and one when all are well', async t => {
  const ranks = Array.from({ length: 100_000 }, (_, rank) => rank).filter(rank => rank % 2000 !== 1999)
  const more = (rank: number): Partial<StatusRecord> => ({ scope: 'rank', rank, rules: ['step'], reason: 'no step' })
  const alerts = await replay('scope: rank, max_per_hour: 1000000', [
    ...ranks.map(rank => status(0, 'HANGING', more(rank))),
    ...ranks.map(rank => status(10, 'HEALTHY', more(rank))),
  ])
  t.same(short(alerts), [
    '1 [HANGING] llama, 99950 ranks: ranks 0-1998, 2000-3998, 4000-5998, 6000-7998, 8000-9998, 1…: no step',
    '10 [RESOLVED] llama, 99950 ranks: HEALTHY, after 10 s (was HANGING)',
  ])
  t.match(alerts[0]?.body, /^Where: ranks 0-1998, 2000-3998, .*, 78000-79998 and 19990 more$/m)
  t.equal(alerts[0]?.key, 'job/llama/many/HANGING/step')
  t.equal(alerts[0]?.labels?.['count'], '99950')
  t.equal(alerts[0]?.rank, undefined)
  t.same(alerts[1]?.labels?.['count'], '99950')
})

t.test('the end of the stream is told where it is asked for, once per attempt', async t => {
  const notice = (seconds: number, attempt: number): AnyRecord => ({
    kind: 'notice',
    time: at(seconds),
    attempt,
    code: 'upstream_ended',
    message: 'standard input ended, and the job has not',
  })
  const records = [notice(0, 1), notice(1, 1), notice(2, 2)]
  t.same(await replay('', records), [], 'by default not')
  const alerts = await replay('on: [upstream_ended]', [...records, status(3, 'HANGING')])
  t.same(
    alerts.map(({ key, severity, episode, attempt }) => [key, severity, episode, attempt]),
    [
      ['job/llama/upstream', 'warning', 1, 1],
      ['job/llama/upstream', 'warning', 2, 2],
    ],
  )
  t.same(short(alerts)[0], '0 [UNWATCHED] llama: its log has ended although the job has not')
  t.match(alerts[0]?.body, /^Why: {3}standard input ended, and the job has not$/m)
  t.equal(alerts[0]?.labels?.['reason'], 'UpstreamEnded')
})

t.test('that nothing is started again is told, with the last cause and what to do; who asked for it knows', async t => {
  const notice = (code: number, more: object = {}): AnyRecord => ({
    kind: 'notice',
    time: at(5),
    attempt: 20,
    code: 'resume_stopped',
    message: 'attempt 21: stopped: it failed again',
    stage: 'resume',
    exit_code: code,
    ...more,
  })
  const told = {
    reason: 'it failed again',
    cause: 'segfault\n[x](http://e)',
    restarts: 20,
    log: 'logmon/attempt-21.log',
  }
  const [alert, ...others] = await replay('', [notice(10, told), notice(130, told)])
  t.same(others, [])
  t.match(alert, {
    summary: '[STOPPED] llama: it failed again',
    severity: 'critical',
    labels: { reason: 'ResumeStopped' },
    once: true,
    attempt: 20,
    facts: [
      { name: 'Last cause', value: 'segfault [x](http://e)' },
      { name: 'Restarts', value: '20' },
      { name: 'Log', value: 'logmon/attempt-21.log' },
      {
        name: 'To do',
        value: /^Nothing runs now\. .*\(logmon why logmon\/attempt-21\.log\).* goes on with the next attempt\.$/,
      },
    ],
  })
  t.match(
    (await replay('', [notice(12)])).map(({ summary }) => summary),
    ['[STOPPED] llama: attempt 21: stopped: it failed again'],
  )
  t.same(await replay('on: [hanging]', [notice(10, told)]), [])
})

t.test('what gets worse within an episode is told again, what gets better is not until it is good', async t => {
  const alerts = await replay('gather: 0s', [
    status(0, 'SLOW'),
    status(10, 'HANGING'),
    status(20, 'SLOW'),
    status(30, 'HANGING'),
    status(40, 'HEALTHY'),
  ])
  t.same(short(alerts), [
    '0 [SLOW] llama',
    '10 [HANGING] llama',
    '40 [RESOLVED] llama: HEALTHY, after 40 s (was HANGING)',
  ])
  t.same(
    alerts.map(({ episode, sequence, severity }) => [episode, sequence, severity]),
    [
      [1, 1, 'warning'],
      [1, 2, 'critical'],
      [1, 3, 'critical'],
    ],
  )
})

t.test('for: what is over sooner is never told; what lasts is told when it has lasted', async t => {
  const alerts = await replay('for: 30s', [
    status(0, 'SLOW'),
    status(20, 'HEALTHY'),
    status(40, 'SLOW'),
    status(60, 'SLOW'),
    log(80, 'x'),
    status(90, 'HEALTHY'),
  ])
  t.same(short(alerts), ['70 [SLOW] llama', '90 [RESOLVED] llama: HEALTHY, after 50 s (was SLOW)'])
})

t.test('resolve_after: a short recovery is none', async t => {
  const alerts = await replay('gather: 0s, resolve_after: 1m', [
    status(0, 'SLOW'),
    status(10, 'HEALTHY'),
    status(20, 'SLOW'),
    status(30, 'HEALTHY'),
    log(200, 'x'),
    status(300, 'SLOW'),
  ])
  t.same(short(alerts), ['0 [SLOW] llama', '90 [RESOLVED] llama: HEALTHY, after 30 s (was SLOW)', '300 [SLOW] llama'])
  t.same(
    alerts.map(alert => alert.episode),
    [1, 1, 2],
  )
})

t.test('remind: told again as long as it is bad, numbered', async t => {
  const alerts = await replay('gather: 0s, remind: 1h', [
    status(0, 'HANGING'),
    log(3600 * 2.5, 'x'),
    status(9000, 'HEALTHY'),
    log(50_000, 'x'),
  ])
  t.same(short(alerts), [
    '0 [HANGING] llama',
    '3600 [HANGING, reminder 1] llama',
    '7200 [HANGING, reminder 2] llama',
    '9000 [RESOLVED] llama: HEALTHY, after 2 h 30 min (was HANGING)',
  ])
  t.match(alerts[2]?.body, /^Since: 2026-01-05 10:00:00 UTC, for 2 h$/m)
})

t.test('an alert that waits at the end of input is told then', async t => {
  t.same(short(await replay('for: 1h', [status(0, 'FAULTED', { rules: ['oom'] })])), ['0 [FAULTED] llama'])
})

t.test('records without any time are told at once', async t => {
  const driver = await machineOf('remind: 1m')
  const told = driver.take({ kind: 'status', scope: 'job', to: 'HANGING' }, 0) as readonly AlertRecord[]
  t.same([told[0]?.summary, told[0]?.time], ['[HANGING] llama', undefined])
  t.same(driver.take(log(0, 'x'), 0), [], 'and time before the first clock is no time to remind in')
})

t.test('a fault that a rule sees is told, together with the status that says the same', async t => {
  const alerts = await replay('', [
    {
      kind: 'match',
      time: at(0),
      rule: 'oom',
      verdict: 'fault',
      rank: 3,
      message: 'CUDA out of memory',
      reason: 'matched',
    },
    status(0.1, 'FAULTED', { rules: ['oom'], reason: 'rule oom saw a fault', last_match: 'CUDA out of memory' }),
    { kind: 'match', time: at(0.2), rule: 'ok', verdict: 'ok' },
  ])
  t.same(short(alerts), ['0.2 [FAULTED] llama: rank 3: CUDA out of memory'])
  t.equal(alerts[0]?.labels?.['reason'], 'LogFault_oom')
  t.match(alerts[0]?.body, /Line that matched\n {2}CUDA out of memory/)
})

t.test('a verdict that names a cause is told once per attempt, action and cause', async t => {
  const verdict = (
    seconds: number,
    action: VerdictRecord['action'],
    attempt: number,
    category = 'gpu_hw_fatal',
  ): AnyRecord => ({
    kind: 'verdict',
    time: at(seconds),
    action,
    attempt,
    category,
    isolate: [{ node: 'gpu-3' }],
    culprit: { ranks: [24, 25, 26], nodes: ['gpu-3'] },
    why: ['Xid 79 on gpu-3'],
  })
  const alerts = await replay('', [
    verdict(0, 'restart', 0),
    verdict(10, 'restart_isolate', 1),
    verdict(11, 'restart_isolate', 1),
    verdict(20, 'stop', 2),
    verdict(30, 'wait', 3, 'time_limit'),
    verdict(40, 'unknown', 4, 'loss_spike'),
    verdict(41, 'stop', 4, 'code_bug'),
    verdict(50, 'unknown', 5, 'unknown'),
    verdict(60, 'done', 6, 'completed'),
  ])
  t.same(short(alerts), [
    '0 [FAILED] llama: GPU or accelerator hardware failed (ranks 24, 25 and 1 more; node gpu-3): restart: nothing shows that it would come again',
    '10 [ISOLATE] llama: GPU or accelerator hardware failed (ranks 24, 25 and 1 more; node gpu-3): restart without gpu-3',
    '20 [STOP] llama: GPU or accelerator hardware failed (ranks 24, 25 and 1 more; node gpu-3): do not restart before the cause is mended',
    '30 [FAILED] llama: the time limit was reached (ranks 24, 25 and 1 more; node gpu-3): start it again: nothing has to be mended',
    '40 [CHECK] llama: the loss jumped and stayed up (ranks 24, 25 and 1 more; node gpu-3): a person has to judge what to do',
    '41 [STOP] llama: the program has a bug (ranks 24, 25 and 1 more; node gpu-3): do not restart before the cause is mended',
  ])
  t.match(
    alerts[1]?.body,
    /^Who: +ranks 24, 25, 26; node gpu-3\nTo do: +Restart without the node, and have its GPU reset/m,
  )
})

t.test('that nothing came any more is told as HANGING, not again as a verdict', async t => {
  const verdict: AnyRecord = { kind: 'verdict', time: at(90), action: 'restart', category: 'hang_no_output' }
  t.same(short(await replay('', [verdict])).length, 1, 'where no state of the job is known')
  t.same(short(await replay('', [status(0, 'HANGING'), verdict])), ['1 [HANGING] llama'])
})

t.test('the end of training is told once, and ends what was bad', async t => {
  const records = [status(0, 'HANGING'), status(60, 'ENDED', { step: 5000 }), status(61, 'ENDED')]
  t.same(short(await replay('gather: 0s', records)), [
    '0 [HANGING] llama',
    '60 [RESOLVED] llama: ENDED, after 1 min (was HANGING)',
    '60 [ENDED] llama: training has ended at step 5000',
  ])
  t.same(short(await replay('gather: 0s, on: [slow]', records)), [], 'on: tells nothing that is not asked for')
})

t.test(
  'a body holds the last ten steps, the errors folded over ranks, the last line; no secret, no control character',
  async t => {
    const steps = Array.from({ length: 14 }, (_, index) =>
      log(index * 30, `iteration ${index}`, {
        step: 1200 + index,
        metrics: { loss: index === 12 ? null : 2.5 - index / 100, step_time_ms: 30_000, tflops_per_gpu: 151.25 },
      }),
    )
    const errors = Array.from({ length: 8 }, (_, rank) =>
      log(500, `rank ${rank}: token=hf_${'aB3'.repeat(12)} \u001b[31mNCCL\u001b[0m timeout\u0000`, {
        level: 'ERROR',
        rank,
      }),
    )
    const [alert] = await replay('', [
      ...steps,
      ...errors,
      log(510, 'waiting <b>'),
      status(600, 'HANGING', { reason: 'no step for 3 min' }),
    ])
    t.equal(
      alert?.body,
      `Since: 2026-01-05 10:10:00 UTC
To do: Take stacks of the ranks that are silent (py-spy dump) before anything is ended; if none moves, end the job and restart it.

Last steps
  loss       ██▇▆▅▄▃▂×▁  2.46 to 2.37

      time  step  loss  step time  TFLOP/s/GPU
  10:02:00  1204  2.46       30 s       151.25
  10:02:30  1205  2.45       30 s       151.25
  10:03:00  1206  2.44       30 s       151.25
  10:03:30  1207  2.43       30 s       151.25
  10:04:00  1208  2.42       30 s       151.25
  10:04:30  1209  2.41       30 s       151.25
  10:05:00  1210   2.4       30 s       151.25
  10:05:30  1211  2.39       30 s       151.25
  10:06:00  1212   nan       30 s       151.25
  10:06:30  1213  2.37       30 s       151.25

Errors
  2026-01-05 10:08:20 rank 0 (8 times): rank 0: token=[redacted-hugging-face-token] NCCL timeout

Last line of the log
  2026-01-05 10:08:30: waiting <b>
`,
    )
    t.equal(alert?.steps?.length, 10)
  },
)

t.test('a storm: at most max_per_hour leave, the rest is named in one digest', async t => {
  const ranks = Array.from({ length: 500 }, (_, rank) => rank)
  const alerts = await replay('scope: rank, gather: 0s, max_per_hour: 5', [
    ...ranks.map(rank => status(rank / 100, 'HANGING', { scope: 'rank', rank, reason: 'no step' })),
    ...ranks.map(rank => status(100 + rank / 100, 'HEALTHY', { scope: 'rank', rank })),
    log(3700, 'x'),
  ])
  t.same(
    short(alerts.slice(0, 5)),
    ranks.slice(0, 5).map(rank => `${rank / 100} [HANGING] llama, rank ${rank}: no step`),
  )
  t.same(
    short(alerts.slice(5, 10)),
    ranks
      .slice(0, 5)
      .map(rank => `${100 + rank / 100} [RESOLVED] llama, rank ${rank}: HEALTHY, after 1 min 40 s (was HANGING)`),
  )
  t.same(short(alerts.slice(10)), ['720.05 [DIGEST] 990 alerts held back'])
  t.match(alerts[10]?.body, /rank 5: no step \(495 alerts, ranks 5-499\)\n.*\(495 alerts, ranks 5-499\)\n$/)
})

t.test('hostile log text makes a bounded alert of one-line summary', async t => {
  const huge = `${'A\u0000\r\n\u001b]0;title\u0007'.repeat(100_000)}<script>`
  const driver = await machineOf('gather: 0s')
  for (let index = 0; index < 30; index++)
    driver.take(log(index, `${index}${String.fromCharCode(97 + index)}${huge}`, { level: 'ERROR', node: huge }), 0)
  const told = driver.take(
    status(100, 'HANGING', { reason: huge, last_match: huge, rules: [huge, huge], node: huge, job: huge, run: huge }),
    0,
  ) as readonly AlertRecord[]
  t.equal(told.length, 1)
  const alert = told[0] as AlertRecord
  t.ok(isRecord(JSON.parse(JSON.stringify(alert))))
  t.ok(JSON.stringify({ ...alert, body: '', log_lines: [] }).length < 8192)
  t.ok(alert.summary.length <= 200 && (alert.body as string).length <= 32_768)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these must not be there
  t.notMatch(alert.summary, /[\u0000-\u001f\u007f-\u009f]/)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these must not be there
  t.notMatch(alert.body, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/)
  t.ok(Object.values(alert.labels as object).every(value => value.length <= 200))
})

t.test('a rule says how loud it is; a recovery is as loud as the loudest of its episode', async t => {
  const loaded = await loadJob({
    path: 'job.yaml',
    text: 'rules: [{name: minor, pattern: x, on_match: fault, severity: info}]\nalert: {gather: 0s}\n',
  })
  const driver = driven(drive(alertMachine(alertSettings(loaded as JobConfig)), 'record', false))
  const records = [
    status(0, 'SLOW', { rules: ['minor'] }),
    status(10, 'HANGING', { rules: ['step'] }),
    status(20, 'FAULTED', { rules: ['minor'] }),
    status(30, 'HEALTHY'),
  ]
  t.same(
    records.flatMap(record => driver.take(record, 0) as readonly AlertRecord[]).map(({ severity }) => severity),
    ['info', 'critical', 'critical', 'critical'],
  )
})

const anyRecord = (seconds: number): fc.Arbitrary<AnyRecord> => {
  const rank = fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined })
  const to = fc.constantFrom('WAITING', 'HEALTHY', 'SLOW', 'HANGING', 'FAULTED', 'ENDED') as fc.Arbitrary<
    StatusRecord['to']
  >
  const withRank = (value: number | undefined): { rank?: number } => (value === undefined ? {} : { rank: value })
  return fc.oneof(
    fc
      .tuple(to, rank)
      .map(([state, who]) => status(seconds, state, { scope: who === undefined ? 'job' : 'rank', ...withRank(who) })),
    fc.tuple(fc.string(), rank).map(([message, who]) => log(seconds, message, withRank(who))),
    fc.constant<AnyRecord>({ kind: 'match', time: at(seconds), rule: 'oom', verdict: 'fault' }),
  )
}
const anyRun = fc.array(fc.integer({ min: 0, max: 600 }), { maxLength: 40 }).chain(gaps => {
  let seconds = 0
  return fc.tuple(
    ...gaps.map(gap => {
      seconds += gap
      return anyRecord(seconds)
    }),
  )
}) as fc.Arbitrary<readonly AnyRecord[]>
const anySection = fc.constantFrom(
  '',
  'gather: 0s',
  'for: 90s',
  'resolve_after: 2m',
  'remind: 3m',
  'scope: rank',
  'for: 10s, resolve_after: 30s, remind: 1m, max_per_hour: 2',
)

t.test('live and replay tell the same', async t => {
  await t.resolves(
    fc.assert(
      fc.asyncProperty(anySection, anyRun, async (section, records) => {
        const replayed = await machineOf(section)
        const live = await machineOf(section, 'wall')
        const inReplay = records.flatMap(record => replayed.take(record, 0))
        const lived = records.flatMap(record => {
          const now = Date.parse(record.time as string)
          return [...live.tick(now - 1), ...live.take(record, now)]
        })
        const last = records.length === 0 ? 0 : Date.parse(records.at(-1)?.time as string)
        deepStrictEqual([...lived, ...live.end(last)], [...inReplay, ...replayed.end(0)])
      }),
      { numRuns: 150 },
    ),
  )
})

t.test(
  'of every episode: one first notice, states that only get worse, at most one recovery, and that last',
  async t => {
    await t.resolves(
      fc.assert(
        fc.asyncProperty(anySection, anyRun, async (section, records) => {
          const open = new Map<string, number>()
          for (const alert of await replay(section, records)) {
            if (alert.key === 'digest' || alert.key.endsWith('/end')) continue
            const episode = `${alert.key} ${alert.episode}`
            const before = open.get(episode)
            if (before === -1) throw new Error(`${episode} goes on after its recovery`)
            if (alert.state === 'resolved' && before === undefined)
              throw new Error(`${episode} recovers and was never told`)
            if (before !== undefined && (alert.sequence as number) <= before) throw new Error(`${episode} counts back`)
            open.set(episode, alert.state === 'resolved' ? -1 : (alert.sequence as number))
          }
        }),
        { numRuns: 150 },
      ),
    )
  },
)

t.test('no line of a private key is told, though each is a record of its own', async t => {
  const body = 'MIIEpAIBAAKCAQEA7bq8vVZkqEDhTnWyzS1wXo2l8oyrVHGQm1pTtq1kZ3N5sQ'
  const [alert] = await replay('', [
    log(0, '-----BEGIN RSA PRIVATE KEY-----', { level: 'ERROR' }),
    log(1, body, { level: 'ERROR' }),
    log(2, body),
    status(60, 'HANGING', { rules: ['step'], reason: 'no step for 1 min' }),
    status(600, 'HANGING'),
  ])
  t.match(alert?.body, /\[redacted-private-key\]/)
  t.notOk(JSON.stringify(alert).includes(body))
})

t.test('scope rule: a fault that a rule of the job sees of a rank is told once, and is over with the rule', async t => {
  const fault = (second: number, rank: number): AnyRecord => ({
    kind: 'match',
    time: at(second),
    rule: 'oom',
    rank,
    verdict: 'fault',
    reason: 'the line matches rule oom: out of memory',
    message: 'out of memory',
  })
  const ofRule = (second: number, to: StatusRecord['to'], more: Partial<StatusRecord> = {}): StatusRecord =>
    status(second, to, { scope: 'rule', rule: 'oom', ...more })
  const records = [fault(0, 3), fault(0, 5), ofRule(0.1, 'FAULTED'), ofRule(60, 'HEALTHY'), ofRule(90, 'FAULTED')]
  const told = [
    '1 [FAULTED] llama, oom of rank 3: out of memory',
    '1 [FAULTED] llama, oom of rank 5: out of memory',
    '60 [RESOLVED] llama, oom of rank 3: HEALTHY, after 1 min (was FAULTED)',
    '60 [RESOLVED] llama, oom of rank 5: HEALTHY, after 1 min (was FAULTED)',
    '90 [FAULTED] llama, oom',
  ]
  t.same(short(await replay('scope: rule', records)), told)
  t.same(
    short(await replay('scope: rule', [fault(0, 3), ofRule(0.1, 'FAULTED', { rank: 3 }), ofRule(60, 'HEALTHY')])),
    ['1 [FAULTED] llama, oom of rank 3', '60 [RESOLVED] llama, oom of rank 3: HEALTHY, after 1 min (was FAULTED)'],
  )
  t.same(short(await replay('scope: rule', [fault(0, 3), ofRule(0.1, 'FAULTED'), ofRule(60, 'SLOW')])).slice(1), [
    '60 [RESOLVED] llama, oom of rank 3: HEALTHY, after 1 min (was FAULTED)',
    '60 [SLOW] llama, oom',
  ])
  // The same over a restart, of the machine's state as of the outbox alone.
  const settings = alertSettings({ job: 'llama', alert: { scope: 'rule' } })
  const first = alertMachine(settings)
  const open = [fault(0, 3)]
    .flatMap(record => first.onRecord(record, START))
    .concat(first.onDeadline?.(START + 1000) ?? [])
  const restored = alertMachine(settings)
  restored.restore?.(JSON.parse(JSON.stringify(first.save?.())))
  const resumed = alertMachine({ ...settings, openBefore: open as AlertRecord[] })
  for (const machine of [restored, resumed]) {
    t.same(machine.onRecord(ofRule(2, 'FAULTED'), START + 2000), [])
    t.same(machine.onDeadline?.(START + 9000), [])
    t.match(machine.onRecord(ofRule(60, 'HEALTHY'), START + 60_000), [{ state: 'resolved', rank: 3 }])
  }
})
