// A status of the job or of a rank names all rules of its state: it waits until all that one instant says was taken.
import { rankKey } from '../record/origin.ts'
import type { Millis } from '../record/time.ts'
import type { AnyRecord, NoticeRecord, StatusRecord } from '../record/types.generated.ts'
import type { Board } from './board.ts'
import { MAX_RULES, rulesIn } from './group.ts'

type Out = StatusRecord | NoticeRecord

/** How long it waits where no further record comes: the matches of one entry come in one piece. */
const HELD_MS = 20

/** One line is of few ranks; where matches come without their lines, they are not kept back for long. */
const MOST_WAITING = 256

export interface SavedInstant {
  readonly at: Millis
  readonly time?: string | undefined
  readonly waiting: readonly StatusRecord[]
}

/** The statuses of job and ranks that one instant has brought about so far. */
export interface Instant {
  /** Returns what leaves at once of what a record or a deadline brought about; the others wait. */
  take(out: readonly Out[], now: Millis, cause?: AnyRecord): readonly Out[]
  /** True where a record is none of what the instant says: matches follow the entry that they are of. */
  isOver(record: AnyRecord, now: Millis): boolean
  release(): readonly StatusRecord[]
  deadline(): Millis | undefined
  save(): SavedInstant | undefined
  restore(saved: SavedInstant | undefined): void
}

export function newInstant(board: Board): Instant {
  /** By the rank, '' for the job. */
  const waiting = new Map<string, StatusRecord>()
  let at: Millis = 0
  let time: string | undefined

  /** What one line does to a state in several turns is one change; whose state goes back has not changed. */
  function hold(status: StatusRecord): void {
    const key = keyOf(status)
    const earlier = waiting.get(key)
    waiting.delete(key)
    if (earlier === undefined) waiting.set(key, status)
    else if (earlier.from !== status.to) waiting.set(key, { ...status, ...sinceOf(earlier) })
  }
  /** A further rule may have come into a state that waits. */
  function complete(key: string): void {
    const status = waiting.get(key)
    const group = key === '' ? board.job : board.ranks.get(key)
    if (status === undefined || group?.state !== status.to) return
    const rules = rulesIn(group, status.to, MAX_RULES)
    if (rules.length > (status.rules ?? []).length) waiting.set(key, { ...status, rules: [...rules] })
  }
  function release(): readonly StatusRecord[] {
    const left = [...waiting.values()]
    waiting.clear()
    return left
  }
  return {
    take(out, now, cause) {
      if (waiting.size === 0 && !out.some(waits)) return out
      const left: Out[] = []
      for (const record of out) {
        if (waits(record)) hold(record)
        else {
          if (isOfJob(record)) left.push(...release())
          left.push(record)
        }
        if (record.kind === 'status') complete(rankKey(record))
      }
      complete('')
      at = now
      time = cause?.time
      if (waiting.size > MOST_WAITING) left.push(...release())
      return left
    },
    isOver: (record, now) =>
      waiting.size > 0 && (record.kind !== 'match' || (now > at && (time === undefined || record.time !== time))),
    release,
    deadline: () => (waiting.size === 0 ? undefined : at + HELD_MS),
    save: () => (waiting.size === 0 ? undefined : { at, time, waiting: [...waiting.values()] }),
    restore(saved) {
      for (const status of saved?.waiting ?? []) waiting.set(keyOf(status), status)
      at = saved?.at ?? 0
      time = saved?.time
    },
  }
}

/**
 * True for a status that may have further rules to name. One of a rank that has no name leaves at once, and so does the
 * word that the job has ended or begins anew, which is so by no rule.
 */
const waits = (record: Out): record is StatusRecord =>
  record.kind === 'status' &&
  record.scope !== 'rule' &&
  record.rules !== undefined &&
  (record.scope === 'job' || rankKey(record) !== '')

const isOfJob = (record: Out): boolean => record.kind === 'status' && record.scope === 'job'

const keyOf = (status: StatusRecord): string => (status.scope === 'job' ? '' : rankKey(status))

const sinceOf = ({ from, since }: StatusRecord): Partial<StatusRecord> => ({
  ...(from === undefined ? {} : { from }),
  ...(since === undefined ? {} : { since }),
})
