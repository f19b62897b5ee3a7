// The records of a running job -> how it is now.
import { formatTime, type Millis } from '../record/time.ts'
import type { AlertRecord, AnyRecord } from '../record/types.generated.ts'

export interface Live {
  /** State of the job: WAITING, HEALTHY, SLOW, HANGING, FAULTED, ENDED; undefined before any is known. */
  readonly state?: string
  readonly stateSince?: string
  readonly reason?: string
  readonly step?: number
  readonly totalSteps?: number
  readonly loss?: number
  /** The newest step times, the oldest first. */
  readonly stepTimesMs: readonly number[]
  /** Action and category of the newest verdict that came as a record. */
  readonly action?: string
  readonly category?: string
  /** What of it is told as lasting: keys of alerts and their one line, the newest last. */
  readonly firing: ReadonlyMap<string, string>
  readonly heardMs: Millis
}

const STEPS = 30
const MOST_FIRING = 50

/** Returns how the job is once a record has come. */
export function withRecord(live: Live | undefined, record: AnyRecord, at: Millis): Live {
  const before: Live = { ...(live ?? { stepTimesMs: [], firing: new Map() }), heardMs: at }
  switch (record.kind) {
    case 'status':
      if (record.scope !== 'job') return before
      return {
        ...before,
        state: record.to,
        // `since` of the record is when the state before it began.
        stateSince: record.time ?? formatTime(at) ?? '',
        reason: record.reason ?? '',
      }
    case 'verdict':
      return { ...before, action: record.action, category: record.category ?? 'unknown' }
    case 'alert':
      return { ...before, firing: withAlert(before.firing, record) }
    case 'log': {
      const { step, total_steps, metrics } = record
      const time = metrics?.['step_time_ms']
      const loss = metrics?.['loss']
      return {
        ...before,
        ...(step === undefined ? {} : { step }),
        ...(total_steps === undefined ? {} : { totalSteps: total_steps }),
        ...(typeof loss === 'number' ? { loss } : {}),
        ...(typeof time === 'number' ? { stepTimesMs: [...before.stepTimesMs, time].slice(-STEPS) } : {}),
      }
    }
    default:
      return before
  }
}

function withAlert(firing: Live['firing'], { key, state, summary, once }: AlertRecord): Live['firing'] {
  const after = new Map(firing)
  after.delete(key)
  // What is told once is never over.
  if (state === 'firing' && once !== true) after.set(key, summary)
  if (after.size > MOST_FIRING) after.delete(after.keys().next().value as string)
  return after
}
