// One channel with what stands before it: its hours and its escalation, and the queue behind them.
import type { HoldReason, HoldTurn, Over } from '../../alert/hold.ts'
import type { Fate } from '../../alert/outbox-lines.ts'
import { quietDigestAlert } from '../../alert/quiet-digest.ts'
import type { AlertRecord } from '../../record/types.generated.ts'
import { type Gate, openGate } from './gate.ts'
import type { Lane } from './lane.ts'
import type { SilenceFile } from './silence-file.ts'
import { type Delivering, intend, type OpenChannel, report } from './tell.ts'
import { escalated, whyNotOn } from './why-held.ts'

type Outcome = Parameters<typeof report>[2]['outcome']

/** What becomes of an alert that is never told, by the reason. */
const DROPPED: Readonly<Record<HoldReason['is'], Outcome>> = {
  silenced: 'silenced',
  inhibited: 'inhibited',
  acknowledged: 'acknowledged',
  quiet: 'digested',
  waiting: 'over',
}
/** The same of one that is not told yet. */
const KEPT: Readonly<Record<HoldReason['is'], Outcome>> = { ...DROPPED, quiet: 'held', waiting: 'held' }

export const outcomeOf = (turn: Extract<HoldTurn, { readonly is: 'keep' | 'drop' }>): Outcome =>
  turn.reason === undefined ? 'silenced' : (turn.is === 'keep' ? KEPT : DROPPED)[turn.reason.is]

/** Returns the gate of a channel; undefined for one that tells everything at once. */
export function gateOf(
  delivering: Delivering,
  { channel, lane }: Pick<OpenChannel, 'channel' | 'lane'>,
  file: SilenceFile | undefined,
): Gate | undefined {
  const why = whyNotOn(channel, file)
  if (why === undefined) return undefined
  const { outbox, hoursClock } = delivering
  const { name } = channel
  return openGate({
    why,
    began: outbox?.began(name),
    clock: hoursClock,
    act(turn) {
      switch (turn.is) {
        case 'tell':
          return lane.push(escalated(turn.alert, channel))
        case 'keep':
          return report(delivering, name, {
            ...NOT_TRIED,
            alert: turn.alert,
            outcome: outcomeOf(turn),
            error: turn.reason.words,
          })
        case 'replaced':
          return outbox?.done(name, turn.alert, { fate: 'replaced' })
        case 'drop':
          outbox?.done(name, turn.alert, { fate: fateOf(turn) })
          return report(delivering, name, {
            ...NOT_TRIED,
            alert: turn.alert,
            outcome: outcomeOf(turn),
            error: turn.reason?.words ?? UNTOLD,
          })
        case 'digest':
          return tellDigest(delivering, { name, lane }, turn)
      }
    },
  })
}

/** A reminder that is not told says nothing of the beginning. */
const fateOf = ({ alert }: Extract<HoldTurn, { readonly is: 'drop' }>): Fate =>
  alert.reminder === undefined ? 'dropped' : 'replaced'

const NOT_TRIED = { attempts: 0 } as const
/** Why a recovery is not told. */
export const UNTOLD = 'its beginning was not told'

/** The digest is on disk before what it names is not any more. */
function tellDigest(
  delivering: Delivering,
  { name, lane }: { readonly name: string; readonly lane: Lane },
  { over, unnamed }: { readonly over: readonly Over[]; readonly unnamed: number },
): void {
  const { outbox, hoursClock } = delivering
  const digest = quietDigestAlert(name, over, unnamed, hoursClock.now())
  intend(delivering, digest, [name])
  lane.push(digest)
  const named = over.flatMap(({ alert, ended }): readonly AlertRecord[] =>
    ended === undefined ? [alert] : [alert, ended],
  )
  for (const alert of named) {
    outbox?.done(name, alert)
    report(delivering, name, { ...NOT_TRIED, alert, outcome: 'digested', error: `named in ${digest.summary}` })
  }
}
