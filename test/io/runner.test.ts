import { Writable } from 'node:stream'
import t from 'tap'
import { chain, drive } from '../../lib/drive.ts'
import type { Clock } from '../../lib/io/clock.ts'
import type { Effect } from '../../lib/io/effect.ts'
import { type RunOptions, run } from '../../lib/io/runner.ts'
import { type Batch, type OpenSource, sourceStream } from '../../lib/io/source.ts'
import { isProblems } from '../../lib/problem.ts'
import { parse } from '../../lib/programs/parse.ts'
import type { AnyRecord } from '../../lib/record/types.generated.ts'
import fc from '../fast-check.ts'

/** A clock that stands still; timers ring when they are told to. */
function handClock(): Clock & { ring(): void } {
  const timers = new Map<() => void, number>()
  let now = Date.parse('2026-01-01T00:00:00Z')
  return {
    now: () => now,
    at(when, ring) {
      timers.set(ring, when)
      return () => void timers.delete(ring)
    },
    ring() {
      for (const [ring, when] of [...timers]) {
        timers.delete(ring)
        now = Math.max(now, when)
        ring()
      }
    },
  }
}

const settings = parse.settle({} as never, { config: undefined, environment: {} })
if (isProblems(settings)) throw new Error(JSON.stringify(settings))
const parserSettings = settings as Exclude<typeof settings, readonly unknown[]>

function optionsWith(clock: Clock, effects: readonly Effect[]): RunOptions {
  const driver = chain([drive(parse.start(parserSettings), 'wall', false), drive({ onRecord: () => [] }, 'wall', true)])
  return { driver, mode: 'wall', clock, readsLines: true, name: 'run', only: false, maxLineBytes: 1 << 20, effects }
}

/** A source of given batches; `read` counts those that were asked for. */
function sourceOf(texts: readonly string[]): OpenSource & { read: number; acknowledged: number } {
  const source = {
    read: 0,
    acknowledged: 0,
    batches: batches(),
    finish: async () => {},
    exitCode: () => 0,
    writesRecords: false,
  }
  async function* batches(): AsyncGenerator<Batch> {
    for (const text of texts) {
      source.read++
      yield { bytes: Buffer.from(text), reuse() {}, acknowledged: () => void source.acknowledged++ }
    }
  }
  return source
}

const collecting = (taken: (text: string) => void): Writable =>
  new Writable({
    write(chunk, _encoding, done) {
      // Later, as a pipe whose reader is slow.
      setImmediate(() => {
        taken(String(chunk))
        done()
      })
    },
  })

const takes = (take: Effect['take'], more: Partial<Effect> = {}): Effect => ({
  take,
  finish: async () => {},
  failed: () => false,
  ...more,
})

const later = (turns: number): Promise<void> =>
  turns === 0 ? Promise.resolve() : new Promise(resolve => setImmediate(() => resolve(later(turns - 1))))

/** Entries of one line and of several, each line with its number: those of several are held until the next comes. */
const entries = fc.array(fc.constantFrom(1, 1, 3, 6), { minLength: 1, maxLength: 30 })

