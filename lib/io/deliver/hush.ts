// Keeps back what is silenced, and tells it when the silence ends while it still lasts.
import type { Silence } from '../../alert/silence.ts'
import { BOUNDS } from '../../bounds.ts'
import { incidentId } from '../../record/alert-identity.ts'
import { recencyMap } from '../../record/recency-map.ts'
import type { Millis } from '../../record/time.ts'
import type { AlertRecord } from '../../record/types.generated.ts'
import type { Clock } from '../clock.ts'
import type { SilenceFile } from './silence-file.ts'

export interface Hush {
  take(alert: AlertRecord): void
  stop(): void
}

interface HushOptions {
  readonly file: SilenceFile
  readonly clock: Clock
  /** Takes what is to be told. */
  readonly tell: (alert: AlertRecord) => void
  /** Takes what is not told now; a recovery is not where its beginning was not. */
  readonly silenced: (alert: AlertRecord, silence: Silence | undefined) => void
}

/** How often it is looked whether a silence has ended, while something is kept back. */
const LOOK_EVERY_MS: Millis = 1000
const MOST = BOUNDS['alert.threads'].most

export function hush({ file, clock, tell, silenced }: HushOptions): Hush {
  /** The last notice of each episode that is kept back. */
  const kept = recencyMap<string, AlertRecord>()
  const told = recencyMap<string, true>()
  let cancel: (() => void) | undefined

  function pass(alert: AlertRecord): void {
    const incident = incidentId(alert)
    kept.delete(incident)
    if (alert.state === 'resolved') told.delete(incident)
    else told.set(incident, true)
    if (told.size() > MOST) told.takeOldest()
    tell(alert)
  }
  function look(): void {
    cancel = undefined
    for (const alert of kept.values()) if (file.of(alert) === undefined) pass(alert)
    arm()
  }
  function arm(): void {
    if (kept.size() > 0) cancel ??= clock.at(clock.now() + LOOK_EVERY_MS, look)
  }

  return {
    take(alert) {
      const silence = file.of(alert)
      const incident = incidentId(alert)
      if (alert.state !== 'resolved') {
        if (silence === undefined) return pass(alert)
        kept.set(incident, alert)
        if (kept.size() > MOST) kept.takeOldest()
        silenced(alert, silence)
        return arm()
      }
      // Who was told that it began is told that it is over, and a pager is closed; who was not is told nothing.
      const isUntold = silence !== undefined || kept.get(incident) !== undefined
      if (told.get(incident) === true || !isUntold) return pass(alert)
      kept.delete(incident)
      silenced(alert, silence)
    },
    stop() {
      cancel?.()
      cancel = undefined
    },
  }
}
