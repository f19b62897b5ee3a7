// logmon-ship at work: records in, pushes out. With a spool, a record is done with when it is written there; without,
// when the server has it.

import type { Measure } from '../../metrics/families.ts'
import { isProblems, type Problem } from '../../problem.ts'
import { formatTime } from '../../record/time.ts'
import type { AnyRecord, NoticeRecord } from '../../record/types.generated.ts'
import { cleanLine } from '../../redact/clean-text.ts'
import type { DeadLetter } from '../../ship/dead-letter.ts'
import { type Entry, type Owner, partsOf } from '../../ship/entry.ts'
import { type Intake, openIntake, type Stream } from '../../ship/intake.ts'
import type { Labels } from '../../ship/labels.ts'
import type { ShipSettings } from '../../ship/settings.ts'
import { endNotice, type Left, newTotals, openIn, refusedIn, shipMeasures, type Totals } from '../../ship/totals.ts'
import type { Effect } from '../effect.ts'
import { refuseUnsafeFile } from '../safe-file.ts'
import { type DeadLetters, openDeadLetters } from './dead-letters.ts'
import { openPusher, type Pusher } from './push.ts'
import { openSender, type Sender } from './sender.ts'
import { openSpool, type Spool } from './spool.ts'
import { realWorld, type ShipWorld, type Tell } from './world.ts'

/** A shipper as an effect, which can be given letters besides. */
export interface Shipper extends Effect {
  /** Takes a line that was refused; a promise where it is to be waited for. */
  again(letter: DeadLetter): Promise<void> | undefined
  readonly totals: Totals
}

const LOOK_MS = 100
const MAX_WHY_CHARACTERS = 500

interface State {
  readonly settings: ShipSettings
  readonly world: ShipWorld
  readonly totals: Totals
  readonly pusher: Pusher
  readonly tell: Tell
  sender: Sender
  intake: Intake
  letters: DeadLetters
  spool: Spool | undefined
  emit: ((record: AnyRecord) => void) | undefined
  /** Lines of the input that nobody has asked about yet, and those that are asked about and not done with. */
  group: Group
  openGroups: number
  done: Promise<void>
  /** True where somebody asks what is done: the input can be read again. */
  isAcknowledged: boolean
  /** Who waits until there is room. */
  waiting: { readonly promise: Promise<void>; readonly goOn: () => void } | undefined
  hasGivenUp: boolean
  /** Calls off the end that was set when we were asked to end. */
  callOff: () => void
  left: number
  /** Lines that the spool could not take in the end. */
  spoolLost: number
}

interface Group extends Owner {
  readonly promise: Promise<void>
}

/** Opens all that shipping needs, or says what is wrong. */
export async function openShipper(
  settings: ShipSettings,
  world: ShipWorld = realWorld,
): Promise<Shipper | readonly Problem[]> {
  // Beyond a limit on file sizes (ulimit -f) a write fails, as on a full disk; the signal would end us.
  if (world === realWorld) process.on('SIGXFSZ', () => {})
  const problems = unsafeFiles(settings)
  if (problems.length > 0) return problems
  const pusher = await openPusher(settings.server, world.clock, world.environment)
  if (isProblems(pusher)) return pusher
  if (pusher.warning !== undefined) world.say(pusher.warning)
  const totals = newTotals()
  const waiting: NoticeRecord[] = []
  let emit: State['emit']
  const tell: Tell = (code, message, count) => {
    const notice = noticeOf(code, cleanLine(message, MAX_WHY_CHARACTERS), count, world.clock.now())
    world.say(notice.message)
    if (emit === undefined) waiting.push(notice)
    else emit(notice)
  }
  const spool = settings.spool === undefined ? undefined : openSpool({ settings: settings.spool, world, totals, tell })
  if (isProblems(spool)) return spool as readonly Problem[]
  const state = startState({ settings, world, totals, pusher, tell }, spool as Spool | undefined)
  feed(state)
  return {
    ...effectOf(state, given => {
      emit = given
      state.emit = given
      for (const notice of waiting.splice(0)) given(notice)
    }),
    again(letter) {
      state.intake.again(letter)
      return holdOf(state)
    },
    totals,
  }
}