t.test('what is acknowledged was written, and its effects are done, whatever is held, slow or late', async t => {
  const cuts = fc.array(fc.nat(200), { maxLength: 20 })
  await fc.assert(
    fc.asyncProperty(entries, cuts, fc.nat(3), fc.nat(3), async (sizes, places, takingTurns, doneTurns) => {
      const lines = sizes.flatMap((size, entry) => [
        `2026-01-01 00:00:00,000 - x - ERROR - entry ${entry} line 0`,
        ...(size === 1 ? [] : ['Traceback (most recent call last):']),
        ...Array.from({ length: Math.max(0, size - 2) }, (_, line) => `  File "a.py", line ${entry}${line}, in f`),
      ])
      const ends = [...new Set(places.map(place => place % lines.length))].sort((one, other) => one - other)
      const bounds = [0, ...ends, lines.length]
      const texts = bounds
        .slice(1)
        .map((end, index) =>
          lines
            .slice(bounds[index], end)
            .map(line => `${line}\n`)
            .join(''),
        )
        .filter(text => text !== '')
      const clock = handClock()
      const source = sourceOf(texts)
      const { stream, acknowledged, finish } = sourceStream(source)
      let written = ''
      let taken: AnyRecord[] = []
      const done = new Set<string>()
      const effect = takes(
        record => {
          taken.push(record)
          clock.ring()
          return takingTurns === 0 ? undefined : later(takingTurns)
        },
        {
          async done() {
            const mine = taken
            taken = []
            await later(doneTurns)
            for (const record of mine) for (const line of String(record['message']).split('\n')) done.add(line)
          },
        },
      )
      const check = (): void => {
        const count = texts.slice(0, source.acknowledged).join('').split('\n').length - 1
        for (const line of lines.slice(0, count)) {
          if (!written.includes(JSON.stringify(line).slice(1, -1))) throw new Error(`${line} was not written`)
          if (!done.has(line)) throw new Error(`the effect of ${line} is not done`)
        }
      }
      await run(optionsWith(clock, [effect]), {
        input: stream,
        output: collecting(text => {
          written += text
        }),
        acknowledged(bytes) {
          acknowledged(bytes)
          check()
        },
        finish,
      })
      check()
      return source.acknowledged === texts.length
    }),
    { numRuns: 150 },
  )
  t.pass()
})

t.test('an effect that does not take a record keeps further input from being read', async t => {
  const texts = Array.from({ length: 500 }, (_, number) => `line ${number} ${'x'.repeat(20_000)}\n`)
  const source = sourceOf(texts)
  const { stream, acknowledged, finish } = sourceStream(source)
  let letGo = (): void => {}
  const held = new Promise<void>(resolve => {
    letGo = resolve
  })
  let taken = 0
  const clock = handClock()
  const effect = takes(() => {
    taken++
    return held
  })
  const running = run(optionsWith(clock, [effect]), {
    input: stream,
    output: collecting(() => {}),
    acknowledged,
    finish,
  })
  await later(50)
  const { read } = source
  t.ok(read < 20, `${read} of 500 batches were read`)
  await later(50)
  t.equal(source.read, read, 'and no more')
  t.equal(source.acknowledged, 0)
  letGo()
  t.equal(await running, true)
  t.equal(taken, 500)
  t.equal(source.acknowledged, 500)
})

t.test('an effect that fails ends the run: the error is told, and its lines are not acknowledged', async t => {
  for (const how of ['throws', 'rejects', 'is never done']) {
    const source = sourceOf(Array.from({ length: 50 }, (_, number) => `line ${number}\n`))
    const { stream, acknowledged, finish } = sourceStream(source)
    let taken = 0
    const stopped: string[] = []
    const effect = takes(
      record => {
        if (record['message'] !== 'line 20') return undefined
        if (how === 'throws') throw new Error('the disk is full')
        return how === 'rejects' ? Promise.reject(new Error('the disk is full')) : undefined
      },
      {
        done: async () => {
          taken = source.read
          if (how === 'is never done' && taken > 20) throw new Error('the disk is full')
        },
        stop: () => void stopped.push('stopped'),
      },
    )
    const running = run(optionsWith(handClock(), [effect]), {
      input: stream,
      output: collecting(() => {}),
      acknowledged,
      finish,
    })
    await t.rejects(running, { message: 'the disk is full' }, how)
    t.ok(source.acknowledged <= 20, `${source.acknowledged} were acknowledged`)
    t.same(stopped, ['stopped'])
  }
})

t.test('what an effect writes is taken by those after it, and by none before', async t => {
  const seen: string[] = []
  const notice = (message: string): AnyRecord => ({ kind: 'notice', code: 'x', message })
  const named = (name: string): Effect =>
    takes((record, _made, emit) => {
      seen.push(`${name} takes ${record['message']}`)
      if (record.kind === 'log') emit(notice(`by ${name}`))
    })
  let written = ''
  const { stream } = sourceStream(sourceOf(['a line\n']))
  await run(optionsWith(handClock(), [named('one'), named('two')]), {
    input: stream,
    output: collecting(text => {
      written += text
    }),
  })
  t.same(seen, ['one takes a line', 'two takes by one', 'two takes a line'])
  t.same(
    written
      .trim()
      .split('\n')
      .map(line => (JSON.parse(line) as { message: string }).message),
    ['a line', 'by one', 'by two'],
  )
})
