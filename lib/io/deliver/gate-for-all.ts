// Stands before all channels, and lets through what is neither silenced nor muted. What it keeps is on disk, where
// there is an outbox: it is told, or said to be over, also by a run that begins after a kill.
import type { HoldTurn } from '../../alert/hold.ts'
import { incidentId } from '../../record/alert-identity.ts'
import type { AlertRecord } from '../../record/types.generated.ts'
import { reasonOf } from '../error-words.ts'
import { outcomeOf, UNTOLD } from './channel-gate.ts'
import { openGate } from './gate.ts'
import type { SilenceFile } from './silence-file.ts'
import { type Delivering, nameOf, report, takersOf, tell } from './tell.ts'
import { whyNobody } from './why-held.ts'

export interface GateForAll {
  take(alert: AlertRecord): void
  /** The end has come: says what it still keeps. */
  leave(): void
  stop(): void
}

export function gateForAll(delivering: Delivering, file: SilenceFile | undefined): GateForAll {
  const { settings, world, outbox } = delivering
  const held = outbox?.held ?? []
  const firing = outbox?.firing ?? []
  // What is muted mutes nothing; what is only silenced does.
  const muting = held.flatMap(({ alert, why }) => (why === 'silenced' && alert.state === 'firing' ? [alert] : []))
  const muted = new Set(held.flatMap(({ alert, why }) => (why === 'inhibited' ? [incidentId(alert)] : [])))
  const { why, note } = whyNobody(settings, file, [...firing.filter(alert => !muted.has(incidentId(alert))), ...muting])
  const gate = openGate({
    why,
    began: new Map(firing.map(alert => [incidentId(alert), 'told'])),
    clock: world.clock,
    act: turn => act(delivering, turn),
  })
  for (const { alert } of held) gate.take(alert)
  return {
    take(alert) {
      note(alert)
      // What was told before a silence began is told: it waits for nothing.
      if (outbox?.knows(alert) === true) tell(delivering, alert)
      else gate.take(alert)
    },
    leave() {
      const size = gate.size()
      const alerts = size === 1 ? '1 alert is' : `${size} alerts are`
      const then =
        outbox === undefined ? 'nobody is told any more' : 'looked at again at the next start with this --state'
      if (size > 0) world.say(`${alerts} still silenced or muted: ${then}`)
      gate.stop()
    },
    stop: gate.stop,
  }
}

function act(delivering: Delivering, turn: HoldTurn): void {
  const { lanes, outbox, world } = delivering
  if (turn.is === 'tell') tell(delivering, turn.alert)
  if (turn.is !== 'keep' && turn.is !== 'drop') return
  const { alert, reason } = turn
  try {
    if (turn.is === 'drop') outbox?.drop(alert)
    else
      outbox?.hold({ alert, why: turn.reason.is === 'inhibited' ? 'inhibited' : 'silenced', words: turn.reason.words })
  } catch (error) {
    world.say(`${nameOf(alert)} is not told now, and not kept: ${reasonOf(error)}`)
  }
  const result = { alert, outcome: outcomeOf(turn), attempts: 0, error: reason?.words ?? UNTOLD }
  for (const { channel } of takersOf(lanes, alert)) report(delivering, channel.name, result)
}
