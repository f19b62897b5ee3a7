import t from 'tap'
import type { BadStateCause } from '../../lib/alert/bad-state.ts'
import { type TellingOfRun, turnAlert } from '../../lib/alert/compose.ts'
import { trackEpisodes } from '../../lib/alert/episodes.ts'
import { type Evidence, gatherEvidence } from '../../lib/alert/evidence.ts'
import { digestAlert, endedAlert, verdictAlert } from '../../lib/alert/one-time.ts'
import { newRunState, noteRecord } from '../../lib/alert/run-summary.ts'
import { alertSettings } from '../../lib/alert/settings.ts'

const TO_DO =
  'Take stacks of the ranks that are silent (py-spy dump) before anything is ended; if none moves, end the job and restart it.'
const NOW = Date.parse('2026-01-05T10:05:00Z')
const BEGAN = '2026-01-05T10:00:00.000Z'
const cause: BadStateCause = {
  state: 'HANGING',
  origin: { job: 'llama', run: 'r1', attempt: 2, node: 'n1', rank: 3 },
  at: BEGAN,
  rules: ['step gap', 'loss'],
  reason: 'no step for 5 min',
  lastMatch: 'iteration 12',
}
const telling = (evidence = gatherEvidence()): TellingOfRun => ({
  evidence,
  run: newRunState(),
  links: {},
  asksForAcknowledgement: false,
  tz: undefined,
})
const settings = alertSettings({ alert: { gather: '0s' } })

t.test('a turn names the job, why, since when, and what a script needs in labels', async t => {
  const [turn] = trackEpisodes(settings).bad('job/llama', cause, NOW)
  t.same(turn && turnAlert(turn, 'job', telling(), NOW), {
    kind: 'alert',
    time: '2026-01-05T10:05:00.000Z',
    job: 'llama',
    run: 'r1',
    attempt: 2,
    key: 'job/llama',
    state: 'firing',
    severity: 'critical',
    summary: '[HANGING] llama: no step for 5 min',
    body:
      `Where:   n1\nSince:   2026-01-05 10:00:00 UTC, for 5 min\nTo do:   ${TO_DO}\n` +
      'Rules:   step gap, loss\nRun:     r1\nAttempt: 2\n\nLine that matched\n  iteration 12\n',
    facts: [
      { name: 'Where', value: 'n1' },
      { name: 'Since', value: '2026-01-05 10:00:00 UTC, for 5 min' },
      { name: 'To do', value: TO_DO },
      { name: 'Rules', value: 'step gap, loss' },
      { name: 'Run', value: 'r1' },
      { name: 'Attempt', value: '2' },
    ],
    log_lines: [{ about: 'match', text: 'iteration 12' }],
    labels: { job: 'llama', scope: 'job', state: 'HANGING', reason: 'LogHang_step_gap', rule: 'step gap' },
    steps: [],
    episode: 1,
    sequence: 1,
    since: BEGAN,
    starts_at: BEGAN,
  })
})

t.test('by scope, the summary says which rank or rule; in the scope of the job it names all ranks', async t => {
  const evidence = gatherEvidence()
  for (const rank of [3, 4, 5, 9]) evidence.takeRank({ rank }, 'HANGING')
  const [turn] = trackEpisodes(settings).bad('key', cause, NOW)
  const rows = [
    ['job', '[HANGING] llama: ranks 3-5, 9: no step for 5 min'],
    ['rank', '[HANGING] llama, rank 3: no step for 5 min'],
    ['rule', '[HANGING] llama, step gap of rank 3: no step for 5 min'],
  ] as const
  for (const [scope, summary] of rows) t.equal(turn && turnAlert(turn, scope, telling(evidence), NOW).summary, summary)
})

t.test('of several ranks that an alert names the node is said of its own one only', async t => {
  const evidence = gatherEvidence()
  for (const rank of [1, 9, 3]) evidence.takeRank({ rank }, 'HANGING')
  const [turn] = trackEpisodes(settings).bad('key', cause, NOW)
  const where = (of: Evidence) =>
    turn && turnAlert(turn, 'rank', telling(of), NOW).facts?.find(({ name }) => name === 'Where')?.value
  t.equal(where(evidence), 'ranks 1, 3, 9 (rank 3 on n1)')
  const alone = gatherEvidence()
  alone.takeRank({ rank: 3 }, 'HANGING')
  t.equal(where(alone), 'rank 3 on n1')
})