function noticeOf(code: string, message: string, count: number | undefined, now: number): NoticeRecord {
  const time = formatTime(now)
  return {
    kind: 'notice',
    ...(time === undefined ? {} : { time }),
    code,
    message,
    ...(count === undefined ? {} : { count }),
    stage: 'ship',
  }
}

/** Files that would be refused when they are needed are refused now. */
function unsafeFiles({ deadLetters, spool }: ShipSettings): readonly Problem[] {
  const isInSpool = spool !== undefined && deadLetters.startsWith(spool.directory)
  const reason = isInSpool ? undefined : refuseUnsafeFile(deadLetters)
  return reason === undefined ? [] : [{ place: '--dead-letters', reason: `${deadLetters} ${reason}` }]
}

type Start = Pick<State, 'settings' | 'world' | 'totals' | 'pusher' | 'tell'>

function startState(start: Start, spool: Spool | undefined): State {
  const { settings, world, totals, pusher, tell } = start
  const letters = openDeadLetters(settings.deadLetters, world, totals, tell)
  const sender = openSender({
    pusher,
    world,
    totals,
    waitMs: settings.waitMs,
    tell,
    refuse: (labels, entries, reason, why) =>
      refuse(state, entries, lettersOf(labels, entries, { refused: reason, why: cleanLine(why, MAX_WHY_CHARACTERS) })),
    changed: () => changed(state),
  })
  const intake = openIntake(settings.labels, settings.lines, {
    entry: (stream, text) => takeEntry(state, stream, text),
    refused(letter) {
      totals.taken++
      refuse(state, [], [letter])
    },
    tooManyStreams: most =>
      tell('ship_streams', `there are ${most} sets of labels: lines of others keep those labels as metadata`, most),
  })
  const state: State = {
    ...start,
    sender,
    intake,
    letters,
    spool,
    emit: undefined,
    group: newGroup(() => {}),
    openGroups: 0,
    done: Promise.resolve(),
    isAcknowledged: false,
    waiting: undefined,
    hasGivenUp: false,
    callOff() {},
    left: 0,
    spoolLost: 0,
  }
  return state
}

