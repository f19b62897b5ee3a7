// Watchdog waves: who did not wait, which wave is the first, and what happened one timeout before.
import t from 'tap'
import { essence, judge } from './verdict-of-text.ts'

interface Report {
  readonly at?: string
  readonly group?: string
  readonly sequence?: number
  readonly timeoutMs?: number
}
const report = (
  rank: number,
  { at = '0520 06:31:05.05', group = '', sequence = 900, timeoutMs = 600_000 }: Report = {},
): string =>
  `[rank${rank}]:[E${at} ProcessGroupNCCL.cpp:757] [${group}Rank ${rank}] Watchdog caught collective operation timeout: WorkNCCL(SeqNum=${sequence}, OpType=ALLREDUCE, NumelIn=4, NumelOut=4, Timeout(ms)=${timeoutMs}) ran for ${timeoutMs + 81} milliseconds before timing out.`
const state = (rank: number, enqueued: number, group = 'PG ID 0 PG GUID 0(default_pg) '): string =>
  `[rank${rank}]:[E520 06:31:05.07 ProcessGroupNCCL.cpp:1895] [${group}Rank ${rank}] failure detected by watchdog at work sequence id: 900 PG status: last enqueued work: ${enqueued}, last completed work: ${enqueued - 1}`
const STEP = (step: number): string =>
  ` iteration ${step}/ 1000 | elapsed time per iteration (ms): 100.0 | lm loss: 2.0 |`
const ranksOf = (...lines: readonly string[]): readonly number[] => essence(judge(lines.join('\n')).last).ranks

t.test('the ranks that did not report are the suspects, never the first that printed', async t => {
  t.same(ranksOf('using world size: 4', report(0), report(1), report(3)), [2])
  t.same(ranksOf(report(0), report(1), report(3)), [], 'of three reports none says how large the job is')
  t.same(ranksOf(report(0), report(1), report(3), report(4)), [2], 'a hole among those that report is one')
})

t.test('a rank that had not begun the collective of the others is behind', async t => {
  t.same(
    ranksOf(report(0), report(1), report(2), report(3), state(0, 901), state(1, 901), state(2, 898), state(3, 901)),
    [2],
  )
})

t.test('sequence numbers count within one process group only', async t => {
  const data = 'PG ID 3 PG GUID 17 '
  t.same(
    ranksOf(report(0), report(1), report(2, { group: data, sequence: 12 }), report(3)),
    [],
    'another group, not an older collective',
  )
  t.same(ranksOf(report(0), report(1), report(2, { sequence: 12 }), report(3)), [2])
  t.same(
    ranksOf(
      'using world size: 4',
      state(0, 12, data),
      `[E520 06:31:05.05 x.cpp:1] [${data}Rank 1] Watchdog caught collective operation timeout: WorkNCCL(SeqNum=12)`,
    ),
    [],
  )
})

t.test('a wave after progress, after another timeout or far away is another wave', async t => {
  t.same(
    ranksOf('using world size: 4', report(2), STEP(1), STEP(2), STEP(3), STEP(4), report(0), report(1), report(2)),
    [3],
    'progress: the first wave was overcome',
  )
  t.same(
    ranksOf('using world size: 4', report(0), report(1), report(3), report(2, { timeoutMs: 1_800_000 })),
    [2],
    'another timeout',
  )
  t.same(
    ranksOf('using world size: 4', report(0), report(1), report(3), report(2, { at: '0520 07:31:05.05' })),
    [2],
    'an hour later',
  )
  const untimed = (rank: number): string => report(rank).replace('0520 06:31:05.05 ', '').replace('[E', '[E ')
  t.same(
    ranksOf('using world size: 4', untimed(0), untimed(1), untimed(3), ...Array<string>(1000).fill('x'), untimed(2)),
    [2],
    'a thousand lines later',
  )
})

t.test('a wave over midnight and over New Year is one wave', async t => {
  t.same(
    ranksOf(
      'using world size: 4',
      report(0, { at: '1231 23:59:59.90' }),
      report(1, { at: '0101 00:00:00.10' }),
      report(3, { at: '0101 00:00:01.10' }),
    ),
    [2],
  )
})

t.test(
  'what happened on one host one timeout before the watchdog is the cause, also where it was taken back',
  async t => {
    const flap = (time: string, event: string): string =>
      `[2024-05-20 ${time}] n3:12:13 [2] NCCL WARN NET/IB : mlx5_3:1 Got async event : ${event}`
    const wave = [report(0), report(1), report(2)]
    const flapped = judge([flap('06:21:04', 'port error'), flap('06:21:09', 'port active'), ...wave].join('\n')).last
    t.same(essence(flapped), {
      action: 'restart_isolate',
      category: 'net_port_flap',
      line: 1,
      ranks: [],
      nodes: ['n3'],
    })
    t.equal(flapped.basis, 'precursor')
    t.equal(
      judge([flap('05:00:04', 'port error'), flap('05:00:09', 'port active'), ...wave].join('\n')).last.category,
      'nccl_timeout',
      'an hour before',
    )
  },
)

t.test('a precursor comes before what broke when the wait was over, and yields to hardware', async t => {
  const before = '2024-05-20 06:21:10,000 ERROR [rank3]: OSError: [Errno 116] Stale file handle'
  const after = '2024-05-20 06:31:09,000 ERROR ValueError: stream was closed'
  t.same(essence(judge([before, report(0), report(1), after].join('\n')).last).line, 1)
  const late = '2024-05-20 06:31:09,000 ERROR AssertionError: cannot join the loader'
  const early = '2024-05-20 06:21:10,000 ERROR [rank3]: RuntimeError: store is closed'
  t.equal(judge([early, report(0), report(1), late].join('\n')).last.primary?.line, 1)
  t.equal(
    judge(
      [early, report(0), '2024-05-20 06:30:00,000 [rank3]: CUDA error: uncorrectable ECC error encountered'].join('\n'),
    ).last.category,
    'gpu_hw_fatal',
  )
})

t.test(
  'a first collective that never worked stops the job; a first barrier that somebody is late for does not',
  async t => {
    const first = (more: string, sequence = 2): string =>
      `[rank0]:[E520 06:31:05.05 x.cpp:757] [Rank 0] Watchdog caught collective operation timeout: WorkNCCL(SeqNum=${sequence}, ${more}, NumelOut=4, Timeout(ms)=600000) ran for 600081 milliseconds before timing out.`
    const action = (...lines: string[]): string => judge(lines.join('\n')).last.action
    t.equal(action(first('OpType=ALLGATHER, NumelIn=4096')), 'stop')
    t.equal(action(first('OpType=ALLREDUCE, NumelIn=1')), 'restart', 'a barrier')
    t.equal(action(first('OpType=BARRIER, NumelIn=1')), 'restart')
    t.equal(action(first('OpType=ALLGATHER, NumelIn=4096', 600)), 'restart', 'it worked before')
    t.equal(action(STEP(1), first('OpType=ALLGATHER, NumelIn=4096')), 'restart', 'a step was done')
    t.equal(
      action(first('OpType=ALLGATHER, NumelIn=4096').replace('[Rank 0]', '[PG ID 2 PG GUID 5 Rank 0]')),
      'restart',
      'a group that was made late',
    )
  },
)
