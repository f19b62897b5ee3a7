import t from 'tap'
import type { AnyRecord } from '../../lib/record/types.generated.ts'
import { eventTeller } from '../../lib/view/events.ts'
import { eventText } from '../../lib/view/text-lines.ts'
import { at, line, START, status } from './told.ts'

function told(...records: readonly AnyRecord[]): readonly string[] {
  const tell = eventTeller()
  return records.flatMap(record => {
    const event = tell(record, START)
    return event === undefined ? [] : [eventText(event).trimEnd()]
  })
}

t.test('a change of the job is told with its reason, and how long the bad state before lasted', async t => {
  t.same(
    told(
      status(1, 'SLOW', { from: 'HEALTHY', since: at(0), reason: 'too slow' }),
      status(61, 'HEALTHY', { from: 'SLOW', since: at(1), reason: 'step 9 came' }),
    ),
    [
      '2026-03-04 05:00:01  SLOW      llama: too slow',
      '2026-03-04 05:01:01  HEALTHY   llama: step 9 came (was SLOW for 1 min)',
    ],
  )
})

t.test('of rules nothing, of ranks what is bad and that it is over', async t => {
  const rank = { scope: 'rank', rank: 3 } as const
  t.same(
    told(
      status(1, 'SLOW', { scope: 'rule', rule: 'r' }),
      status(1, 'HEALTHY', { ...rank, from: 'WAITING', reason: 'x' }),
      status(1, 'HANGING', { ...rank, from: 'HEALTHY', reason: 'late' }),
      status(2, 'HEALTHY', { ...rank, from: 'HANGING', reason: 'it came' }),
    ),
    [
      '2026-03-04 05:00:01  HANGING   llama, rank 3: late',
      '2026-03-04 05:00:02  HEALTHY   llama, rank 3: it came (was HANGING)',
    ],
  )
})

t.test('nobody is told twice: a fault of a rank is that of its job, an alert does not repeat its reason', async t => {
  const fault = { reason: 'the line matches rule r', last_match: 'x\n  ValueError: boom\n' }
  const alert = { kind: 'alert', time: at(1), job: 'llama', key: 'k', state: 'firing', severity: 'critical' } as const
  t.same(
    told(
      status(1, 'FAULTED', { scope: 'rank', rank: 3, ...fault }),
      status(1, 'FAULTED', fault),
      { ...alert, summary: '[FAULTED] llama: the line matches rule r' },
      { ...alert, summary: '[SLOW] llama: another reason' },
    ),
    [
      '2026-03-04 05:00:01  FAULTED   llama, rank 3: the line matches rule r: ValueError: boom',
      '2026-03-04 05:00:01  alert     [FAULTED] llama',
      '2026-03-04 05:00:01  alert     [SLOW] llama: another reason',
    ],
  )
})

t.test('deliveries, verdicts, attempts and notices in words', async t => {
  const delivery = { kind: 'delivery', time: at(1), alert: 'k', channel: 'oncall' } as const
  t.same(
    told(
      { ...delivery, outcome: 'sent' },
      { ...delivery, outcome: 'failed', error: 'no route', attempts: 3 },
      { kind: 'verdict', time: at(2), action: 'stop', category: 'oom_gpu', state: 'interim' },
      {
        kind: 'verdict',
        time: at(2),
        action: 'stop',
        category: 'oom_gpu',
        culprit: { ranks: [3], reason: 'x' },
        primary: { text: 'CUDA out of memory' },
      },
      { kind: 'verdict', time: at(2), action: 'unknown', category: 'made_up' },
      { kind: 'verdict', time: at(2), action: 'unknown', basis: 'no_failure' },
      { kind: 'notice', time: at(2), code: 'blank_lines', message: '57 blank lines' },
      { kind: 'notice', time: at(3), code: 'attempt_started', message: 'Attempt 2 began.', attempt: 2 },
      { kind: 'notice', code: 'stream_begins', message: 'x' },
      { kind: 'notice', code: 'upstream_ended', message: 'It broke off.' },
      { kind: 'notice', code: 'source_lost', message: 'It is gone.', node: 'gpu2', file: '/logs/rank7.log' },
      { kind: 'notice', code: 'source_damaged', message: 'rank7.log.gz cannot be read.', file: '/logs/rank7.log.gz' },
      line(4, {}),
    ),
    [
      '2026-03-04 05:00:01  sent      the alert, by oncall',
      '2026-03-04 05:00:01  not sent  by oncall after 3 tries: no route',
      '2026-03-04 05:00:02  verdict   stop: GPU memory ran out (rank 3): CUDA out of memory',
      '2026-03-04 05:00:02  verdict   look: made_up',
      '2026-03-04 05:00:03  attempt   Attempt 2 began.',
      '2026-03-04 05:00:00  notice    It broke off.',
      '2026-03-04 05:00:00  notice    gpu2 rank7.log: It is gone.',
      '2026-03-04 05:00:00  notice    rank7.log.gz cannot be read.',
    ],
  )
})