function effectOf(state: State, hear: (emit: (record: AnyRecord) => void) => void): Effect {
  let isHeard = false
  return {
    take(record, _made, emit) {
      if (!isHeard) {
        isHeard = true
        hear(emit)
      }
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
      state.left > 0 || refusedIn(state.totals) > 0 || state.totals.dropped > 0 || state.totals.refusedLost > 0,
  }
}

function newGroup(settled: () => void): Group {
  let resolve = (): void => {}
  const promise = new Promise<void>(done => {
    resolve = done
  })
  // One more than its lines, for as long as lines may join it.
  return {
    left: 1,
    promise,
    settled() {
      settled()
      resolve()
    },
  }
}

/** Takes a line that the intake made: into the spool, or on its way. */
function takeEntry(state: State, stream: Stream, text: string): void {
  const { spool, group, sender, totals } = state
  totals.taken++
  if (spool !== undefined) {
    spool.add(stream, text)
    return
  }
  group.left++
  const entry = { text, bytes: Buffer.byteLength(text), owner: group }
  if (!state.hasGivenUp) sender.add(stream.text, entry)
  else leave(state, new Map([[stream.text, [entry]]]))
}

/** Puts refused lines into their file; when they are there, they are done with. */
function refuse(state: State, entries: readonly Entry[], letters: readonly DeadLetter[]): void {
  const { totals, tell, settings, group } = state
  const reason = (letters[0] as DeadLetter).refused
  const before = totals.refused[reason] ?? 0
  totals.refused[reason] = before + letters.length
  if (before === 0)
    tell(
      'ship_refused',
      `lines are refused (${reason}) and go to ${settings.deadLetters}: ${letters[0]?.why}`,
      letters.length,
    )
  const isOwn = entries.length === 0 && state.spool === undefined
  if (isOwn) group.left++
  state.letters.add(letters, () => {
    if (isOwn && --group.left === 0) group.settled()
    if (entries.length > 0) state.sender.settle(entries)
  })
}

function lettersOf(
  labels: string,
  entries: readonly Entry[],
  { refused, why }: Pick<DeadLetter, 'refused' | 'why'>,
): readonly DeadLetter[] {
  const parsed = JSON.parse(labels) as Labels
  return entries.map(entry => ({ refused, why, labels: parsed, ...partsOf(entry) }))
}

/** Gives the sender what stands in the spool, as far as it takes more. */
function feed({ spool, sender, hasGivenUp }: State): void {
  if (spool === undefined) return
  while (!hasGivenUp && !sender.isFull()) {
    const block = spool.read()
    if (block === undefined) return
    for (const { labels, entry } of block) sender.add(labels, entry)
  }
}

/** Lines were settled: there may be room again. */
function changed(state: State): void {
  feed(state)
  if (state.waiting === undefined || state.sender.isFull()) return
  state.waiting.goOn()
  state.waiting = undefined
}

/** Returns a promise, once, where the sender is full: it resolves when there is room. */
function holdOf(state: State): Promise<void> | undefined {
  if (state.hasGivenUp || state.waiting !== undefined || !state.sender.isFull()) return undefined
  let goOn = (): void => {}
  const promise = new Promise<void>(resolve => {
    goOn = resolve
  })
  state.waiting = { promise, goOn }
  return promise
}

/** Resolves when all lines that were taken until now are done with. */
function doneOf(state: State): Promise<void> {
  state.isAcknowledged = true
  const { spool } = state
  if (spool !== undefined) return spool.write() ?? Promise.resolve()
  if (state.group.left === 1) return state.openGroups === 0 ? Promise.resolve() : state.done
  const { group, done } = state
  state.openGroups++
  state.group = newGroup(() => {})
  state.done = Promise.all([done, group.promise]).then(() => {
    state.openGroups--
  })
  // Nothing more joins it.
  if (--group.left === 0) group.settled()
  return state.done
}

/** Nothing more is sent: what was not, is left where it can be found again. */
function giveUp(state: State): void {
  if (state.hasGivenUp) return
  state.hasGivenUp = true
  const left = state.sender.stop()
  if (state.spool === undefined) leave(state, left)
  state.spool?.end()
  state.waiting?.goOn()
  state.waiting = undefined
}

/** Where the input cannot be read again, the file of refused lines takes what could not be sent. */
function leave(state: State, left: ReadonlyMap<string, readonly Entry[]>): void {
  for (const [labels, entries] of left) {
    state.left += entries.length
    if (state.isAcknowledged) continue
    const why = 'the server did not take it before the end'
    state.letters.add(lettersOf(labels, entries, { refused: 'not_sent', why }), () => {})
  }
}

async function finish(state: State): Promise<void> {
  const { sender, letters, spool, world, settings, totals, pusher } = state
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
  giveUp(state)
  state.callOff()
  letters.close()
  state.spoolLost = spool?.close() ?? 0
  pusher.close()
  if (spool !== undefined) state.left = openIn(totals)
  const where: Left = spool !== undefined ? 'spool' : state.isAcknowledged ? 'files' : 'letters'
  const notice = endNotice(totals, state.left, where, world.clock.now())
  if (state.emit === undefined) {
    if (totals.found > 0 || totals.taken > 0) world.say(notice.message)
  } else {
    state.emit(notice)
    if (state.left > 0) world.say(notice.message)
  }
}

const isAllRead = ({ spool, totals }: State): boolean => spool === undefined || openIn(totals) === 0

const pause = ({ world: { clock } }: State): Promise<void> =>
  new Promise(resolve => {
    clock.at(clock.now() + LOOK_MS, resolve)
  })

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
