// The lines that are collected under an id, a file each: appended to, read when they are judged, deleted with the id.
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { BOUNDS } from '../../bounds.ts'
import type { Millis } from '../../record/time.ts'
import { PRIVATE_MODE } from '../safe-file.ts'
import { type FrameFile, openFrameFile, textsOf } from './frame-file.ts'

export interface LineStore {
  /**
   * Appends text to the lines of an id, which need not be known here; returns how many lines it has now, undefined
   * where it would have too much. Throws where the disk takes no more.
   */
  append(id: string, text: string): number | undefined
  /** Bytes that it holds under an id. */
  bytes(id: string): number
  /** When lines were last appended; undefined where there are none. */
  appendedAt(id: string): Millis | undefined
  /** The lines of an id, the newest at most `most`. */
  lines(id: string, most: number): readonly string[]
  /** Writes the lines to a file that does not exist yet, one text behind the other. */
  writeTo(id: string, path: string): Promise<void>
  remove(id: string): void
  sync(): void
  close(): void
}

const SUFFIX = '.lines'
const MOST_BYTES = BOUNDS['serve.lines'].most
/** Files that are held open. */
const MOST_OPEN = 128

interface OpenLines {
  readonly file: FrameFile
  lines: number
  appendedAt: Millis
}

const linesIn = (text: string): readonly string[] => (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n')

/** Opens a folder of lines; those of ids that `isKnown` denies were left by a kill, and go. */
export function openLineStore(directory: string, isKnown: (id: string) => boolean, now: () => Millis): LineStore {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const pathOf = (id: string): string => join(directory, `${id}${SUFFIX}`)
  for (const name of readdirSync(directory))
    if (!name.endsWith(SUFFIX) || !isKnown(name.slice(0, -SUFFIX.length)))
      rmSync(join(directory, name), { force: true })
  const opened = new Map<string, OpenLines>()

  function openLines(id: string): OpenLines {
    const known = opened.get(id)
    if (known !== undefined) {
      opened.delete(id)
      opened.set(id, known)
      return known
    }
    const path = pathOf(id)
    const file = openFrameFile(path)
    let lines = 0
    for (const text of textsOf(path)) lines += linesIn(text).length
    const made = { file, lines, appendedAt: statSync(path).mtimeMs }
    opened.set(id, made)
    if (opened.size > MOST_OPEN) {
      const [oldest, theirs] = opened.entries().next().value as [string, OpenLines]
      theirs.file.sync()
      theirs.file.close()
      opened.delete(oldest)
    }
    return made
  }
  return {
    append(id, text) {
      const entry = openLines(id)
      if (text === '') return entry.lines
      if (entry.file.bytes() + Buffer.byteLength(text) > MOST_BYTES) return undefined
      entry.file.append([text])
      entry.lines += linesIn(text).length
      entry.appendedAt = now()
      return entry.lines
    },
    bytes: id => opened.get(id)?.file.bytes() ?? statSync(pathOf(id), { throwIfNoEntry: false })?.size ?? 0,
    appendedAt: id => opened.get(id)?.appendedAt ?? statSync(pathOf(id), { throwIfNoEntry: false })?.mtimeMs,
    lines(id, most) {
      if (statSync(pathOf(id), { throwIfNoEntry: false }) === undefined) return []
      let lines: string[] = []
      for (const text of textsOf(pathOf(id))) {
        for (const line of linesIn(text)) lines.push(line)
        if (lines.length > 2 * most) lines = lines.slice(-most)
      }
      return lines.slice(-most)
    },
    async writeTo(id, path) {
      const file = await open(path, 'wx', PRIVATE_MODE)
      try {
        if (statSync(pathOf(id), { throwIfNoEntry: false }) === undefined) return
        for (const text of textsOf(pathOf(id))) await file.write(text.endsWith('\n') ? text : `${text}\n`)
      } finally {
        await file.close()
      }
    },
    remove(id) {
      opened.get(id)?.file.close()
      opened.delete(id)
      rmSync(pathOf(id), { force: true })
    },
    sync() {
      for (const { file } of opened.values()) file.sync()
    },
    close() {
      for (const { file } of opened.values()) {
        file.sync()
        file.close()
      }
      opened.clear()
    },
  }
}
