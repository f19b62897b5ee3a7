// What a channel has sent of each episode, for messages that follow it.
import { withoutMembers, withoutTexts } from '../../alert/short-alert.ts'
import { BOUNDS } from '../../bounds.ts'
import type { Given } from '../../channel/channel.ts'
import { incidentId } from '../../record/alert-identity.ts'
import { recencyMap } from '../../record/recency-map.ts'
import type { AlertRecord } from '../../record/types.generated.ts'

type Before = Pick<Given, 'thread' | 'previous'>

export interface SentBefore {
  of(alert: AlertRecord): Before
  /** Goes on with the thread of an earlier run. */
  resume(incident: string, thread: string): void
  /** Notes that a notice was sent; `thread`: what the receiver calls it. */
  note(alert: AlertRecord, thread: string | undefined): void
  /** The last notice of each episode that is still firing, the one told longest ago first. */
  firing(): readonly AlertRecord[]
}

const MOST = BOUNDS['alert.threads'].most

/** `keeps`: the channel tells again what is firing. */
export function sentBefore(keeps: boolean): SentBefore {
  const byIncident = recencyMap<string, Before>()
  return {
    of: alert => byIncident.get(incidentId(alert)) ?? {},
    resume: (incident, thread) => byIncident.set(incident, { thread }),
    note(alert, thread) {
      const incident = incidentId(alert)
      const first = byIncident.get(incident)?.thread ?? thread
      const isOver = alert.state === 'resolved' || alert.once === true
      // A recovery is the last word: nothing answers it.
      if (isOver) byIncident.delete(incident)
      else
        byIncident.set(incident, {
          ...(first === undefined ? {} : { thread: first }),
          ...(keeps ? { previous: withoutTexts(withoutMembers(alert)) } : {}),
        })
      if (byIncident.size() > MOST) byIncident.takeOldest()
    },
    firing: () => byIncident.values().flatMap(({ previous }) => previous ?? []),
  }
}
