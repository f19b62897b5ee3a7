// What those who watch attempts know after one has ended, in a file: the next attempt goes on from it, and an attempt
// whose verdict was told is judged by that verdict, also by a process that comes after a kill.
import { readFileSync } from 'node:fs'
import type { SavedDriver } from '../../drive.ts'
import type { AlertRecord, VerdictRecord } from '../../record/types.generated.ts'
import { PRIVATE_MODE, replaceFileSync } from '../safe-file.ts'

/** Raised where what is saved changes its meaning. */
const VERSION = 1

/** An attempt that has ended. */
export interface EndedAttempt {
  readonly attempt: number
  /** Undefined where there was none. */
  readonly verdict?: VerdictRecord | undefined
  /** What there was to tell of its end. */
  readonly alerts: readonly AlertRecord[]
  /** What stages knew then that go on over attempts. */
  readonly stages: readonly SavedDriver[]
}

export interface KeptWatch {
  /** What stages go on from in that attempt; none where nothing is known. */
  before(attempt: number): readonly SavedDriver[]
  /** What is known of an attempt that has ended; undefined where nothing is. */
  ended(attempt: number): EndedAttempt | undefined
  /** Notes an end. Throws where the disk does not take it; it is known all the same. */
  note(ended: EndedAttempt): void
}

export function openWatch(path: string): KeptWatch {
  let kept = read(path)
  return {
    before: attempt => (kept !== undefined && kept.attempt < attempt ? kept.stages : []),
    ended: attempt => (kept?.attempt === attempt ? kept : undefined),
    note(ended) {
      kept = ended
      replaceFileSync(path, `${JSON.stringify({ version: VERSION, ...ended })}\n`, PRIVATE_MODE)
    },
  }
}

/** What is torn, or of another version, is nothing: all begins anew then. */
function read(path: string): EndedAttempt | undefined {
  try {
    const kept = JSON.parse(readFileSync(path, 'utf8')) as (Partial<EndedAttempt> & { version?: number }) | null
    const isWhole =
      kept?.version === VERSION &&
      Number.isInteger(kept.attempt) &&
      Array.isArray(kept.stages) &&
      Array.isArray(kept.alerts)
    return isWhole ? (kept as EndedAttempt) : undefined
  } catch {
    return undefined
  }
}
