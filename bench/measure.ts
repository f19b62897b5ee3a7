// Runs whole processes and says what they cost: wall time, and the most memory that each of them held.
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'

export interface Cost {
  readonly wallMs: number
  /** Peak resident memory of each process of the pipe, in its order; empty where /proc does not tell. */
  readonly peakBytes: readonly number[]
  readonly status: number
  readonly stderr: string
}

/**
 * How often the high-water mark is looked at. The mark only rises, so no more than the last of these intervals can be
 * missed.
 */
const LOOK_EVERY_MS = 20

export const quoted = (words: readonly string[]): string =>
  words.map(word => `'${word.replaceAll("'", `'\\''`)}'`).join(' ')

/** Runs commands as one shell pipe from `input` to /dev/null; resolves when all have ended. */
export function cost(
  pipe: readonly (readonly string[])[],
  input: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<Cost> {
  const line = pipe
    .map(
      (words, index) =>
        `${pipe.length === 1 ? 'exec ' : ''}${quoted(words)}${index === 0 ? ` < ${quoted([input])}` : ''}`,
    )
    .join(' | ')
  return new Promise((resolve, reject) => {
    const started = process.hrtime.bigint()
    const child = spawn('/bin/sh', ['-c', `${line} > /dev/null`], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, ...environment },
    })
    const peaks = new Map<number, number>()
    const look = setInterval(() => {
      for (const id of pipe.length === 1 ? [child.pid as number] : childrenOf(child.pid as number))
        peaks.set(id, Math.max(peaks.get(id) ?? 0, peakOf(id)))
    }, LOOK_EVERY_MS)
    let stderr = ''
    child.stderr.on('data', text => {
      stderr = (stderr + text).slice(-2000)
    })
    child.on('error', reject)
    child.on('close', code => {
      clearInterval(look)
      const wallMs = Number(process.hrtime.bigint() - started) / 1e6
      resolve({
        wallMs,
        peakBytes: [...peaks].sort((one, other) => one[0] - other[0]).map(([, peak]) => peak),
        status: code ?? 1,
        stderr,
      })
    })
  })
}

/** What is run, and from where. */
export interface Measured {
  readonly pipe: readonly (readonly string[])[]
  readonly input: string
}

/** Returns the run whose wall time is the median of `runs`; throws where one fails. */
export async function medianCost(
  runs: number,
  pipe: readonly (readonly string[])[],
  input: string,
  environment?: Readonly<Record<string, string>>,
): Promise<Cost> {
  return (await medianCosts(runs, [{ pipe, input }], environment))[0] as Cost
}

/** As `medianCost`, of several that take turns: what slows the machine for a while slows all of them. */
export async function medianCosts(
  runs: number,
  measured: readonly Measured[],
  environment?: Readonly<Record<string, string>>,
): Promise<readonly Cost[]> {
  const costs: Cost[][] = measured.map(() => [])
  for (let run = 0; run < runs; run++)
    for (const [index, { pipe, input }] of measured.entries()) {
      const one = await cost(pipe, input, environment)
      if (one.status !== 0)
        throw new Error(`${pipe.map(words => words.join(' ')).join(' | ')} ended with ${one.status}: ${one.stderr}`)
      costs[index]?.push(one)
    }
  return costs.map(all => all.sort((one, other) => one.wallMs - other.wallMs)[Math.floor(runs / 2)] as Cost)
}

function peakOf(processId: number): number {
  try {
    return Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${processId}/status`, 'utf8'))?.[1] ?? 0) * 1024
  } catch {
    return 0 // it has ended, or this system has no /proc
  }
}

function childrenOf(processId: number): number[] {
  try {
    return readFileSync(`/proc/${processId}/task/${processId}/children`, 'utf8')
      .trim()
      .split(' ')
      .filter(Boolean)
      .map(Number)
  } catch {
    return [] // as above
  }
}
