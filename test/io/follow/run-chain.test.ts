// `logmon run` with a source and a state: what comes out of the whole chain, counted over kills and stops.
import { appendFileSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { messagesOf, type Running, run, temporaryFolder } from './process.ts'

const KILLS = 50
const RULES = 'rules:\n  - name: loss\n    metric: loss\n    on_match: life\n'
const all = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `step ${index} | loss: 2.5`)

/** A log that the chain follows, and what came out of it so far. */
function job(folder: string) {
  writeFileSync(join(folder, 'job.yaml'), RULES)
  const path = join(folder, 'train.log')
  writeFileSync(path, '')
  let written = 0
  let rotations = 0
  let troubles = 0
  return {
    count: () => written,
    write(count: number): void {
      appendFileSync(path, Array.from({ length: count }, () => `step ${written++} | loss: 2.5\n`).join(''))
    },
    /** Writes an entry of two lines: the first waits for the second, and both for the quiet after them. */
    writeTrouble(): void {
      const number = troubles++
      appendFileSync(path, `ERROR: trouble ${number}\n  because of ${number}\n`)
    },
    troubles: () => troubles,
    rotate(): void {
      for (let generation = rotations++; generation > 0; generation--)
        renameSync(`${path}.${generation}`, `${path}.${generation + 1}`)
      renameSync(path, `${path}.1`)
      writeFileSync(path, '')
    },
    start: (): Running =>
      run(
        'logmon',
        ['run', '-c', 'job.yaml', '--clock', 'wall', '--state', 'state.json', '--from', 'start', 'train.log'],
        { cwd: folder },
      ),
    sawLast: (lines: readonly string[]): boolean => lines.some(line => line.includes(`"step ${written - 1} |`)),
  }
}

t.test(`killed ${KILLS} times: every line comes out of the chain at least once, parsed and judged`, async t => {
  const { start, write, writeTrouble, troubles, rotate, count, sawLast } = job(temporaryFolder('run'))
  const seen = new Set<string>()
  let matches = 0
  const take = (lines: readonly string[]): void => {
    for (const message of messagesOf(lines)) seen.add(message)
    matches += lines.filter(line => line.startsWith('{"kind":"match"')).length
  }
  for (let kill = 0; kill < KILLS; kill++) {
    const chain = start()
    write(200 + (kill % 12) * 31)
    writeTrouble()
    if (kill % 3 === 1) rotate()
    write(10)
    const wanted = kill % 4 === 3 ? Number.POSITIVE_INFINITY : kill * 11
    await chain.until(lines => lines.length > wanted || sawLast(lines), 'some lines')
    await chain.stop('SIGKILL')
    take(chain.lines)
  }
  const last = start()
  write(1)
  await last.until(sawLast, 'the last line')
  t.equal(await last.stop('SIGTERM'), 0)
  take(last.lines)
  t.same(
    all(count()).filter(line => !seen.has(line)),
    [],
    `none of ${count()} lines lost`,
  )
  t.ok(matches >= count(), 'each was judged')
  const text = `${[...seen].join('\n')}\n`
  for (let number = 0; number < troubles(); number++)
    if (!text.includes(`trouble ${number}\n`) || !text.includes(`because of ${number}\n`))
      t.fail(`trouble ${number} is lost`)
})

t.test('stopped cleanly, again and again in the middle of a backlog: every line exactly once and in order', async t => {
  const { start, write, rotate, count, sawLast } = job(temporaryFolder('run'))
  const seen: string[] = []
  for (let round = 0; round < 6; round++) {
    const chain = start()
    write(2000)
    if (round % 2 === 1) rotate()
    write(50)
    if (round % 3 === 0) await chain.until(sawLast, 'the last line')
    else await chain.until(lines => lines.length > 0, 'a start')
    t.equal(await chain.stop('SIGTERM'), 0)
    seen.push(...messagesOf(chain.lines))
  }
  const last = start()
  write(1)
  await last.until(sawLast, 'the last line')
  await last.stop('SIGTERM')
  t.same([...seen, ...messagesOf(last.lines)], all(count()))
})

t.test('message files are the first stage too: collected once over clean stops, at least once over kills', async t => {
  const folder = temporaryFolder('run')
  mkdirSync(join(folder, 'logs'))
  writeFileSync(join(folder, 'job.yaml'), RULES)
  let written = 0
  const write = (count: number): void => {
    for (const end = written + count; written < end; written++)
      appendFileSync(
        join(folder, 'logs', `rank_0_p.msg.${1767322445000 + Math.floor(written / 50)}`),
        `2026-01-02 03:04:05,000 [INFO] [node1] [workload:0(0) infra:0(0)] train.py:1 step ${written} | loss: 2.5\n`,
      )
  }
  const start = (): Running =>
    run('logmon', ['run', '-c', 'job.yaml', '--clock', 'wall', '--collect', 'logs'], { cwd: folder })
  const steps = (lines: readonly string[]): number[] =>
    lines.filter(line => line.startsWith('{"kind":"log"')).map(line => (JSON.parse(line) as { step: number }).step)
  const seen: number[] = []
  for (let round = 0; round < 3; round++) {
    write(120)
    const chain = start()
    await chain.until(lines => steps(lines).includes(written - 1), 'the last line')
    t.equal(await chain.stop('SIGTERM'), 0)
    seen.push(...steps(chain.lines))
  }
  t.same(
    seen,
    Array.from({ length: written }, (_, step) => step),
  )
  const after = new Set(seen)
  for (let kill = 0; kill < 4; kill++) {
    write(60)
    const chain = start()
    await chain.until(lines => steps(lines).length > kill * 10, 'some lines')
    await chain.stop('SIGKILL')
    for (const step of steps(chain.lines)) after.add(step)
  }
  const last = start()
  await last.until(lines => steps(lines).includes(written - 1), 'the last line')
  await last.stop('SIGTERM')
  for (const step of steps(last.lines)) after.add(step)
  t.equal(after.size, written)
})
