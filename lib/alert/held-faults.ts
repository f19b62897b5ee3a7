// Faults that rules see in one line: they are told together, with all the rules that saw one, and where the job has a
// status of its own, by that.
import type { Millis } from '../record/time.ts'
import type { AnyRecord, MatchRecord } from '../record/types.generated.ts'

/** Longer than the stage before waits for the matches of one line. */
const HELD_MS = 40

/** As many as a status names rules. */
const MOST_FAULTS = 100

export interface SavedFaults {
  readonly faults: readonly MatchRecord[]
  readonly at: Millis
}

export interface HeldFaults {
  take(fault: MatchRecord, now: Millis): void
  /** True where a record is none of what the line with the faults says. */
  isOver(record: AnyRecord, now: Millis): boolean
  /** Returns the faults, and forgets them. */
  release(): readonly MatchRecord[]
  deadline(): Millis | undefined
  save(): SavedFaults | undefined
  restore(saved: SavedFaults | undefined): void
}

export function heldFaults(): HeldFaults {
  let faults: MatchRecord[] = []
  let at: Millis = 0
  return {
    take(fault, now) {
      if (faults.length < MOST_FAULTS) faults.push(fault)
      at = now
    },
    isOver({ kind, job, time }, now) {
      const [first] = faults
      if (first === undefined) return false
      const isOfLine = (kind === 'match' && (now === at || time === first.time)) || kind === 'status'
      return !isOfLine || job !== first.job
    },
    release() {
      const left = faults
      faults = []
      return left
    },
    deadline: () => (faults.length === 0 ? undefined : at + HELD_MS),
    save: () => (faults.length === 0 ? undefined : { faults: [...faults], at }),
    restore(saved) {
      faults = [...(saved?.faults ?? [])]
      at = saved?.at ?? 0
    },
  }
}
