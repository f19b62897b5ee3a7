// A log of known lines that is rotated in every way, at random by a seed.
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
import { gzipSync } from 'node:zlib'

/** Park and Miller's generator, so that a failure can be run again. */
export function randomNumbers(seed: number): (below: number) => number {
  let state = (seed % 2147483646) + 1
  return below => {
    state = (state * 48271) % 2147483647
    return state % below
  }
}

export type Rotation =
  | 'rename'
  | 'rename and compress'
  | 'copytruncate'
  | 'copy, compress, truncate'
  | 'date'
  | 'compress'
export const ROTATIONS: readonly Rotation[] = [
  'rename',
  'rename and compress',
  'copytruncate',
  'copy, compress, truncate',
  'date',
  'compress',
]

export interface RotatingWriter {
  readonly path: string
  /** Lines written so far: `<name> 0` and so on. */
  count(): number
  write(lines: number): void
  rotate(how: Rotation): void
}

/** `banner`: every new file begins with the same line. Dates are those of a clock that goes on with every write. */
export function rotatingWriter(path: string, banner: string, clock: () => number): RotatingWriter {
  const name = basename(path)
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
  function write(lines: number): void {
    const text = Array.from({ length: lines }, () => `${name} ${written++}\n`).join('')
    appendFileSync(path, existsSync(path) && statSync(path).size > 0 ? text : banner + text)
    stamp(path)
  }
  function shift(): void {
    const numbers = readdirSync(dirname(path))
      .map(file => /^(.*)\.(\d{1,3})(\.gz)?$/.exec(file))
      .filter(match => match?.[1] === name)
      .map(match => ({ number: Number(match?.[2]), ending: match?.[3] ?? '' }))
      .sort((a, b) => b.number - a.number)
    for (const { number, ending } of numbers) renameSync(`${path}.${number}${ending}`, `${path}.${number + 1}${ending}`)
  }
  function compress(file: string): void {
    const { mtimeMs } = statSync(file)
    writeFileSync(`${file}.gz`, gzipSync(readFileSync(file), { level: 1 }))
    utimesSync(`${file}.gz`, mtimeMs / 1000, mtimeMs / 1000)
    rmSync(file)
  }
  function rotate(how: Rotation): void {
    if (how === 'compress') {
      const plain = readdirSync(dirname(path)).filter(file => file.startsWith(`${name}.`) && /\.\d+$/.test(file))
      for (const file of plain) if (existsSync(join(dirname(path), file))) compress(join(dirname(path), file))
      return
    }
    if (how === 'date') {
      renameSync(path, `${path}-2026${String(1000 + dates++).slice(1)}1`)
      create()
      return
    }
    shift()
    if (how.startsWith('rename')) {
      renameSync(path, `${path}.1`)
      create()
    } else {
      copyFileSync(path, `${path}.1`)
      stamp(`${path}.1`)
      truncateSync(path)
      stamp(path)
    }
    if (how.includes('compress')) compress(`${path}.1`)
  }
  create()
  return { path, count: () => written, write, rotate }
}
