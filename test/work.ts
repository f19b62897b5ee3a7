// How much work a built program does on an input: how often its blocks of code ran, as V8 counts them. The same on any
// machine, fast or slow.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

interface Coverage {
  readonly result: readonly {
    readonly url: string
    readonly functions: readonly { readonly ranges: readonly { readonly count: number }[] }[]
  }[]
}

/** Returns the sum over all blocks of the program. */
export function workOf(program: string, words: readonly string[], input: string): number {
  const folder = mkdtempSync(join(tmpdir(), 'logmon-work-'))
  try {
    const { status, stderr } = spawnSync(process.execPath, [`bin/logmon-${program}.js`, ...words], {
      input,
      encoding: 'utf8',
      maxBuffer: 1 << 28,
      // tap counts the blocks of every process that a test starts, and by that sets the counts to zero: not in this one.
      env: { ...process.env, LOGMON_CLOCK: 'record', NODE_V8_COVERAGE: folder, _TAPJS_PROCESSINFO_COVERAGE_: '0' },
    })
    if (status !== 0) throw new Error(`${program} ended with ${status}: ${stderr}`)
    const files = readdirSync(folder).map(name => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Coverage)
    const work = files
      .flatMap(({ result }) => result.filter(({ url }) => url.startsWith('file:') || url.includes('logmon')))
      .flatMap(({ functions }) => functions.flatMap(({ ranges }) => ranges.map(({ count }) => count)))
      .reduce((sum, count) => sum + count, 0)
    if (work === 0) throw new Error(`no block of ${program} was counted`)
    return work
  } finally {
    rmSync(folder, { recursive: true })
  }
}