t.test('a recovery says how long it took and what it was; a reminder which one it is', async t => {
  const episodes = trackEpisodes(alertSettings({ alert: { gather: '0s', remind: '10m' } }))
  const began = Date.parse(BEGAN)
  episodes.bad('job/llama', cause, began)
  const [reminder] = episodes.onDeadline(began + 600_000)
  t.equal(
    reminder && turnAlert(reminder, 'job', telling(), began + 600_000).summary,
    '[HANGING, reminder 1] llama: no step for 5 min',
  )
  const [resolved] = episodes.good('job/llama', 'HEALTHY', '2026-01-05T10:12:00.000Z', began + 720_000)
  t.match(resolved && turnAlert(resolved, 'job', telling(), began + 720_000), {
    state: 'resolved',
    summary: '[RESOLVED] llama: HEALTHY, after 12 min (was HANGING)',
    body: /^Was: +HANGING: no step for 5 min\nFrom: +2026-01-05 10:00:00 UTC\nTo: +2026-01-05 10:12:00 UTC\n/,
    labels: { state: 'HEALTHY' },
    ends_at: '2026-01-05T10:12:00.000Z',
  })
})

t.test('text of a log stays on its line: in no name, label or summary does it begin another', async t => {
  const evil = 'x\r\nBcc: all@example.com\u001b[31m'
  const hostile = { ...cause, origin: { job: evil, rank: 1 }, rules: [evil], reason: evil, lastMatch: evil }
  const [turn] = trackEpisodes(settings).bad('key', hostile, NOW)
  const alert = turn && turnAlert(turn, 'rule', telling(), NOW)
  for (const text of [alert?.summary, ...Object.values(alert?.labels ?? {})]) t.notMatch(text, /\p{Cc}/u)
  t.notMatch(alert?.body, /^Bcc/m)
  t.notMatch(alert?.body, /[^\P{Cc}\n]/u)
})

t.test('a fault of the job says how the run went until then, where no verdict has said it', async t => {
  const run = newRunState()
  noteRecord(run, { kind: 'log', time: BEGAN, message: '', step: 7, metrics: { loss: 2 } }, NOW)
  const evidence = gatherEvidence()
  const factOf = (state: BadStateCause['state'], scope: 'job' | 'rank'): string | undefined => {
    const [turn] = trackEpisodes(settings).bad('job/llama', { ...cause, state }, NOW)
    const alert = turn && turnAlert(turn, scope, { ...telling(evidence), run }, NOW)
    return alert?.facts?.find(({ name }) => name === 'Run so far')?.value
  }
  t.equal(factOf('FAULTED', 'job'), 'step 7')
  t.equal(factOf('HANGING', 'job'), undefined)
  t.equal(factOf('FAULTED', 'rank'), undefined)
  evidence.takeVerdict({ kind: 'verdict', action: 'stop', category: 'oom_gpu' })
  t.equal(factOf('FAULTED', 'job'), undefined)
})

t.test('the end of training, a verdict and a digest', async t => {
  const once = { job: 'llama', key: 'job/llama/end', count: 2, ...telling(), run: newRunState(), isResumed: false }
  t.match(endedAlert({ kind: 'status', scope: 'job', to: 'ENDED', step: 500, time: BEGAN }, once, NOW), {
    severity: 'info',
    summary: '[ENDED] llama: training has ended at step 500',
    labels: { reason: 'TrainingEnded' },
    episode: 2,
    starts_at: BEGAN,
  })
  const verdict = {
    kind: 'verdict',
    action: 'restart_isolate',
    category: 'oom_gpu',
    confidence: 0.85,
    why: ['one', 'two (cuda.out-of-memory)'],
    isolate: [{ node: 'n7' }],
    culprit: { ranks: [1, 0], nodes: ['n7', 'n8'] },
  } as unknown as Parameters<typeof verdictAlert>[0]
  t.match(verdictAlert(verdict, once, NOW), {
    severity: 'warning',
    summary: '[ISOLATE] llama: GPU memory ran out (ranks 1, 0; nodes n7, n8): restart without n7, n8',
    body: /Cause: +GPU memory ran out \(85 % sure\)\nWho: +ranks 1, 0; nodes n7, n8\nTo do: .*\nBesides: two\n/,
    once: true,
    labels: { action: 'restart_isolate', reason: 'Verdict_restart_isolate' },
  })
  const again = { ...verdict, action: 'restart' } as const
  t.match(verdictAlert(again, once, NOW).summary, /: restart: nothing shows that it would come again$/)
  t.match(verdictAlert({ ...again, attempts_same_root: 3 }, once, NOW).summary, /: the same ended 3 attempts in a row$/)
  for (const action of ['restart', 'restart_isolate', 'wait', 'unknown'] as const) {
    const { summary, body } = verdictAlert({ ...verdict, action }, { ...once, isResumed: true }, NOW)
    t.match(summary, /nodes n7, n8\)$/, 'no word on what follows: who starts it again has the last')
    t.match(body, /What follows: logmon resume starts it again where it may/)
    t.notMatch(body, /To do:/)
  }
  t.match(verdictAlert({ ...verdict, action: 'stop' }, { ...once, isResumed: true }, NOW), {
    summary: /do not restart before the cause is mended$/,
    body: /To do:/,
  })
  const twice = verdictAlert({ ...verdict, action: 'stop', category: 'nccl_timeout', attempts_same_root: 2 }, once, NOW)
  t.match(twice.body, /To do: +Look at the rank that did not come/, 'a restart was tried')
  const run = newRunState()
  for (const [second, step] of [
    [0, 1],
    [10, 2],
    [20, 3],
  ] as const)
    noteRecord(
      run,
      {
        kind: 'log',
        message: 'x',
        step,
        metrics: { loss: 1 },
        time: new Date(NOW + second * 1000).toISOString(),
        time_from: 'line',
      },
      NOW + second * 1000,
    )
  t.match(
    verdictAlert(verdict, { ...once, run }, NOW).body,
    /Took: +20 s.*\nSteps: +1 to 3, one in 10 s over all\nGoodput: +\d/,
    'what the crash ends is summed up',
  )
  t.match(verdictAlert({ ...verdict, action: 'stop' }, once, NOW), {
    severity: 'critical',
    summary: '[STOP] llama: GPU memory ran out (ranks 1, 0; nodes n7, n8): do not restart before the cause is mended',
  })
  t.match(digestAlert({ count: 3, critical: true, lines: ['a (2 alerts)', 'b'] }, 5, 1, NOW), {
    key: 'digest',
    severity: 'critical',
    summary: '[DIGEST] 3 alerts held back',
    body: '3 alerts were held back: more than 5 in an hour (max_per_hour).\n\n  a (2 alerts)\n  b\n',
  })
})

