// The log of one job: its ranks print steps, NCCL and their logger for a long time, then one GPU fails and the rest
// time out.
import { closeSync, existsSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs'
import { MAKERS } from './lines.ts'
import { seededRandom } from './random.ts'

const PATH = 'bench/data/job'
const RANKS = 64
const FLUSH_BYTES = 1 << 20
const FAILURE = [
  '[rank17]:[rank17]: RuntimeError: CUDA error: uncorrectable ECC error encountered',
  '[rank3]:[E520 06:31:05.05 ProcessGroupNCCL.cpp:757] [Rank 3] Watchdog caught collective operation timeout: WorkNCCL(SeqNum=900, OpType=ALLREDUCE, NumelIn=4, NumelOut=4, Timeout(ms)=600000) ran for 600081 milliseconds before timing out.',
]
/** What such a job prints: no warning and no error. */
const HEALTHY = ['megatron-rank-prefix', 'python-logging', 'nccl', 'torchtitan'].filter(name => name in MAKERS)

/** Returns the path of a log of exactly `lines` lines, written now or on an earlier run. */
export function jobLog(lines: number): string {
  const path = `${PATH}-${lines}.log`
  if (existsSync(path)) return path
  mkdirSync('bench/data', { recursive: true })
  const descriptor = openSync(`${path}.part`, 'w')
  const random = seededRandom(20_260_305)
  let held = ''
  for (let written = 0; written < lines - FAILURE.length; written++) {
    const maker = MAKERS[HEALTHY[written % HEALTHY.length] as string]
    const [line] =
      maker?.({
        millis: Date.UTC(2026, 2, 4) + written * 100,
        step: 1 + Math.floor(written / 40),
        rank: written % RANKS,
        random,
      }) ?? []
    held += `${line}\n`
    if (held.length > FLUSH_BYTES) {
      writeSync(descriptor, held)
      held = ''
    }
  }
  writeSync(descriptor, `${held}${FAILURE.join('\n')}\n`)
  closeSync(descriptor)
  renameSync(`${path}.part`, path)
  return path
}
