import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import t from 'tap'
import { readBeside } from '../../../lib/io/resume/beside.ts'
import type { LogTail } from '../../../lib/io/resume/log-tail.ts'
import type { Batch, OpenSource } from '../../../lib/io/source.ts'

/** A source that gives lines as they are put into it, and tells which are acknowledged. */
function lineSource() {
  const waiting: string[] = []
  const acknowledged: string[] = []
  let wake = (): void => {}
  let isOver = false
  async function* batches(): AsyncGenerator<Batch> {
    for (;;) {
      const line = waiting.shift()
      if (line !== undefined)
        yield { bytes: Buffer.from(`${line}\n`), reuse() {}, acknowledged: () => void acknowledged.push(line) }
      else if (isOver) return
      else
        await new Promise<void>(resolve => {
          wake = resolve
        })
    }
  }
  const source: OpenSource = { batches: batches(), finish: async () => {}, exitCode: () => 0, writesRecords: true }
  return {
    ...{ source, acknowledged },
    put(line: string) {
      waiting.push(line)
      wake()
    },
    over() {
      isOver = true
      wake()
    },
  }
}

/** Rings when it is told to. */
function handClock() {
  let now = 0
  const timers = new Set<{ readonly due: number; ring(): void }>()
  return {
    clock: {
      now: () => now,
      at(due: number, ring: () => void) {
        const timer = { due, ring }
        timers.add(timer)
        return () => void timers.delete(timer)
      },
    },
    pass(ms: number) {
      now += ms
    },
    due: () => [...timers].map(timer => timer.due),
    ring(due: number) {
      for (const timer of timers) if (timer.due === due) timer.ring()
    },
  }
}

const tailOf = (words: string): LogTail => ({ stream: Readable.from([Buffer.from(words)]), end() {}, stop() {} })
const messagesIn = (records: string): string[] =>
  records.split('\n').map(line => (line.startsWith('{') ? (JSON.parse(line) as { message: string }).message : line))

t.test('each attempt gets its output and what came since the one before, and ends when it is quiet', async t => {
  const lines = lineSource()
  const { clock, due, ring, pass } = handClock()
  const stop = new AbortController()
  stop.signal.addEventListener('abort', lines.over)
  const beside = readBeside(lines.source, stop, clock, 100)
  lines.put('before')
  const first = beside.attempt(tailOf('out 1\nlast 1'), 1000)
  const read = text(first.stream as Readable)
  first.end()
  t.same(due(), [100, 30_000])
  await new Promise(resolve => setImmediate(resolve))
  pass(50)
  lines.put('late')
  await new Promise(resolve => setImmediate(resolve))
  t.same(due(), [30_000, 150], 'what still comes is waited for again')
  ring(150)
  t.same(messagesIn(await read).sort(), ['', 'before', 'last 1', 'late', 'out 1'])
  t.same(lines.acknowledged, [], 'not before it is told')
  first.acknowledged(1_000_000)
  t.same(lines.acknowledged, ['before', 'late'])
  first.stop()
  t.same(due(), [])
  lines.put('between')
  const second = beside.attempt(tailOf('out 2\n'), 1000)
  const readOn = text(second.stream as Readable)
  second.end()
  await new Promise(resolve => setImmediate(resolve))
  ring(30_050)
  t.same(messagesIn(await readOn).sort(), ['', 'between', 'out 2'], 'also where it never is quiet')
  second.stop()
  await beside.finish()
})

t.test('the first look at its files is waited for, and not for ever', async t => {
  const { clock, due, ring } = handClock()
  const stop = new AbortController()
  const told: string[] = []
  let look = (): void => {}
  const looked = (): Promise<void> =>
    new Promise(resolve => {
      look = resolve
    })
  const first = lineSource()
  const waits = readBeside({ ...first.source, looked }, stop, clock).looked()
  void waits.then(() => told.push('looked'))
  await new Promise(resolve => setImmediate(resolve))
  t.same(told, [])
  look()
  await waits
  t.same(due(), [], 'nobody waits any longer')

  const second = lineSource()
  const waitsLong = readBeside({ ...second.source, looked }, stop, clock).looked()
  t.same(due(), [10_000])
  ring(10_000)
  await waitsLong
  for (const { over } of [first, second]) over()
})

t.test('a source that looks at nothing is not waited for', async t => {
  const { clock, due } = handClock()
  const { source, over } = lineSource()
  await readBeside(source, new AbortController(), clock).looked()
  t.same(due(), [])
  over()
})
