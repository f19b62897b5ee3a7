// Follows files on one other host over one connection, which is made again whenever it breaks.
import type { Millis } from '../../record/time.ts'
import { backOff } from '../../sources/back-off.ts'
import type { Position } from '../../sources/position.ts'
import { hostName } from '../../sources/ssh-target.ts'
import { waker } from '../follow/waker.ts'
import type { Batch } from '../source.ts'
import type { StatePart } from '../state-store.ts'
import { version } from '../version.ts'
import { type Conversation, converse } from './conversation.ts'
import { hostOutput } from './host-output.ts'
import type { HostReader, HostSettings } from './host-reader.ts'
import { posixReader } from './posix-reader.ts'
import { posixState } from './posix-state.ts'
import { isServed, servedReader } from './served-reader.ts'

const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 60_000
/** How often it is looked whether nothing was read for long. */
const IDLE_LOOK_MS = 100

/** Positions in `settings.saved` and in the state have paths that name the host too. */
export async function* followHost(
  settings: HostSettings,
  state: StatePart,
  stop: AbortSignal,
  now: () => Millis,
): AsyncGenerator<Batch> {
  const { host, once, intervalMs, untilIdleMs } = settings
  const name = hostName(host)
  const out = hostOutput(host, settings.raw, settings.tell, now)
  const sleeper = waker()
  stop.addEventListener('abort', sleeper.wake, { once: true })
  let reader: HostReader | undefined
  let isServedNow = false
  let conversation: Conversation | undefined
  let failures = 0
  let isLossReported = false
  let answered = false
  let busy = false
  let idle = false
  let lastRead = now()

  settings.lag.unread(() => reader?.unread() ?? 0)
  const named = (positions: readonly Position[]): readonly Position[] =>
    positions.map(position => ({ ...position, path: name + position.path }))
  const saved = settings.saved.map(position => ({ ...position, path: position.path.slice(name.length) }))
  const save = (positions: readonly Position[]): Promise<void> => state.save(named(positions))

  /** The reader for what is on the host now; it takes over from one of the other kind. */
  async function readerOn(conversation: Conversation): Promise<HostReader> {
    const served = !settings.plain && (await isServed(conversation))
    if (reader !== undefined && served === isServedNow) return reader
    settings.explain?.(`${name}: read ${served ? `by logmon-follow ${version} there` : 'with POSIX tools'}`)
    const from = reader?.taken() ?? saved
    const isFirst = reader === undefined
    isServedNow = served
    reader = served
      ? servedReader(settings, out, { saved: from, isFirst }, save)
      : posixReader(posixState(settings, out, { saved: from, isFirst }, now), save, sleeper.sleep)
    return reader
  }
  const watch =
    untilIdleMs === undefined
      ? undefined
      : setInterval(() => {
          if (busy || now() - lastRead < untilIdleMs) return
          idle = true
          conversation?.close()
          sleeper.wake()
        }, IDLE_LOOK_MS)
  const isDone = (): boolean => stop.aborted || idle

  const remembered = (batch: Batch): Batch => ({
    ...batch,
    acknowledged() {
      batch.acknowledged()
      if (reader !== undefined) state.changed(() => named((reader as HostReader).acknowledged()))
    },
  })
  const rest = (): Batch => remembered(reader?.take() ?? out.take(() => {}))

  async function* connect(): AsyncGenerator<Batch> {
    conversation = await converse(host, settings.sshOptions, stop)
    answered = true
    const reading = await readerOn(conversation)
    if (isLossReported) out.notice('source_back', 'the host can be reached again')
    isLossReported = false
    settings.lag.note()
    for await (const batch of reading.read(conversation)) {
      failures = 0
      busy = true
      settings.lag.note()
      yield remembered(batch)
      settings.lag.note()
      busy = false
      lastRead = now()
    }
    conversation.close()
  }

  try {
    while (!isDone()) {
      try {
        yield* connect()
        failures = 0
        if (once || isDone() || intervalMs === undefined) break
        await sleeper.sleep(intervalMs)
      } catch (error) {
        conversation?.close()
        busy = false
        if (isDone()) break
        settings.lag.lost()
        settings.looked()
        failures++
        if (!isLossReported) out.notice('source_lost', `the host cannot be reached: ${(error as Error).message}`)
        isLossReported = true
        if (once) settings.fail()
        if (!out.isEmpty()) yield rest()
        if (once) break
        await sleeper.sleep(backOff(failures, FIRST_WAIT_MS, LONGEST_WAIT_MS, Math.random()))
      }
    }
    if (idle && !answered) settings.fail()
    if (!out.isEmpty()) yield rest()
  } finally {
    settings.looked()
    clearInterval(watch)
    conversation?.close()
  }
}
