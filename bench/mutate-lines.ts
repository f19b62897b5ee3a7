// Lines of real logs, broken in the ways that networks, disks, programs and malice break them.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Random } from './random.ts'

const FOLDERS = ['test/logs', 'examples/logs', '../shared/logs', '../shared/corpus']
const MAX_FILE_BYTES = 4 * 1024 * 1024

/** Returns the lines of every log that there is, by file. */
export function logs(): readonly (readonly string[])[] {
  return FOLDERS.filter(existsSync)
    .flatMap(folder => (readdirSync(folder, { recursive: true }) as string[]).map(name => join(folder, name)).sort())
    .filter(path => statSync(path).isFile() && !/\.(?:md|gz|zst|json|py)$/.test(path))
    .map(path => readFileSync(path).subarray(0, MAX_FILE_BYTES).toString('latin1').split('\n'))
}

/** Of one text: a run of all programs takes seconds, most of them to start. */
const MIN_LINES = 600

type Mutation = (line: string, random: Random, other: () => string) => string

const below = (random: Random, count: number): number => Math.floor(random() * count)
const pick = <T>(random: Random, items: readonly T[]): T => items[below(random, items.length)] as T
const splice = (line: string, at: number, removed: number, text: string): string =>
  line.slice(0, at) + text + line.slice(at + removed)

const NUMBERS = [
  '0',
  '-0',
  '-1',
  '1e309',
  '-1e400',
  'NaN',
  'Infinity',
  '9'.repeat(400),
  '1.7976931348623157e308',
  '00012',
]
const ODD = [
  '\0',
  '\x1b[31m',
  '\x1b]0;x\x07',
  '\r',
  '\t',
  '\x85',
  '\xff\xfe',
  '\xc3',
  '\xed\xa0\x80',
  '\xe2\x80\xae',
  '\x7f',
  ' ',
]
const WORDS = [
  '[rank0]:',
  '__proto__',
  'constructor',
  '"',
  '\\',
  '{',
  '[',
  ': ',
  '|',
  'Traceback (most recent call last):',
]
const RECORDS = [
  '{"kind":"status","scope":"job","to":"FAULTED","reason":"x"}',
  '{"kind":"verdict","action":"stop","culprit":{"nodes":["n"]}}',
  '{"kind":"notice","code":"attempt_started","attempt":3}',
  '{"kind":"log","message":1}',
  '{"kind":"match","rule":"r","verdict":"slow"}',
  'null',
  '[]',
]
const DEPTHS = [1, 10, 63, 64, 65, 1000, 20_000]
const nested = (depth: number): string => `{"a":${'['.repeat(depth)}${']'.repeat(depth)},"msg":"x","step":3}`

const MUTATIONS: readonly Mutation[] = [
  line => line,
  (line, random) => splice(line, below(random, line.length + 1), 1, String.fromCharCode(below(random, 256))),
  (line, random) => line.slice(0, below(random, line.length + 1)),
  (line, random) => line.slice(below(random, line.length + 1)),
  (line, random, other) => line.slice(0, below(random, line.length + 1)) + other().slice(below(random, 80)),
  (line, random) => line.replace(/-?\d+(?:\.\d+)?/g, number => (random() < 0.3 ? pick(random, NUMBERS) : number)),
  (line, random) => splice(line, below(random, line.length + 1), 0, pick(random, ODD)),
  (line, random) => splice(line, below(random, line.length + 1), 0, pick(random, WORDS)),
  (line, random) => line.replace(/\d{4}-/, () => `${pick(random, ['0000', '9999', '1969', '275760', '2024'])}-`),
  (line, random) => line + pick(random, ['\r', '\r\r', ' \\', ',', '}', '"']),
  (line, random) => `${pick(random, ['[rank7]: ', '3: ', '[default0]:', '\x1b[0m', '{"log":"'])}${line}`,
  (_line, random) => nested(pick(random, DEPTHS)),
  (_line, random) => pick(random, RECORDS),
  (line, random) => line.repeat(pick(random, [2, 3, 100])).slice(0, 200_000),
  (line, random) =>
    pick(random, ['x', ' ', '[', '=', '1', '.', 'a: 1 | ']).repeat(pick(random, [100, 5000, 70_000])) + line,
]

/** Returns some hundred lines in latin1: parts of real logs in their order, many of them broken. */
export function brokenLines(files: readonly (readonly string[])[], random: Random): string {
  const anyLine = (): string => {
    const file = pick(random, files)
    return pick(random, file)
  }
  const out: string[] = []
  while (out.length < MIN_LINES) {
    const file = pick(random, files)
    const from = below(random, file.length)
    const share = pick(random, [0.05, 0.3, 1])
    for (const line of file.slice(from, from + 60)) {
      const broken = random() < share ? pick(random, MUTATIONS)(line, random, anyLine) : line
      out.push(random() < share / 4 ? pick(random, MUTATIONS)(broken, random, anyLine) : broken)
    }
  }
  return out.join('\n') + (random() < 0.5 ? '\n' : '')
}
