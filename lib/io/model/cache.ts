// Answers on disk: a folder with a file per answer, for its owner's eyes alone. What is read back is checked as if a
// model had just said it.
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { PRIVATE_MODE, replaceFileSync } from '../safe-file.ts'

export interface AnswerCache {
  /** Returns the answer under a key, as it was kept; undefined where there is none. */
  read(key: string): unknown
  /** Keeps an answer. Throws where the folder cannot be written. */
  write(key: string, answer: object): void
}

const MAX_ANSWERS = 1000
const MAX_ANSWER_BYTES = 65_536
/** A part that is older was left by an earlier version that was killed. */
const STALE_PART_MS = 60_000

/** Keys are hexadecimal. Bound: MAX_ANSWERS files; beyond it the oldest tenth goes. */
export function answerCache(folder: string): AnswerCache {
  const pathOf = (key: string): string => join(folder, `${key}.json`)
  return {
    read(key) {
      try {
        const path = pathOf(key)
        return statSync(path).size > MAX_ANSWER_BYTES ? undefined : JSON.parse(readFileSync(path, 'utf8'))
      } catch {
        return undefined // not there, or not readable: it is asked for again
      }
    },
    write(key, answer) {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      replaceFileSync(pathOf(key), `${JSON.stringify(answer)}\n`, PRIVATE_MODE)
      dropOldest(folder)
    },
  }
}

function dropOldest(folder: string): void {
  const files = readdirSync(folder)
  for (const part of files.filter(name => name.endsWith('.part'))) {
    const age = Date.now() - changed(join(folder, part))
    if (age > STALE_PART_MS) rmSync(join(folder, part), { force: true })
  }
  const answers = files.filter(name => /^[0-9a-f]{64}\.json$/.test(name))
  if (answers.length <= MAX_ANSWERS) return
  const byAge = answers.map(name => ({ name, at: changed(join(folder, name)) })).sort((a, b) => a.at - b.at)
  for (const { name } of byAge.slice(0, answers.length - Math.floor(MAX_ANSWERS * 0.9)))
    rmSync(join(folder, name), { force: true })
}

/** When a file was last written; long ago where another process has removed it. */
const changed = (path: string): number => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0
