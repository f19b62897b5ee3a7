import { readdirSync, readFileSync } from 'node:fs'
import t from 'tap'
import { opensBlock } from '../../lib/formats/blocks.ts'
import { cleanLine } from '../../lib/formats/clean.ts'
import { type Entry, newEntry } from '../../lib/formats/format.ts'
import { FORMATS } from '../../lib/formats/ordered.ts'
import { allFormats } from '../../lib/parse/all-formats.ts'
import { newLearned } from '../../lib/parse/detect.ts'
import { foreign } from '../skip.ts'

const { folder: LOGS, skip } = foreign('logs')

/** Whole numbers below a bound, the same ones on every run. */
function numbers(seed: number): (below: number) => number {
  let state = seed
  return below => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

/**
 * Reads lines as the parser does; returns how many were known (as whole lines, too), and those for which that said
 * something else than reading them.
 */
function readAll(lines: Iterable<string>): {
  readonly known: number
  readonly whole: number
  readonly wrong: readonly string[]
} {
  const detector = allFormats()
  const learned = newLearned()
  const wrong: string[] = []
  let [known, whole] = [0, 0]
  for (const line of lines) {
    const untouched = newEntry('')
    const foundLine = detector.recallLine(line, untouched, { ...newLearned(), memory: learned.memory })
    const remembered = newEntry('')
    const read = newEntry('')
    const text = detector.peel(cleanLine(line), remembered, learned)
    Object.assign(read, remembered, { message: text })
    remembered.message = text
    const found = detector.recall(text, remembered, learned)
    const isFormatted = detector.read(text, read, learned)
    if (foundLine !== undefined) {
      whole++
      untouched.message = line
      if (text !== line || foundLine.isFormatted !== isFormatted || JSON.stringify(untouched) !== JSON.stringify(read))
        wrong.push(line)
    }
    if (found === undefined) continue
    known++
    if (
      text !== remembered.message ||
      found.isFormatted !== isFormatted ||
      found.block !== opensBlock(text) ||
      JSON.stringify(remembered) !== JSON.stringify(read)
    )
      wrong.push(line)
  }
  return { known, whole, wrong }
}

const SAMPLES = [...new Set(FORMATS.flatMap(format => format.samples).flatMap(({ line }) => line.split('\n')))]

t.test('what is known of a line is what reading it says, whatever its digits and its carriers', async t => {
  const next = numbers(7)
  const carriers = [
    '',
    '',
    '',
    '[rank3]:',
    '[default7]:',
    ' 5: ',
    '[1,2]<stdout>:',
    '2026-03-04T05:06:07.123456789Z ',
    '2026-03-04T05:06:07.123456789Z stderr F ',
    '\u001b[32m',
    'a \b',
  ]
  const changed = (line: string): string => {
    const at = next(line.length)
    return /\d/.test(line[at] as string) ? line.slice(0, at) + String(next(10)) + line.slice(at + 1) : line
  }
  function* lines(): Generator<string> {
    for (let round = 0; round < 12; round++) {
      for (const sample of SAMPLES) {
        let line = (carriers[next(carriers.length)] as string) + sample
        for (let count = next(4); count > 0; count--) line = changed(line)
        yield line
        yield line
        for (let count = 0; count < 3; count++) yield changed(line)
      }
    }
  }
  const { known, whole, wrong } = readAll(lines())
  t.same(wrong, [])
  t.ok(known > 2000, `${known} lines were known`)
  t.ok(whole > 300, `${whole} of them as whole lines`)
})

t.test('a time that cannot be read leaves the one that stands before it, known or not', async t => {
  const line =
    '2026-03-04T05:06:07.123456789Z 01/15/2024 30:01:00 [WARNING|DP=1|PP=0|TP=3|ip-26-0-160-192]: No checkpoint path.'
  const detector = allFormats()
  const learned = newLearned()
  for (let time = 0; time < 4; time++) {
    const entry = newEntry('')
    const text = detector.peel(cleanLine(line), entry, learned)
    entry.message = text
    if (detector.recall(text, entry, learned) === undefined) detector.read(text, entry, learned)
    t.equal(entry.stamp?.text, '2026-03-04T05:06:07.123456789Z')
  }
})

t.test('times go on: any later one of the same form is known and read', async t => {
  const next = numbers(11)
  function* lines(): Generator<string> {
    for (const sample of SAMPLES) {
      for (let count = 0; count < 12; count++) {
        yield sample.replace(
          /(\d\d)([:.])(\d\d)([:.])(\d\d)(?!\d)/,
          (_, hour: string, one: string, _minute: string, other: string) => {
            const two = (value: number): string => String(value).padStart(2, '0')
            return hour + one + two(next(62)) + other + two(next(62))
          },
        )
      }
    }
  }
  const { known, wrong } = readAll(lines())
  t.same(wrong, [])
  t.ok(known > 500, `${known} lines were known`)
})

t.test('whole job logs', { skip }, async t => {
  for (const name of readdirSync(LOGS).filter(name => /\.(?:out|txt|log)$/.test(name))) {
    const { wrong } = readAll(readFileSync(`${LOGS}/${name}`, 'utf8').split('\n').slice(0, 4000))
    t.same(wrong, [], name)
  }
})

t.test(
  'lines of ranks that say the same but for their number are told apart, and all known the third time',
  async t => {
    const ranks = Array.from(
      { length: 64 },
      (_, rank) =>
        `2026-03-04 05:06:0${rank % 10},123 - trainer - INFO - rank ${rank}: Saved checkpoint shard to /checkpoints/llama-70b/step_00012000 in 12.41 s`,
    )
    const { known, wrong } = readAll([...ranks, ...ranks, ...ranks])
    t.same(wrong, [])
    t.ok(known >= 60, `${known} of 64`)
  },
)

t.test(
  "a user's own formats may ask for certain digits of a time: only lines that are wholly the same are known then",
  async t => {
    const detector = allFormats([
      {
        part: 'header',
        name: 'own',
        source: 'https://example.org',
        starts: '2',
        samples: [],
        read(text: string, entry: Entry): string | undefined {
          if (!text.startsWith('2026-03-04 05:06:07')) return undefined
          entry.level = 'ERROR'
          return text.slice(19)
        },
      },
    ])
    const levelOf = (line: string): unknown => {
      const entry = newEntry(line)
      const learned = newLearned()
      if (detector.recall(line, entry, learned) === undefined) detector.read(line, entry, learned)
      return entry.level
    }
    const at = (second: number): string => `2026-03-04 05:06:0${second} - trainer - INFO - saved`
    t.same([at(7), at(7), at(7), at(8), at(8), at(8), at(7)].map(levelOf), [
      'ERROR',
      'ERROR',
      'ERROR',
      'INFO',
      'INFO',
      'INFO',
      'ERROR',
    ])
  },
)
