// logmon-classify: a long log, a fan-out over many ranks, and how long after the end of input the verdict comes.
import { spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { jobLog } from './classify-log.ts'
import { logFile, sizeOf } from './generate.ts'
import { medianCost } from './measure.ts'
import { ours } from './programs.ts'
import { mebibytes, printTable, seconds } from './table.ts'

const DIRECTORY = 'bench/data'
const FAN_OUTS = [8, 1024, 8192]

export async function classify(lines: number, runs: number): Promise<void> {
  const words = (...more: string[]): readonly string[] | undefined => ours('logmon-classify', ...more)
  if (words() === undefined) return console.log('\nClassify: skipped, bin/logmon-classify.js is not built')
  const measure = (path: string) => medianCost(runs, [words(path) as readonly string[]], '/dev/null')
  const speedRows: string[][] = []
  for (const [name, path] of [
    ['a job that fails at its end', jobLog(lines)],
    ['all formats, failures throughout', logFile(lines)],
  ] as const) {
    const { wallMs, peakBytes } = await measure(path)
    speedRows.push([
      name,
      `${(sizeOf(path) / 1e6).toFixed(0)} MB`,
      seconds(wallMs),
      String(Math.round((lines / wallMs) * 1000)),
      peakBytes.map(mebibytes).join(', '),
    ])
  }
  printTable(
    `logmon-classify FILE: ${lines} lines, whole process, median of ${runs} (goal: 1.00 s, under 150 MiB)`,
    [
      { head: 'log' },
      { head: 'size', right: true },
      { head: 'time', right: true },
      { head: 'lines/s', right: true },
      { head: 'peak memory' },
    ],
    speedRows,
  )

  const fanOutRows: string[][] = []
  for (const ranks of FAN_OUTS) {
    const { wallMs, peakBytes } = await measure(fanOut(ranks))
    fanOutRows.push([String(ranks), String(ranks * 5), seconds(wallMs), peakBytes.map(mebibytes).join(', ')])
  }
  printTable(
    `Fan-out: every rank prints the same 5 lines, median of ${runs} (goal: no memory per rank)`,
    [
      { head: 'ranks', right: true },
      { head: 'lines', right: true },
      { head: 'time', right: true },
      { head: 'peak memory' },
    ],
    fanOutRows,
  )
  printTable(
    'Verdict after the end of input, as a filter (goal: under 1 s)',
    [{ head: 'after', right: true }],
    [[`${(await verdictDelayMs()).toFixed(1)} ms`]],
  )
}

/** Writes the end of a job in which `ranks` ranks fail alike. */
function fanOut(ranks: number): string {
  const path = `${DIRECTORY}/fan-out-${ranks}.log`
  mkdirSync(DIRECTORY, { recursive: true })
  const lines: string[] = []
  for (let rank = 0; rank < ranks; rank++)
    lines.push(
      `[rank${rank}]:[E520 06:31:05.05 ProcessGroupNCCL.cpp:757] [Rank ${rank}] Watchdog caught collective operation timeout: WorkNCCL(SeqNum=900, OpType=ALLREDUCE, NumelIn=4, NumelOut=4, Timeout(ms)=600000) ran for 600081 milliseconds before timing out.`,
      `[rank${rank}]:[E520 06:31:05.06 ProcessGroupNCCL.cpp:630] [Rank ${rank}] To avoid data inconsistency, we are taking the entire process down.`,
      `[rank${rank}]:[E520 06:31:05.07 ProcessGroupNCCL.cpp:636] [Rank ${rank}] NCCL watchdog thread terminated with exception: NCCL error`,
      `[rank${rank}]: torch.distributed.DistBackendError: NCCL error in: x.cpp:1, internal error, rank ${rank}`,
      `[rank${rank}]: RuntimeError: CUDA error: unspecified launch failure at 0x${rank.toString(16)}`,
    )
  writeFileSync(path, `${lines.join('\n')}\n`)
  return path
}

/** From the close of standard input to the final verdict. */
function verdictDelayMs(): Promise<number> {
  const [program, ...rest] = ours('logmon-classify', '--only') as [string, ...string[]]
  return new Promise((resolve, reject) => {
    const child = spawn(program, rest, { stdio: ['pipe', 'pipe', 'inherit'] })
    let ended = 0n
    child.on('error', reject)
    child.stdout.on('data', (data: Buffer) => {
      // The failure is told at once: then the stage is up, and all that it has still to do is the verdict.
      if (data.includes('"kind":"failure"') && ended === 0n) {
        ended = process.hrtime.bigint()
        child.stdin.end()
      }
      if (data.includes('"state":"final"')) resolve(Number(process.hrtime.bigint() - ended) / 1e6)
    })
    child.stdin.write('Segmentation fault (core dumped)\n')
  })
}
