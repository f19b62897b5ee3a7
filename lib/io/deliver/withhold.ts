// A replay tells nobody: what an old log would have sent is counted, and said once at the end.
import type { AlertSettings } from '../../alert/settings.ts'
import { isAtLeast } from '../../record/severity.ts'
import type { Effect } from '../effect.ts'
import { realWorld } from './deliver.ts'

/** Takes alerts in place of the channels; reads no secret and sends nothing. `say` takes a line for the user. */
export function withholdAlerts({ channels }: AlertSettings, say: (line: string) => void = realWorld.say): Effect {
  const outside = channels.filter(({ via }) => via !== 'stdout')
  let withheld = 0
  return {
    take(record, made) {
      if (record.kind !== 'alert' || !made) return
      if (outside.some(({ minSeverity }) => isAtLeast(record.severity ?? 'warning', minSeverity))) withheld++
    },
    async finish() {
      if (withheld === 0) return
      const alerts = withheld === 1 ? '1 alert was' : `${withheld} alerts were`
      say(`${alerts} not sent: a replay sends nothing (--send sends, --dry-run shows what would be sent)`)
    },
    failed: () => false,
  }
}
