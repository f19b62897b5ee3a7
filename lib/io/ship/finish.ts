// The end of a shipper: what is on its way gets the time to arrive, and what became of all lines is told.
import { endNotice, type Left, openIn } from '../../ship/totals.ts'
import { feed, giveUp, type State } from './shipper-state.ts'
import { verify } from './verify.ts'

const LOOK_MS = 100

/** Resolves when nothing more is done: all lines are done with, or are left where they can be found again. */
export async function finish(state: State): Promise<void> {
  const { sender, letters, spool, world, settings, receiver } = state
  const began = world.clock.now()
  void spool?.write()
  feed(state)
  sender.flush()
  while (!state.hasGivenUp && !(sender.isIdle() && letters.isIdle() && isAllRead(state))) {
    await pause(state)
    feed(state)
    const away = sender.awaySince()
    if (away !== undefined && world.clock.now() - Math.max(away, began) >= settings.drainMs) giveUp(state)
  }
  await verifySent(state)
  giveUp(state)
  state.callOff()
  letters.close()
  state.spoolLost = spool?.close() ?? 0
  receiver.close()
  tellEnd(state)
}

async function verifySent(state: State): Promise<void> {
  const { tally, receiver, voice, world, settings, abort } = state
  if (tally === undefined || receiver.ask === undefined) return
  const { ask } = receiver
  state.isVerified = await verify({
    ...{ ask, tally, voice, world },
    patienceMs: settings.drainMs,
    signal: abort.signal,
  })
}

function tellEnd(state: State): void {
  const { totals, spool, voice, world, settings } = state
  if (spool !== undefined) state.left = openIn(totals)
  const where: Left = spool !== undefined ? 'spool' : state.isAcknowledged ? 'files' : 'letters'
  const notice = endNotice(totals, { left: state.left, where, isDry: settings.dryRun }, world.clock.now())
  if (!voice.isHeard()) {
    if (totals.found > 0 || totals.taken > 0) world.say(notice.message)
    return
  }
  voice.emit(notice)
  if (state.left > 0) world.say(notice.message)
}

const isAllRead = ({ spool, totals }: State): boolean => spool === undefined || openIn(totals) === 0

const pause = ({ world: { clock } }: State): Promise<void> =>
  new Promise(resolve => {
    clock.at(clock.now() + LOOK_MS, resolve)
  })
