// logmon-ship at work: records in, pushes out. With a spool, a record is done with when it is written there; without,
// when the server has it.
import type { Measure } from '../../metrics/families.ts'
import { isProblems, type Problem } from '../../problem.ts'
import type { AnyRecord } from '../../record/types.generated.ts'
import { cleanLine } from '../../redact/clean-text.ts'
import type { DeadLetter } from '../../ship/dead-letter.ts'
import { openIntake } from '../../ship/intake.ts'
import type { ShipSettings } from '../../ship/settings.ts'
import { openTally } from '../../ship/tally.ts'
import { newTotals, openIn, refusedIn, shipMeasures, type Totals } from '../../ship/totals.ts'
import type { Effect } from '../effect.ts'
import { refuseUnsafeFile } from '../safe-file.ts'
import { openDeadLetters } from './dead-letters.ts'
import { dryLetters, dryReceiver } from './dry-run.ts'
import { openFile } from './file.ts'
import { finish } from './finish.ts'
import { openLoki } from './loki.ts'
import { openOtlp } from './otlp.ts'
import type { Receiver } from './receiver.ts'
import { openSender } from './sender.ts'
import {
  changed,
  doneOf,
  feed,
  giveUp,
  holdOf,
  lettersOf,
  newGroup,
  refuse,
  type State,
  takeEntry,
} from './shipper-state.ts'
import { openSpool, type Spool } from './spool.ts'
import { MAX_WHY_CHARACTERS, openVoice, type Voice } from './voice.ts'
import { realWorld, type ShipWorld } from './world.ts'

/** A shipper as an effect, which can be given letters besides. */
export interface Shipper extends Effect {
  /** Takes a line that was refused; a promise where it is to be waited for. */
  again(letter: DeadLetter): Promise<void> | undefined
  /** Where it says what it has to say before `take` has been given somebody who hears it. */
  hear(emit: (record: AnyRecord) => void): void
  readonly totals: Totals
}

/** Opens all that shipping needs, or says what is wrong. */
export async function openShipper(
  settings: ShipSettings,
  world: ShipWorld = realWorld,
): Promise<Shipper | readonly Problem[]> {
  const problems = settings.dryRun ? [] : unsafeFiles(settings)
  if (problems.length > 0) return problems
  const voice = openVoice(world)
  const receiver = await receiverOf(settings, world, voice)
  if (isProblems(receiver)) return receiver
  const { warning } = receiver as Receiver
  if (warning !== undefined) world.say(warning)
  const totals = newTotals()
  const { tell } = voice
  const spool = settings.spool === undefined ? undefined : openSpool({ settings: settings.spool, world, totals, tell })
  if (isProblems(spool)) return spool as readonly Problem[]
  const state = startState(
    { settings, world, totals, receiver: receiver as Receiver, voice },
    spool as Spool | undefined,
  )
  feed(state)
  return {
    ...effectOf(state),
    again(letter) {
      state.intake.again(letter)
      return holdOf(state)
    },
    hear: voice.hear,
    totals,
  }
}

async function receiverOf(
  { destination, dryRun }: ShipSettings,
  world: ShipWorld,
  { emit }: Voice,
): Promise<Receiver | readonly Problem[]> {
  if (dryRun) return dryReceiver(destination.to, world, emit)
  if (destination.to === 'file') return openFile(destination.path)
  return destination.to === 'otlp' ? openOtlp(destination.server, world) : openLoki(destination.server, world)
}

/** Files that would be refused when they are needed are refused now. */
function unsafeFiles({ destination, deadLetters, spool }: ShipSettings): readonly Problem[] {
  const isInSpool = spool !== undefined && deadLetters.startsWith(spool.directory)
  const files = [
    ...(destination.to === 'file' ? [['--file', destination.path] as const] : []),
    ...(isInSpool ? [] : [['--dead-letters', deadLetters] as const]),
  ]
  return files.flatMap(([place, path]) => {
    const reason = refuseUnsafeFile(path)
    return reason === undefined ? [] : [{ place, reason: `${path} ${reason}` }]
  })
}

type Start = Pick<State, 'settings' | 'world' | 'totals' | 'receiver' | 'voice'>

function startState(start: Start, spool: Spool | undefined): State {
  const { settings, world, totals, receiver, voice } = start
  const { tell } = voice
  const tally = settings.verify ? openTally() : undefined
  const sender = openSender({
    receiver,
    world,
    totals,
    waitMs: settings.waitMs,
    tell,
    refuse(labels, entries, { reason, why, count }) {
      const letters = lettersOf(labels, entries, { refused: reason, why: cleanLine(why, MAX_WHY_CHARACTERS) })
      refuse(state, entries, letters, count)
    },
    stored: (labels, entries) => tally?.add(labels, entries),
    changed: () => changed(state),
  })
  const intake = openIntake(settings.labels, settings.lines, {
    entry: (stream, text) => takeEntry(state, stream, text),
    refused(letter) {
      totals.taken++
      refuse(state, [], [letter], 1)
    },
    tooManyStreams: most =>
      tell('ship_streams', `there are ${most} sets of labels: lines of others keep those labels as metadata`, most),
  })
  const state: State = {
    ...start,
    sender,
    intake,
    letters: settings.dryRun
      ? dryLetters(world, voice.emit)
      : openDeadLetters(settings.deadLetters, world, totals, tell),
    spool,
    group: newGroup(),
    openGroups: 0,
    done: Promise.resolve(),
    isAcknowledged: false,
    waiting: undefined,
    hasGivenUp: false,
    abort: new AbortController(),
    tally,
    isVerified: true,
    callOff() {},
    left: 0,
    spoolLost: 0,
  }
  return state
}

function effectOf(state: State): Effect {
  return {
    take(record, _made, emit) {
      if (!state.voice.isHeard()) state.voice.hear(emit)
      state.intake.take(record, state.world.clock.now())
      return state.spool === undefined ? holdOf(state) : undefined
    },
    flush() {
      if (state.spool === undefined) return undefined
      const full = state.spool.write()
      feed(state)
      return full
    },
    done: () => doneOf(state),
    ending() {
      const { clock } = state.world
      state.callOff()
      state.callOff = clock.at(clock.now() + state.settings.drainMs, () => giveUp(state))
    },
    finish: () => finish(state),
    stop: () => giveUp(state),
    measures: () => measuresOf(state),
    leavesUndone: () => (state.spool === undefined ? state.left : state.spoolLost) > 0 || state.totals.refusedLost > 0,
    failed: () =>
      !state.isVerified ||
      state.left > 0 ||
      refusedIn(state.totals) > 0 ||
      state.totals.dropped > 0 ||
      state.totals.refusedLost > 0,
  }
}

function measuresOf({ totals, intake, sender, spool, world }: State): readonly Measure[] {
  const now = world.clock.now()
  Object.assign(totals, intake.counts())
  return shipMeasures(
    totals,
    {
      open: openIn(totals),
      spoolBytes: spool?.bytes() ?? 0,
      lastSuccessMs: sender.lastSuccess(),
      oldestSinceMs: sender.oldestSince(),
    },
    now,
  )
}
