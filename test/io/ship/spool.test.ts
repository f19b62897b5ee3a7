import { appendFileSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { wallClock } from '../../../lib/io/clock.ts'
import { openSpool, type Spool } from '../../../lib/io/ship/spool.ts'
import { isProblems, type Problem } from '../../../lib/problem.ts'
import { type LokiEntry, partsOf } from '../../../lib/ship/entry.ts'
import type { Stream } from '../../../lib/ship/intake.ts'
import type { SpoolSettings } from '../../../lib/ship/settings.ts'
import { newTotals, type Totals } from '../../../lib/ship/totals.ts'
import fc from '../../fast-check.ts'
import { newFolder } from './shipping.ts'

interface Opened {
  readonly spool: Spool
  readonly totals: Totals
  readonly told: string[]
}

function open(directory: string, more: Partial<SpoolSettings> = {}): Opened | readonly Problem[] {
  const totals = newTotals()
  const told: string[] = []
  const settings = { directory, maxBytes: 1 << 24, whenFull: 'block', fsync: 'never', ...more } as const
  const spool = openSpool({ settings, world: { clock: wallClock }, totals, tell: code => void told.push(code) })
  return isProblems(spool) ? (spool as readonly Problem[]) : { spool: spool as Spool, totals, told }
}
function opened(directory: string, more: Partial<SpoolSettings> = {}): Opened {
  const result = open(directory, more)
  if (isProblems(result)) throw new Error(JSON.stringify(result))
  return result as Opened
}
const stream = (id: number): Stream => ({ id, labels: { job: `j${id}` }, text: `{"job":"j${id}"}` })
const line = (index: number, text = ''): string => `["1","${index}${text}"]`
const add = (spool: Spool, from: number, to: number, text = ''): void => {
  for (let index = from; index < to; index++) spool.add(stream(index % 3), line(index, text))
}
interface Read {
  readonly labels: string
  readonly entry: LokiEntry
}
const readAll = (spool: Spool): readonly Read[] => {
  const all: Read[] = []
  for (let block = spool.read(); block !== undefined; block = spool.read()) all.push(...block)
  return all
}
const numbersOf = (read: readonly Read[]): readonly number[] =>
  read.map(({ entry }) => Number.parseInt(partsOf(entry).line, 10))
const settle = (read: readonly Read[]): void => {
  for (const { entry } of read) if (--entry.owner.left === 0) entry.owner.completed()
}
const upTo = (count: number, from = 0): readonly number[] =>
  Array.from({ length: count - from }, (_, index) => from + index)
/** As a kill leaves it: the lock is there, and nothing was closed. */
const kill = (folder: string): void => writeFileSync(join(folder, 'lock'), '999999999 1\n')
const segments = (folder: string): readonly string[] =>
  readdirSync(folder)
    .filter(name => name.endsWith('.spool'))
    .sort()

t.test('what was written is read in order with its labels, and gone when it is done with', async t => {
  const folder = newFolder()
  const { spool } = opened(folder)
  add(spool, 0, 10)
  t.equal(spool.write(), undefined)
  const first = readAll(spool)
  add(spool, 10, 20)
  spool.write()
  const all = [...first, ...readAll(spool)]
  t.same(numbersOf(all), upTo(20))
  t.same(all[4]?.labels, '{"job":"j1"}')
  settle(all)
  spool.close()
  t.same(segments(folder), [])
})

t.test('what is left is sent at the next start, what is done with is not', async t => {
  const folder = newFolder()
  const one = opened(folder)
  add(one.spool, 0, 10)
  one.spool.write()
  const first = readAll(one.spool)
  add(one.spool, 10, 20)
  one.spool.write()
  const second = readAll(one.spool)
  settle(first)
  one.spool.close()
  const two = opened(folder)
  t.equal(two.totals.found, 10)
  const again = readAll(two.spool)
  t.same(numbersOf(again), upTo(20, 10))
  t.same(again[0]?.labels, second[0]?.labels, 'labels that stood before the cursor are known')
  two.spool.close()
})

t.test('a kill at any byte loses no line that was written whole', async t => {
  const folder = newFolder()
  const one = opened(folder)
  add(one.spool, 0, 8)
  one.spool.write()
  readAll(one.spool)
  const [name = ''] = segments(folder)
  const whole = readFileSync(join(folder, name))
  let complete = 0
  for (const cut of upTo(whole.length, 0).toReversed()) {
    const other = newFolder()
    writeFileSync(join(other, name), whole.subarray(0, cut))
    kill(other)
    const { spool, totals, told } = opened(other)
    const numbers = numbersOf(readAll(spool))
    t.same(numbers, upTo(numbers.length), `cut at ${cut}`)
    t.equal(totals.found, numbers.length)
    if (numbers.length === 7 && complete === 0) complete = cut
    if (cut === whole.length - 1) t.same(told, ['spool_mended'])
    // What comes now stands behind what is left.
    add(spool, 100, 101)
    spool.write()
    t.same(numbersOf(readAll(spool)), [100])
    spool.close()
  }
  t.ok(complete > 0)
})

t.test('garbage behind the last line and in the middle is told; lines before it are whole', async t => {
  const folder = newFolder()
  const one = opened(folder)
  add(one.spool, 0, 10)
  one.spool.write()
  const [name = ''] = segments(folder)
  appendFileSync(join(folder, name), 'garbage that is no frame at all')
  kill(folder)
  const two = opened(folder)
  t.same(two.told, ['spool_mended'])
  t.same(numbersOf(readAll(two.spool)), upTo(10))
  two.spool.close()
  const bytes = readFileSync(join(folder, name))
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] as number) ^ 1
  writeFileSync(join(folder, name), bytes)
  const three = opened(folder)
  const numbers = numbersOf(readAll(three.spool))
  t.ok(numbers.length > 0 && numbers.length < 10)
  t.same(numbers, upTo(numbers.length))
  three.spool.close()
})

