// The file of silences: looked at whenever an alert is about to be told, so that a new line counts at once.
import { closeSync, fsyncSync, readFileSync, statSync, writeSync } from 'node:fs'
import {
  type Acknowledgement,
  acknowledgementOf,
  type ReadSilences,
  readSilences,
  type Silence,
  silenceOf,
} from '../../alert/silence.ts'
import type { AlertRecord } from '../../record/types.generated.ts'
import type { Clock } from '../clock.ts'
import { openAppended } from '../safe-file.ts'

export interface SilenceFile {
  /** The silence of an alert now; undefined for none. */
  of(alert: AlertRecord): Silence | undefined
  /** Who sees to an alert; undefined for nobody. */
  acknowledged(alert: AlertRecord): Acknowledgement | undefined
}

const NOTHING: ReadSilences = { silences: [], acknowledged: [], badLines: 0 }

/** More is no file of silences. */
const MAX_BYTES = 4 * 1024 * 1024
const MODE = 0o664

/** `say` takes a line for the user, once for each thing that is wrong. */
export function watchSilenceFile(path: string, clock: Clock, say: (line: string) => void): SilenceFile {
  let seen = ''
  let read = NOTHING
  let said = ''
  const complain = (what: string): void => {
    if (what !== said && what !== '') say(what)
    said = what
  }

  function look(): void {
    try {
      const { mtimeMs, size, ino } = statSync(path)
      const now = `${mtimeMs} ${size} ${ino}`
      if (now === seen) return
      seen = now
      read = loadSilences(path)
      complain(read.badLines === 0 ? '' : `${path}: ${read.badLines} lines are no silence, and silence nothing`)
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException
      seen = ''
      read = NOTHING
      // Nobody has silenced anything yet.
      if (code !== 'ENOENT') complain(`${path} cannot be read, nothing is silenced: ${code ?? message}`)
    }
  }

  return {
    of(alert) {
      look()
      return read.silences.length === 0 ? undefined : silenceOf(read.silences, alert, clock.now())
    },
    acknowledged(alert) {
      look()
      return read.acknowledged.length === 0 ? undefined : acknowledgementOf(read.acknowledged, alert)
    },
  }
}

/** Returns the silences of a file; none where it is missing. Throws with file and reason. */
export function loadSilences(path: string): ReadSilences {
  const { size } = statSync(path)
  if (size > MAX_BYTES) throw new Error(`${path} is larger than ${MAX_BYTES} bytes: it is no file of silences`)
  return readSilences(readFileSync(path, 'utf8'))
}

/**
 * Adds one line, on disk when this returns: running programs see it whole or not at all. Throws with file and reason.
 */
export function appendSilenceLine(path: string, value: object): void {
  const descriptor = openAppended(path, MODE)
  try {
    // A line that was torn by a full disk must not swallow this one.
    writeSync(descriptor, `\n${JSON.stringify(value)}\n`)
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
