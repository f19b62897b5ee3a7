// A simulated training job of 8 ranks under torchrun: writes what a real one writes, where a real one writes it, and
// fails in the end.
//   node scripts/run.js examples/training-job/main.ts --out demo-run [--speed 2] Files: <out>/<run
// id>_<random>/attempt_0/<rank>/{stdout,stderr}.log as with `torchrun --redirects 3`, and <out>/train.log, everything
// together behind `[default<rank>]:` as with `torchrun --tee 3 > train.log`. On standard output it tells, as NDJSON,
// what it does to itself: {"phase":"slow","says":"…"}.
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { timeline } from './timeline.ts'
import { LAUNCHER, type Said } from './voices.ts'

const RANKS = 8

const { values } = parseArgs({
  options: { out: { type: 'string', default: 'demo-run' }, speed: { type: 'string', default: '1' } },
})
const attempt = join(values.out, 'llama_x7k2m9q4', 'attempt_0')
const launcherLog = join(values.out, 'train.log')

for (let rank = 0; rank < RANKS; rank++) {
  mkdirSync(join(attempt, String(rank)), { recursive: true })
  for (const stream of ['stdout', 'stderr']) writeFileSync(join(attempt, String(rank), `${stream}.log`), '')
}
writeFileSync(launcherLog, '')

const startMillis = Date.now()
for (const happening of timeline(Number(values.speed))) {
  await sleep(Math.max(0, startMillis + happening.atMs - Date.now()))
  if (happening.is === 'line') write(happening.said)
  else process.stdout.write(`${JSON.stringify({ phase: happening.phase.name, says: happening.phase.says })}\n`)
}
process.exitCode = 1

function write({ rank, stream, text }: Said): void {
  const lines = text(new Date())
  if (rank === LAUNCHER) {
    appendFileSync(launcherLog, `${lines}\n`)
    return
  }
  appendFileSync(join(attempt, String(rank), `${stream}.log`), `${lines}\n`)
  appendFileSync(
    launcherLog,
    `${lines
      .split('\n')
      .map(line => `[default${rank}]:${line}\n`)
      .join('')}`,
  )
}
