// The file of refused lines. A line is done with only when it stands there: a full disk makes it wait.

import { closeSync, fstatSync, fsyncSync, writeSync } from 'node:fs'
import { BOUNDS } from '../../bounds.ts'
import { type DeadLetter, letterText } from '../../ship/dead-letter.ts'
import type { Totals } from '../../ship/totals.ts'
import { reasonOf } from '../error-words.ts'
import { openAppended, PRIVATE_MODE } from '../safe-file.ts'
import type { ShipWorld, Tell } from './world.ts'

export interface DeadLetters {
  /** Keeps letters; `kept` is called when they stand in the file, or when there is no room for more of them. */
  add(letters: readonly DeadLetter[], kept: () => void): void
  isIdle(): boolean
  /** Letters that a full disk has not taken by now are counted, not kept. */
  close(): void
}

const RETRY_MS = 1000
const MOST_BYTES = BOUNDS['ship.refused'].most

export function openDeadLetters(
  path: string,
  { clock }: Pick<ShipWorld, 'clock'>,
  totals: Totals,
  tell: Tell,
): DeadLetters {
  const waiting: { readonly letters: readonly DeadLetter[]; readonly kept: () => void }[] = []
  let descriptor: number | undefined
  let size = 0
  let isTold = false
  let disarm = (): void => {}

  function write(letters: readonly DeadLetter[]): void {
    if (descriptor === undefined) {
      descriptor = openAppended(path, PRIVATE_MODE)
      size = fstatSync(descriptor).size
      // A line that a kill tore is ended first.
      if (size > 0) append('\n')
    }
    const { text, lost } = fitting(letters, MOST_BYTES - size)
    if (text !== '') append(text)
    totals.refusedLost += lost
  }

  function append(text: string): void {
    size += appendTo(descriptor as number, text)
  }

  function writeAll(): void {
    disarm()
    while (waiting.length > 0) {
      const [first] = waiting as [(typeof waiting)[number]]
      try {
        write(first.letters)
      } catch (error) {
        if (!isTold) tell('ship_refused_waits', `${path} cannot be written: ${reasonOf(error)}; trying again`)
        isTold = true
        disarm = clock.at(clock.now() + RETRY_MS, writeAll)
        return
      }
      waiting.shift()
      first.kept()
    }
  }

  return {
    add(letters, kept) {
      waiting.push({ letters, kept })
      if (waiting.length === 1) writeAll()
    },
    isIdle: () => waiting.length === 0,
    close() {
      disarm()
      for (const { letters } of waiting) totals.refusedLost += letters.length
      if (descriptor !== undefined) closeSync(descriptor)
      descriptor = undefined
    },
  }
}

/** Returns the text of the letters that fit into so many characters, and how many do not. */
function fitting(letters: readonly DeadLetter[], room: number): { readonly text: string; readonly lost: number } {
  let text = ''
  let lost = 0
  for (const letter of letters) {
    const line = letterText(letter)
    if (text.length + line.length > room) lost++
    else text += line
  }
  return { text, lost }
}

/** Writes a text to a file and to its disk; returns how many bytes it has. */
function appendTo(descriptor: number, text: string): number {
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at)
  fsyncSync(descriptor)
  return bytes.length
}