t.test('a cursor that cannot be read sends all that is left', async t => {
  const folder = newFolder()
  const one = opened(folder)
  add(one.spool, 0, 5)
  one.spool.write()
  one.spool.close()
  for (const text of ['', '{"segment":', '[]', 'null', '{"segment":-0.5,"offset":1}']) {
    writeFileSync(join(folder, 'cursor.json'), text)
    const { spool, told } = opened(folder)
    t.same(numbersOf(readAll(spool)), upTo(5), text)
    t.same(told, ['spool_mended'])
    spool.close()
  }
})

t.test('a full spool holds its input until there is room', async t => {
  const { spool, told, totals } = opened(newFolder(), { maxBytes: 1 << 20 })
  const text = 'x'.repeat(10_000)
  let written = 0
  let held: Promise<void> | undefined
  while (held === undefined) {
    add(spool, written, written + 10, text)
    written += 10
    held = spool.write()
  }
  t.ok(spool.bytes() <= 1 << 20)
  t.same(told, ['spool_full'])
  let isFree = false
  void held.then(() => {
    isFree = true
  })
  const read = readAll(spool)
  settle(read.slice(0, 30))
  await held
  t.equal(isFree, true)
  const rest = readAll(spool)
  t.same(numbersOf([...read, ...rest]), upTo(written))
  t.equal(totals.dropped, 0)
  settle([...read.slice(30), ...rest])
  spool.close()
})

t.test('or gives up its oldest lines, and counts them', async t => {
  const { spool, told, totals } = opened(newFolder(), { maxBytes: 1 << 20, whenFull: 'drop-oldest' })
  const text = 'x'.repeat(10_000)
  for (let index = 0; index < 300; index++) {
    add(spool, index, index + 1, text)
    t.equal(spool.write(), undefined)
    t.ok(spool.bytes() <= (1 << 20) + 20_000)
  }
  t.ok(told.includes('spool_full'))
  const numbers = numbersOf(readAll(spool))
  t.equal(numbers.length + totals.dropped, 300)
  t.same(numbers, upTo(300, totals.dropped), 'the newest are there')
  spool.close()
})

t.test('any order of writing, reading, settling, closing and killing loses and repeats as it says', async t => {
  const action = fc.constantFrom('add', 'add', 'write', 'read', 'settle', 'close', 'kill')
  fc.assert(
    fc.property(fc.array(action, { maxLength: 40 }), actions => {
      const folder = newFolder()
      let now = opened(folder, { maxBytes: 1 << 20 })
      let added = 0
      let written = 0
      let unsettled: Read[] = []
      const settled = new Set<number>()
      const seen = new Set<number>()
      const note = (read: readonly Read[]): void => {
        unsettled.push(...read)
        for (const number of numbersOf(read)) seen.add(number)
      }
      for (const step of actions) {
        if (step === 'add') add(now.spool, added, ++added, 'y'.repeat(3000))
        if (step === 'write') {
          now.spool.write()
          written = added
        }
        if (step === 'read') note(now.spool.read() ?? [])
        if (step === 'settle') {
          for (const number of numbersOf(unsettled)) settled.add(number)
          settle(unsettled)
          unsettled = []
        }
        if (step !== 'close' && step !== 'kill') continue
        if (step === 'close') {
          now.spool.close()
          written = added
        } else {
          kill(folder)
          added = written
        }
        unsettled = []
        now = opened(folder, { maxBytes: 1 << 20 })
      }
      now.spool.write()
      note(readAll(now.spool))
      const missing = upTo(added).filter(number => !seen.has(number))
      if (missing.length > 0) throw new Error(`lost ${missing}`)
      now.spool.close()
    }),
    { numRuns: 60 },
  )
  t.pass()
})

t.test('a folder is of one process at a time, and of nobody who was killed', async t => {
  const folder = newFolder()
  const { spool } = opened(folder)
  const lock = readFileSync(join(folder, 'lock'), 'utf8')
  // Our own number is never another's lock; that of the process above us is.
  writeFileSync(join(folder, 'lock'), `${process.ppid} ${startOf(process.ppid)}\n`)
  t.match(open(folder), [{ place: '--spool', reason: `is in use by process ${process.ppid}` }])
  writeFileSync(join(folder, 'lock'), `${process.ppid} 1\n`)
  opened(folder).spool.close()
  writeFileSync(join(folder, 'lock'), lock)
  opened(folder).spool.close()
  spool.close()
})
const startOf = (pid: number): string => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] as string
}

t.test('a folder that cannot be one is refused', async t => {
  const folder = newFolder()
  writeFileSync(join(folder, 'file'), '')
  t.match(open(join(folder, 'file')), [{ place: '--spool', reason: /cannot be used/ }])
  mkdirSync(join(folder, 'linked'))
  symlinkSync('/tmp/elsewhere', join(folder, 'linked', 'cursor.json'))
  t.match(open(join(folder, 'linked')), [{ place: '--spool', reason: /symbolic link/ }])
})