t.test('a summary says the line that matched, not the name of the rule that looked for it', async t => {
  const rows = [
    ['the line matches rule oom: CUDA out of memory', 'CUDA out of memory'],
    ['the line matches rule oom', 'ValueError: last'],
    ['rule oom saw a fault', 'ValueError: last'],
    ['step_time_ms 9 is above 3', 'step_time_ms 9 is above 3'],
  ] as const
  const lastMatch = 'Traceback (most recent call last):\n  File "a.py"\nValueError: last'
  for (const [reason, what] of rows) {
    const [turn] = trackEpisodes(settings).bad('key', { ...cause, rules: ['oom'], reason, lastMatch }, NOW)
    t.equal(turn && turnAlert(turn, 'job', telling(), NOW).summary, `[HANGING] llama: ${what}`)
  }
})

t.test('nothing is told twice: neither the line of a step that has a row, nor a match that is an error', async t => {
  const evidence = gatherEvidence()
  evidence.takeLog({ kind: 'log', message: 'step 1', step: 1, metrics: { loss: 1 } })
  const linesFor = (lastMatch: string): unknown => {
    const [turn] = trackEpisodes(settings).bad('key', { ...cause, lastMatch }, NOW)
    return turn && turnAlert(turn, 'job', telling(evidence), NOW).log_lines
  }
  t.same(linesFor('step 1'), [])
  evidence.takeLog({ kind: 'log', message: 'out of memory', level: 'ERROR' })
  evidence.takeLog({ kind: 'log', message: 'bye' })
  t.same(linesFor('of memory'), [
    { about: 'error', text: 'out of memory' },
    { about: 'last', text: 'bye' },
  ])
})

t.test('what classify knows of the cause stands in the alerts of the attempt, until it is over', async t => {
  const evidence = gatherEvidence()
  evidence.takeVerdict({ kind: 'verdict', action: 'restart', category: 'nccl_timeout', culprit: { ranks: [7] } })
  const factsNow = (): readonly string[] => {
    const [turn] = trackEpisodes(settings).bad('key', cause, NOW)
    return (
      (turn && turnAlert(turn, 'job', telling(evidence), NOW).facts)?.map(({ name, value }) => `${name}: ${value}`) ??
      []
    )
  }
  t.match(factsNow().slice(2, 5), [
    'Cause: a collective timed out',
    'Who: rank 7',
    /^To do: Restart; if it comes again/,
  ])
  evidence.forgetErrors()
  t.notMatch(factsNow().join('\n'), /Cause/)
})

t.test('times of steps are told in the zone of the log, where it is known', async t => {
  const evidence = gatherEvidence()
  const log = { kind: 'log', message: 'iteration 7', step: 7, metrics: { loss: 2 }, time: '2026-01-05T10:00:00.000Z' }
  evidence.takeLog(log as Parameters<typeof evidence.takeLog>[0])
  const [turn] = trackEpisodes(settings).bad('job/llama', cause, NOW)
  const told = (tz: string | undefined) => turn && turnAlert(turn, 'job', { ...telling(evidence), tz }, NOW)
  t.match(told(undefined), { steps: [{ time: '2026-01-05T10:00:00.000Z' }], body: / time {2}step .*\n *10:00:00 {5}7/ })
  t.match(told('UTC'), { steps: [{ time: '2026-01-05T10:00:00.000Z' }] })
  t.match(told('Asia/Shanghai'), {
    steps: [{ time: '2026-01-05T18:00:00.000+08:00' }],
    body: /time \+08:00 {2}step .*\n *18:00:00 {5}7/,
  })
  t.match(told('-03:30'), { steps: [{ time: '2026-01-05T06:30:00.000-03:30' }] })
})
