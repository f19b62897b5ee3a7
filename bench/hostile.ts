import { mkdirSync, writeFileSync } from 'node:fs'
import { cost } from './measure.ts'
import { chainOfFour, ours } from './programs.ts'
import { mebibytes, printTable, seconds } from './table.ts'

const JOB_FILE = 'bench/hostile.yaml'
const MEBIBYTE = 1 << 20
const STEP =
  ' iteration 7/ 100 | elapsed time per iteration (ms): 900.0 | throughput per GPU (TFLOP/s/GPU): 400.1 | lm loss: 2.310000E+00 |\n'

const INPUTS: Readonly<Record<string, string>> = {
  '1 MiB of blanks': `${' '.repeat(MEBIBYTE)}\n`,
  '1 MiB of blanks and a dot': `${' '.repeat(MEBIBYTE)}. TFLOP\n`,
  '1 MiB of opening brackets': `${'['.repeat(MEBIBYTE)}\n`,
  '1 MiB of [rank0]: prefixes': `${'[rank0]:'.repeat(MEBIBYTE / 8)}\n`,
  '1 MiB of ranks in one line': `${'[rank0]:a[rank1]:b'.repeat(MEBIBYTE / 18)}\n`,
  '1 MiB of ranks behind a pod': `[pod/a/main] ${'[rank0]:a[rank1]:b'.repeat(MEBIBYTE / 18)}\n`,
  '100,000 parts of a line': '2023-06-20T23:59:59.123456789Z stderr P xyz\n'.repeat(100_000),
  '1 MiB of key: 1 | pairs': `iteration 1/ 2 | ${'key: 1 | '.repeat(MEBIBYTE / 9)}\n`,
  '1 MiB of digits': `${'1'.repeat(MEBIBYTE)}\n`,
  '1 MiB of escape characters': `${'\u001b['.repeat(MEBIBYTE / 2)}\n`,
  '1 MiB of carriage returns': `${'\r'.repeat(MEBIBYTE)}\n`,
  '20 MiB line': `${'x'.repeat(20 * MEBIBYTE)}\n`,
  '1 MiB of nested JSON': `{"a":${'['.repeat(MEBIBYTE / 2)}${']'.repeat(MEBIBYTE / 2 - 10)}}\n`,
}

/** Lines that could cost a matcher its life, each followed by an ordinary step line (goal: under 2 s, under 200 MB). */
export async function hostile(): Promise<void> {
  const pipe = chainOfFour(JOB_FILE) ?? [ours('logmon-parse') as readonly string[]]
  mkdirSync('bench/data', { recursive: true })
  const rows: string[][] = []
  for (const [name, text] of Object.entries(INPUTS)) {
    const path = 'bench/data/hostile.log'
    writeFileSync(path, text + STEP)
    const { wallMs, peakBytes, status } = await cost(pipe, path, { LOGMON_CLOCK: 'record' })
    rows.push([name, seconds(wallMs), peakBytes.map(mebibytes).join(', '), String(status)])
  }
  printTable(
    `Hostile lines through ${pipe.length === 1 ? 'logmon-parse' : 'parse | rules | hang | alert'}, with the rule .* (.+) TFLOPs.*`,
    [{ head: 'line' }, { head: 'time', right: true }, { head: 'peak memory' }, { head: 'exit' }],
    rows,
  )
}
