// How long a line takes to become a status, through four processes with real pipes between them.
import { spawn } from 'node:child_process'
import split from 'split2'
import { quoted } from './measure.ts'
import { chainOfFour } from './programs.ts'
import { percentile, printTable } from './table.ts'

const JOB_FILE = 'bench/latency.yaml'
const PAUSE_MS = 10

/** Writes lines that each change the state, one by one, and waits for the status that each one causes. */
export async function latency(lines: number): Promise<void> {
  const pipe = chainOfFour(JOB_FILE)
  if (pipe === undefined) return console.log('\nLatency: skipped, a program of the chain is not built')
  const child = spawn('/bin/sh', ['-c', pipe.map(quoted).join(' | ')], { stdio: ['pipe', 'pipe', 'inherit'] })
  let arrived: (() => void) | undefined
  child.stdout.pipe(split()).on('data', (line: string) => {
    if (line.startsWith('{"kind":"status"') && line.includes('"scope":"job"')) arrived?.()
  })
  const took: number[] = []
  for (let index = 0; index < lines; index++) {
    const status = new Promise<void>(resolve => {
      arrived = resolve
    })
    const started = process.hrtime.bigint()
    child.stdin.write(
      ` iteration ${index + 1}/  500000 | elapsed time per iteration (ms): ${index % 2 === 0 ? '900.0' : '9000.0'} | lm loss: 2.310000E+00 |\n`,
    )
    await status
    took.push(Number(process.hrtime.bigint() - started) / 1e6)
    await new Promise(resolve => setTimeout(resolve, PAUSE_MS))
  }
  child.stdin.end()
  // The first lines pay for the start of four processes.
  const settled = took.slice(10)
  const cell = (percent: number): string => `${percentile(settled, percent).toFixed(1)} ms`
  printTable(
    `Latency: line written to status read, four processes, ${settled.length} lines one by one (goal: p99 under 50 ms)`,
    [
      { head: 'p50', right: true },
      { head: 'p99', right: true },
      { head: 'max', right: true },
    ],
    [[cell(50), cell(99), cell(100)]],
  )
}
