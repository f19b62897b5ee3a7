// Stands before a channel, or before all of them, and keeps back by the clock what is not to be told now.
import { type Beginning, type Hold, type HoldTurn, holdBack, type WhyHeld } from '../../alert/hold.ts'
import type { AlertRecord } from '../../record/types.generated.ts'
import type { Clock } from '../clock.ts'

export interface Gate {
  take(alert: AlertRecord): void
  /** How many alerts it keeps. */
  size(): number
  /** Lets out all that it keeps. */
  release(): void
  stop(): void
}

interface GateOptions {
  readonly why: WhyHeld
  /** By episode, what became of its beginning in an earlier run. */
  readonly began: ReadonlyMap<string, Beginning> | undefined
  readonly clock: Clock
  readonly act: (turn: HoldTurn) => void
}

export function openGate({ why, began, clock, act }: GateOptions): Gate {
  const hold: Hold = holdBack(why, began)
  let cancel: (() => void) | undefined

  function carryOut(turns: readonly HoldTurn[]): void {
    for (const turn of turns) act(turn)
    cancel?.()
    const due = hold.deadline(clock.now())
    cancel = due === undefined ? undefined : clock.at(due, ring)
  }
  function ring(): void {
    cancel = undefined
    const now = clock.now()
    carryOut(hold.onDeadline(now))
  }

  return {
    take: alert => carryOut(hold.take(alert, clock.now())),
    size: hold.size,
    release: () => carryOut(hold.release(clock.now())),
    stop() {
      cancel?.()
      cancel = undefined
    },
  }
}
