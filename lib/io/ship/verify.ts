// --verify: what was sent is counted on the server, stream by stream. More than was sent is no fault: earlier runs sent
// lines of the same time.
import { cleanLine } from '../../redact/clean-text.ts'
import { countIn, countQueries } from '../../ship/count-query.ts'
import { missingNotice, unverifiedNotice, verifiedNotice } from '../../ship/notices.ts'
import { selectorOf } from '../../ship/selector.ts'
import type { SentStream, Tally } from '../../ship/tally.ts'
import type { Ask } from './receiver.ts'
import { MAX_WHY_CHARACTERS, type Voice } from './voice.ts'
import type { ShipWorld } from './world.ts'

export interface VerifySetting {
  readonly ask: Ask
  readonly tally: Tally
  readonly voice: Voice
  readonly world: Pick<ShipWorld, 'clock' | 'say'>
  /** How long a server is asked that does not answer, and lines are looked for again. */
  readonly patienceMs: number
  readonly signal: AbortSignal
}

/** Streams that are asked about at once. */
const AT_ONCE = 4
/** What was stored just now need not be seen at once: before lines are missing, they are looked for again. */
const LOOK_AGAIN_MS = [500, 2000] as const
const ASK_AGAIN_MS = 500

/** Compares, and tells; resolves to whether all that was sent is there. */
export async function verify(setting: VerifySetting): Promise<boolean> {
  const { tally, voice, world } = setting
  const names = new Set([...tally.streams.values()].flatMap(({ labels }) => Object.keys(labels)))
  const waiting = [...tally.streams.values()]
  const until = world.clock.now() + setting.patienceMs
  const found = { lines: 0, missing: 0, unknown: tally.uncounted, why: 'there are too many streams' }
  const work = async (): Promise<void> => {
    for (let stream = waiting.shift(); stream !== undefined; stream = waiting.shift()) {
      const count = await countOf(stream, names, setting, until)
      if (typeof count === 'string') {
        found.unknown += stream.count
        found.why = count
      } else if (count < stream.count) {
        found.missing += stream.count - count
        const notice = missingNotice(stream, count, world.clock.now())
        world.say(notice.message)
        voice.emit(notice)
      } else found.lines += stream.count
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  if (found.unknown > 0) {
    const notice = unverifiedNotice(found.unknown, cleanLine(found.why, MAX_WHY_CHARACTERS), world.clock.now())
    world.say(notice.message)
    voice.emit(notice)
  } else if (found.lines > 0 && found.missing === 0)
    voice.emit(verifiedNotice(found.lines, tally.streams.size, world.clock.now()))
  return found.missing === 0 && found.unknown === 0
}

/** Resolves to how many lines the server has, or to why that is not known. */
async function countOf(
  stream: SentStream,
  names: ReadonlySet<string>,
  setting: VerifySetting,
  until: number,
): Promise<number | string> {
  let count: number | string = 0
  for (const pauseMs of [...LOOK_AGAIN_MS, undefined]) {
    count = await countNow(stream, names, setting, until)
    if (typeof count === 'string' || count >= stream.count || pauseMs === undefined) break
    // A server that has lost all of many streams must not be waited for with each of them.
    if (setting.world.clock.now() >= until) break
    await pause(setting, pauseMs)
  }
  return count
}

async function countNow(
  stream: SentStream,
  names: ReadonlySet<string>,
  setting: VerifySetting,
  until: number,
): Promise<number | string> {
  let sum = 0
  for (const query of countQueries(stream, names)) {
    for (;;) {
      if (setting.signal.aborted) return 'there was no time for it'
      const { status, text } = await setting.ask(query, setting.signal)
      const count = status === 200 ? countIn(text) : undefined
      if (count !== undefined) {
        sum += count
        break
      }
      const isPassing = status === 0 || status === 429 || status >= 500
      const why =
        status === 0 ? text : `the server answers ${status} when it is asked for ${selectorOf(stream.labels)}: ${text}`
      if (!isPassing || setting.world.clock.now() >= until) return why
      await pause(setting, ASK_AGAIN_MS)
    }
  }
  return sum
}

const pause = ({ world: { clock }, signal }: VerifySetting, millis: number): Promise<void> =>
  new Promise(resolve => {
    const disarm = clock.at(clock.now() + millis, resolve)
    signal.addEventListener('abort', () => {
      disarm()
      resolve()
    })
  })
