// A log of known lines that is rotated in every way, at random by a seed, step by step: a reader may come between any
// two of them.
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { isRotatedName } from '../../../lib/sources/rotated-name.ts'

/** Park and Miller's generator, so that a failure can be run again. */
export function randomNumbers(seed: number): (below: number) => number {
  let state = (seed % 2147483646) + 1
  return below => {
    state = (state * 48271) % 2147483647
    return state % below
  }
}

export const ROTATIONS = [
  'rename',
  'rename and compress',
  'copytruncate',
  'copy, compress, truncate',
  'date',
  'compress',
  'copy and delete',
  'grown copy',
] as const
export type Rotation = (typeof ROTATIONS)[number]

/** What is done one after the other. */
type Steps = Generator<undefined, void>

export interface RotatingWriter {
  readonly path: string
  /** Lines written so far. */
  count(): number
  write(lines: number): void
  rotate(how: Rotation): Steps
  /** Deletes the oldest files beyond a number of them, each only where all of its lines were seen. */
  drop(kept: number, isSeen: (line: string) => boolean): void
}

/**
 * `banner`: every new file begins with the same lines. Dates are those of a clock that goes on with every write. `line`
 * makes the text of a line of its number.
 */
export function rotatingWriter(
  path: string,
  banner: string,
  clock: () => number,
  line = (number: number): string => `${basename(path)} ${number}`,
): RotatingWriter {
  const name = basename(path)
  const directory = dirname(path)
  let written = 0
  let dates = 0
  const stamp = (file: string): void => {
    const seconds = clock() / 1000
    utimesSync(file, seconds, seconds)
  }
  function create(): void {
    writeFileSync(path, '')
    stamp(path)
  }
  function append(file: string, lines: number): void {
    const text = Array.from({ length: lines }, () => `${line(written++)}\n`).join('')
    appendFileSync(file, existsSync(file) && statSync(file).size > 0 ? text : banner + text)
    stamp(file)
  }
  function* shift(): Steps {
    const numbers = readdirSync(directory)
      .map(file => /^(.*)\.(\d{1,3})(\.gz)?$/.exec(file))
      .filter(match => match?.[1] === name)
      .map(match => ({ number: Number(match?.[2]), ending: match?.[3] ?? '' }))
      .sort((a, b) => b.number - a.number)
    for (const { number, ending } of numbers) {
      renameSync(`${path}.${number}${ending}`, `${path}.${number + 1}${ending}`)
      yield
    }
  }
  function* compress(file: string): Steps {
    const { mtimeMs } = statSync(file)
    const bytes = gzipSync(readFileSync(file), { level: 1 })
    writeFileSync(`${file}.gz`, bytes.subarray(0, bytes.length >> 1))
    yield
    appendFileSync(`${file}.gz`, bytes.subarray(bytes.length >> 1))
    utimesSync(`${file}.gz`, mtimeMs / 1000, mtimeMs / 1000)
    yield
    rmSync(file)
  }
  function* compressAll(): Steps {
    const plain = readdirSync(directory).filter(file => file.startsWith(`${name}.`) && /\.\d+$/.test(file))
    for (const file of plain) {
      yield* compress(join(directory, file))
      yield
    }
  }
  function* copyAway(how: Rotation): Steps {
    copyFileSync(path, `${path}.1`)
    stamp(`${path}.1`)
    yield
    if (how === 'copy and delete') {
      rmSync(path)
      yield
      create()
    } else {
      truncateSync(path)
      stamp(path)
    }
    yield
  }
  /** As rsync and editors do. */
  function replaceByGrownCopy(): void {
    const grown = join(directory, `.${name}.new`)
    copyFileSync(path, grown)
    append(grown, 1)
    renameSync(grown, path)
  }
  function* rotate(how: Rotation): Steps {
    if (how === 'compress') return yield* compressAll()
    if (how === 'grown copy') return replaceByGrownCopy()
    if (how === 'date') {
      renameSync(path, `${path}-2026${String(1000 + dates++).slice(1)}1`)
      yield
      return create()
    }
    yield* shift()
    if (how.startsWith('rename')) {
      renameSync(path, `${path}.1`)
      yield
      create()
    } else yield* copyAway(how)
    if (how.includes('compress')) yield* compress(`${path}.1`)
  }
  function drop(kept: number, isSeen: (line: string) => boolean): void {
    const old = readdirSync(directory)
      .filter(file => isRotatedName(file, name))
      .map(file => ({ file: join(directory, file), at: statSync(join(directory, file)).mtimeMs }))
      .sort((a, b) => b.at - a.at)
    for (const { file } of old.slice(kept)) {
      const bytes = readFileSync(file)
      const lines = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString().split('\n')
      if (lines.filter(text => text !== '' && !banner.includes(text)).every(isSeen)) rmSync(file)
    }
  }
  create()
  return { path, count: () => written, write: lines => append(path, lines), rotate, drop }
}
