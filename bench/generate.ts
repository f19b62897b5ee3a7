// Writes the log that everything is measured on: the same bytes on every machine.
import { closeSync, existsSync, mkdirSync, openSync, renameSync, statSync, writeSync } from 'node:fs'
import { MAKERS, MIX } from './lines.ts'
import { seededRandom } from './random.ts'

const DIRECTORY = 'bench/data'
const RANKS = 64
const START_MILLIS = Date.UTC(2026, 2, 4, 5, 6, 7)
const FLUSH_BYTES = 1 << 20

/** Physical lines between two steps of the job; at 4 s a step this is a loud but real log. */
const LINES_PER_STEP = 40

/** Returns the path of a log of exactly `lines` lines of `mix` (parts per maker), written now or on an earlier run. */
export function logFile(lines: number, mix: Readonly<Record<string, number>> = MIX, name = 'mixed'): string {
  const path = `${DIRECTORY}/${name}-${lines}.log`
  if (existsSync(path)) return path
  mkdirSync(DIRECTORY, { recursive: true })
  // Renamed when whole: a run that was broken off must not leave half a log under the name.
  const descriptor = openSync(`${path}.part`, 'w')
  let held = ''
  for (const line of mixedLines(lines, mix)) {
    held += `${line}\n`
    if (held.length > FLUSH_BYTES) {
      writeSync(descriptor, held)
      held = ''
    }
  }
  writeSync(descriptor, held)
  closeSync(descriptor)
  renameSync(`${path}.part`, path)
  return path
}

/** Yields exactly `lines` physical lines. */
export function* mixedLines(lines: number, mix: Readonly<Record<string, number>>): Generator<string> {
  const random = seededRandom(20_260_304)
  const names = Object.keys(mix)
  const parts = names.map(name => mix[name] as number)
  const whole = parts.reduce((sum, part) => sum + part, 0)
  let written = 0
  while (written < lines) {
    let at = random() * whole
    let index = 0
    while (index < parts.length - 1 && at >= (parts[index] as number)) at -= parts[index++] as number
    const step = 1 + Math.floor(written / LINES_PER_STEP)
    const entry =
      MAKERS[names[index] as string]?.({
        millis: START_MILLIS + written * 100,
        step,
        rank: Math.floor(random() * RANKS),
        random,
      }) ?? []
    for (const line of entry) {
      if (written++ >= lines) return
      yield line
    }
  }
}

export const sizeOf = (path: string): number => statSync(path).size
