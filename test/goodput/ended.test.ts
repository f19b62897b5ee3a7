// What `[ENDED]` says of a run, and what `logmon why --goodput` and `logmon report` say of the same log.
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { PARTS, type Part } from '../../lib/goodput/account.ts'
import { PART_WORDS, share } from '../../lib/goodput/words.ts'
import { formatDuration } from '../../lib/record/time.ts'
import type { AlertRecord, AnyRecord } from '../../lib/record/types.generated.ts'
import { JOBS } from './played.ts'
import { Job } from './scripted.ts'

const logmon = (args: readonly string[], input = ''): string =>
  execFileSync(process.execPath, ['bin/logmon.js', ...args], { encoding: 'utf8', input, maxBuffer: 1e8 })

const LOST: readonly Part[] = ['hang', 'restart', 'redone', 'slow']

/** What the message should say, by the figures of `logmon why --goodput --json`. */
function wordsOf(figures: Readonly<Record<string, number>>): Readonly<Record<string, string>> {
  const ms = (part: string): number => figures[`${part}_ms`] ?? 0
  const lost = LOST.filter(part => ms(part) >= 500)
    .sort((one, other) => ms(other) - ms(one))
    .map(part => `${PART_WORDS[part]} ${formatDuration(ms(part))}`)
  const losses = lost.length === 0 ? '' : `; lost: ${lost.join(', ')}`
  return {
    Took: formatDuration(ms('total')),
    Goodput: `${share(ms('training'), ms('total'))} of the time in steps that count${losses}`,
    Attempts: `${figures.attempts}`,
  }
}

const factsOf = ({ facts = [] }: AlertRecord): Readonly<Record<string, string>> =>
  Object.fromEntries(facts.map(({ name, value }) => [name, value]))

for (const [name, [, play, script]] of Object.entries(JOBS))
  t.test(`the end of a run says the hours of why and of report: ${name}`, async t => {
    const job = new Job(script)
    play(job)
    job.say('[after training is done] datetime: 2026-03-04 06:30:00')
    const log = join(t.testdir(), 'job.log')
    writeFileSync(log, `${job.lines.join('\n')}\n`)

    const records = logmon(['run', '--clock', 'record', '--only', '--status-file', 'off'], readFileSync(log, 'utf8'))
      .trim()
      .split('\n')
      .map(line => JSON.parse(line) as AnyRecord)
    const [ended, ...others] = records.filter(
      (record): record is AlertRecord => record.kind === 'alert' && record.summary.startsWith('[ENDED]'),
    )
    t.same([ended === undefined, others], [false, []])
    const said = factsOf(ended as AlertRecord)
    const figures = JSON.parse(logmon(['why', '--goodput', '--json', log])) as Record<string, number>
    const { Took: took, ...words } = wordsOf(figures)
    t.match(said, words)
    t.ok(said.Took?.startsWith(`${took}, from `), `${said.Took}, ${took}`)

    const page = logmon(['report', log, '-o', '-'])
    const hours = JSON.parse(/"hours":(\{"totalMs".*?\]),"causes"/.exec(page)?.[1]?.concat('}') ?? '{}') as {
      totalMs: number
      attempts: number
      parts: readonly { part: string; ms: number }[]
    }
    t.same(
      [hours.totalMs, hours.attempts, ...hours.parts.map(({ ms }) => ms)],
      [figures.total_ms, figures.attempts, ...PARTS.map(part => figures[`${part}_ms`])],
    )
  })
