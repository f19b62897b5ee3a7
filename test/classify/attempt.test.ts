// What an attempt keeps in memory.
import t from 'tap'
import { type Attempt, startAttempt } from '../../lib/classify/attempt.ts'
import { WORDS } from '../../lib/classify/generic/words.generated.ts'
import { startKernelLog } from '../../lib/classify/kernel.ts'
import { lineReader } from '../../lib/classify/reader.ts'
import { builtInMatcher } from '../../lib/classify/settings.ts'
import { judge } from './verdict-of-text.ts'

const LINES = [
  'RuntimeError: CUDA error: unspecified launch failure at 0x7f12',
  'torch.distributed.DistBackendError: NCCL error in: x.cpp:1, internal error',
  'Watchdog caught collective operation timeout: WorkNCCL(SeqNum=900, OpType=ALLREDUCE, NumelIn=4, NumelOut=4, Timeout(ms)=600000) ran for 600081 milliseconds before timing out.',
  'Process group watchdog thread terminated with exception: NCCL error',
  'Segmentation fault (core dumped)',
]

function afterFanOut(ranks: number): Attempt {
  const matcher = builtInMatcher()
  const attempt = startAttempt(undefined)
  const reader = lineReader(matcher, startKernelLog(), WORDS)
  for (let rank = 0; rank < ranks; rank++)
    for (const line of LINES)
      reader.read(attempt, { text: `[rank${rank}]: ${line}`, lineNumber: rank }, matcher.candidates(line))
  return attempt
}

t.test('a fan-out over 1,024 ranks is kept in the memory of one over 8', async t => {
  const [few, many] = [afterFanOut(8), afterFanOut(1024)]
  const kept = ({ groups, places, nodeOf, wave }: Attempt): unknown => ({
    groups: [...groups.keys()],
    evidence: [...groups.values()].map(
      ({ first, last }) => first.text.length + last.text.replace(/\d+\]:/, '7]:').length,
    ),
    places: [places.rankOfProcess.size, places.deviceOf.size, places.nodeOfPid.size, nodeOf.size],
    wave: [wave?.sequences.size, wave?.enqueued.size],
  })
  t.same(kept(many), kept(few))
  t.same(
    [...many.groups.values()].map(group => [group.count, group.ranks.size()]),
    LINES.map(() => [1024, 1024]),
  )
})

t.test('one step after a failure was in flight; the second shows that training went on', async t => {
  const step = (number: number): string => ` iteration ${number}/ 100 | lm loss: 2.0 |`
  const failed = [step(1), 'RuntimeError: CUDA error: unspecified launch failure', step(2)]
  const cause = (...lines: readonly string[]): unknown => judge(lines.join('\n')).last.primary?.signature
  t.equal(cause(...failed), cause(...failed.slice(0, 2)), 'one step')
  t.ok(cause(...failed) !== undefined)
  t.equal(cause(...failed, step(3)), undefined, 'two steps')
})

t.test('timeouts of collectives are one wave over one step, and two waves over two', async t => {
  const watchdog = (rank: number, sequence: number): string =>
    `[rank${rank}]:[E ProcessGroupNCCL.cpp:616] [Rank ${rank}] Watchdog caught collective operation timeout: WorkNCCL(SeqNum=${sequence}, OpType=ALLREDUCE, NumelIn=4, NumelOut=4, Timeout(ms)=600000) ran for 600081 milliseconds before timing out.`
  const waveOver = (steps: number): unknown => {
    const attempt = startAttempt(undefined)
    const matcher = builtInMatcher()
    const reader = lineReader(matcher, startKernelLog(), WORDS)
    const lines = [
      ' iteration 1/ 100 | lm loss: 2.0 |',
      watchdog(0, 7),
      ...Array.from({ length: steps }, (_, index) => ` iteration ${index + 2}/ 100 | lm loss: 2.0 |`),
      watchdog(1, 9),
    ]
    for (const [index, text] of lines.entries())
      reader.read(attempt, { text, lineNumber: index + 1 }, matcher.candidates(text))
    return attempt.wave?.waiting.size()
  }
  t.same([0, 1, 2].map(waveOver), [2, 2, 1])
})
