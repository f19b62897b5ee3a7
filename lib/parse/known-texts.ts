// Remembers what reading a text gave, for texts without metrics that come again: ranks and steps say the same, but for the time. In ten
// whole public job logs 10 % to 99 % of all lines, most often 40 %, differ from an earlier line in nothing but their time.
import type { Entry, SourceMemory } from '../formats/format.ts'
import { readStamp } from '../formats/stamp.ts'
import { type Made, newMade } from '../record/write.ts'
import { type Block, opensBlock } from './blocks.ts'
import { mayBeGlued } from './glued.ts'

/** Where texts that start alike have their time, and how it is written. */
interface Region {
  readonly from: number
  /** 0 where they have none. */
  readonly to: number
  /** A time as it stood there. */
  readonly sample: string
  /** True for `YYYY-MM-DD HH:MM:SS` with up to nine digits of a second, which most times are. */
  readonly isCommon: boolean
}

const COMMON_TIME = /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?$/

/** What is known of texts that differ in nothing but the digits of their time. */
export interface Known {
  readonly region: Region
  /** The text before and behind the time. */
  readonly before: string
  readonly behind: string
  /** Which fields carriers had set (see `outerOf`); columns of a table that stood above. */
  readonly outer: number
  readonly columns: SourceMemory['columns']
  /** True where a header was read. */
  readonly isFormatted: boolean
  readonly block: Block
  /** True where a line that is this text has no prefixes, and no other writer's line may have run into it. */
  readonly isBare: boolean
  /** What the text said of itself. */
  readonly level: Entry['level']
  readonly logger: string | undefined
  readonly code: string | undefined
  readonly format: string | undefined
  readonly node: string | undefined
  readonly rank: number | undefined
  readonly local_rank: number | undefined
  readonly task: number | undefined
  readonly attempt: number | undefined
  readonly stream: Entry['stream']
  readonly step: number | undefined
  readonly total_steps: number | undefined
  readonly epoch: number | undefined
  readonly fields: Entry['fields']
  readonly complete: boolean
  /** What its records have in common. */
  readonly made: Made
}

export interface KnownTexts {
  /**
   * Returns what is known of a text and notes what it says in the entry, which holds what carriers said; undefined where it is not known.
   * With `isLine`, the text is a whole line as it was read.
   */
  recall(text: string, entry: Entry, memory: SourceMemory, isLine: boolean): Known | undefined
  /** Takes an entry that was read from a text without finding a payload; `outer` and `stamp` are what it held before. */
  learn(text: string, entry: Entry, outer: number, stamp: Entry['stamp'], isFormatted: boolean, memory: SourceMemory): void
}

/** Places for texts. Each holds two: what came last goes first. A power of two. */
const PLACES = 2048
/** Longer texts are rarely said twice. With it, at most 6 MiB are held, nearly always a tenth of that. */
const MAX_CHARACTERS = 512
/** Places of a time among the texts with the same first two characters. */
const MAX_REGIONS = 4
/** Of a text's hash, when its place was last asked for in vain: only what is said twice is kept. */
const NEVER = -1

const UNFIT = -1

/**
 * Returns which fields carriers have set, as bits, or UNFIT where they have set one that a header may add to or take over. What a header
 * says of those that count here gives way to what carriers said; a time of its own takes the place of theirs.
 */
export function outerOf(entry: Entry): number {
  if (entry.level !== undefined || entry.logger !== undefined || entry.code !== undefined || entry.fields !== undefined || entry.attempt !== undefined) return UNFIT
  return (
    (entry.rank === undefined ? 0 : 1) +
    (entry.local_rank === undefined ? 0 : 2) +
    (entry.task === undefined ? 0 : 4) +
    (entry.node === undefined ? 0 : 8) +
    (entry.stream === undefined ? 0 : 16) +
    (entry.stamp === undefined ? 0 : 32)
  )
}

/** `times`: texts that differ in their time are the same; else only texts that are the same to the last character. */
export function knownTexts(times: boolean): KnownTexts {
  const regions = new Map<number, Region[]>()
  const texts = new Array<Known | undefined>(2 * PLACES).fill(undefined)
  const asked = new Int32Array(PLACES).fill(NEVER)

  function find(region: Region, text: string, behind: string, outer: number, columns: SourceMemory['columns']): Known | undefined {
    const at = 2 * (hashOf(behind) & (PLACES - 1))
    const first = texts[at]
    if (first !== undefined && isOf(first, region, text, behind, outer, columns)) return first
    const second = texts[at + 1]
    if (second === undefined || !isOf(second, region, text, behind, outer, columns)) return undefined
    texts[at] = second
    texts[at + 1] = first
    return second
  }

  function regionAt(key: number, from: number, to: number, sample: string): Region {
    let list = regions.get(key)
    if (list === undefined) {
      list = []
      regions.set(key, list)
    }
    const found = list.find(region => region.from === from && region.to === to && isLike(sample, region.sample))
    if (found !== undefined) return found
    const region = { from, to, sample, isCommon: COMMON_TIME.test(sample) }
    list.unshift(region)
    if (list.length > MAX_REGIONS) list.pop()
    return region
  }

  return {
    recall(text, entry, memory, isLine) {
      const list = regions.get(startOf(text))
      if (list === undefined) return undefined
      const outer = outerOf(entry)
      if (outer === UNFIT) return undefined
      for (let index = 0; index < list.length; index++) {
        const region = list[index] as Region
        const { from, to } = region
        const time = to === 0 ? '' : text.slice(from, to)
        if (to !== 0 && !(region.isCommon ? isMarkedLike(time, region.sample) : isLike(time, region.sample))) continue
        const known = find(region, text, to === 0 ? text : text.slice(to), outer, memory.columns)
        if (known === undefined || (isLine && !known.isBare)) continue
        if (to !== 0) {
          const stamp = readStamp(time)
          // A common time that is marked like the sample and read to its end has digits everywhere else.
          if (stamp === undefined || stamp.text.length !== time.length || (region.isCommon && time.length > 19 && stamp.fraction.length !== time.length - 20))
            return undefined
          entry.stamp = stamp
        }
        if (index > 0) {
          list[index] = list[index - 1] as Region
          list[index - 1] = region
        }
        note(known, entry)
        return known
      }
      return undefined
    },
    learn(text, entry, outer, stamp, isFormatted, { columns }) {
      if (
        outer === UNFIT ||
        text.length > MAX_CHARACTERS ||
        entry.message !== text ||
        entry.metrics !== undefined ||
        entry.non_finite !== undefined ||
        entry.progress !== undefined ||
        entry.rest !== undefined
      )
        return
      let [from, to] = [0, 0]
      let time = ''
      if (entry.stamp !== undefined && entry.stamp !== stamp) {
        time = entry.stamp.text
        from = text.indexOf(time)
        to = from + time.length
        if (!times || time === '' || from === -1 || text.includes(time, from + 1) || !isSameStamp(readStamp(time), entry.stamp)) return
      }
      const hash = hashOf(text.slice(to))
      const place = hash & (PLACES - 1)
      if (asked[place] !== hash) {
        asked[place] = hash
        return
      }
      const region = regionAt(startOf(text), from, to, time)
      // A text that is cut out of a chunk keeps the whole chunk alive; a cut out of a copy does not.
      const copy = ` ${text}`.slice(1)
      texts[2 * place + 1] = texts[2 * place]
      texts[2 * place] = {
        region,
        before: copy.slice(0, from),
        behind: copy.slice(to),
        outer,
        columns,
        isFormatted,
        block: opensBlock(text),
        isBare: !entry.prefixed && !mayBeGlued(text),
        level: entry.level,
        logger: entry.logger,
        code: entry.code,
        format: isFormatted ? entry.format : undefined,
        node: outer & 8 ? undefined : entry.node,
        rank: outer & 1 ? undefined : entry.rank,
        local_rank: outer & 2 ? undefined : entry.local_rank,
        task: outer & 4 ? undefined : entry.task,
        attempt: entry.attempt,
        stream: outer & 16 ? undefined : entry.stream,
        step: entry.step,
        total_steps: entry.total_steps,
        epoch: entry.epoch,
        fields: entry.fields,
        complete: entry.complete,
        made: newMade(text),
      }
    },
  }
}

function note(known: Known, entry: Entry): void {
  entry.level = known.level
  entry.logger = known.logger
  entry.code = known.code
  entry.attempt = known.attempt
  entry.step = known.step
  entry.total_steps = known.total_steps
  entry.epoch = known.epoch
  entry.fields = known.fields
  entry.complete = known.complete
  if (known.format !== undefined) entry.format = known.format
  if (known.node !== undefined) entry.node = known.node
  if (known.rank !== undefined) entry.rank = known.rank
  if (known.local_rank !== undefined) entry.local_rank = known.local_rank
  if (known.task !== undefined) entry.task = known.task
  if (known.stream !== undefined) entry.stream = known.stream
}

function isOf(known: Known, region: Region, text: string, behind: string, outer: number, columns: SourceMemory['columns']): boolean {
  return (
    known.region === region &&
    known.behind === behind &&
    known.outer === outer &&
    known.columns === columns &&
    (region.from === 0 || text.slice(0, region.from) === known.before)
  )
}

/** Texts with the same first two characters mostly have their time in the same place; digits count as one. */
function startOf(text: string): number {
  const second = text.charCodeAt(1)
  return text.charCodeAt(0) * 65_536 + (second >= 48 && second <= 57 ? 48 : second || 0)
}

/** True where both are the same but for their digits. */
function isLike(time: string, sample: string): boolean {
  if (time.length !== sample.length) return false
  for (let at = 0; at < time.length; at++) {
    const [one, other] = [time.charCodeAt(at), sample.charCodeAt(at)]
    if (one !== other && !(isDigit(one) && isDigit(other))) return false
  }
  return true
}

/** True where both have the same marks in the places in which common times have theirs. */
function isMarkedLike(time: string, sample: string): boolean {
  return (
    time.length === sample.length &&
    time.charCodeAt(4) === sample.charCodeAt(4) &&
    time.charCodeAt(7) === sample.charCodeAt(7) &&
    time.charCodeAt(10) === sample.charCodeAt(10) &&
    time.charCodeAt(13) === sample.charCodeAt(13) &&
    time.charCodeAt(16) === sample.charCodeAt(16) &&
    (time.length === 19 || time.charCodeAt(19) === sample.charCodeAt(19))
  )
}

const isDigit = (code: number): boolean => code >= 48 && code <= 57

function isSameStamp(one: Entry['stamp'], other: NonNullable<Entry['stamp']>): boolean {
  return (
    one !== undefined &&
    one.kind === other.kind &&
    one.seconds === other.seconds &&
    one.fraction === other.fraction &&
    one.zoneMinutes === other.zoneMinutes &&
    one.text === other.text
  )
}

/** By a text's length, its first characters (where ranks and processes are told apart) and some of the others, because going through all of them takes longer than comparing two texts. */
function hashOf(text: string): number {
  const { length } = text
  let hash = length
  const head = Math.min(length, 28)
  for (let at = 0; at < head; at++) hash = Math.imul(hash, 31) + text.charCodeAt(at)
  const stride = 1 + (length >> 3)
  for (let at = length - 1; at >= head; at -= stride) hash = Math.imul(hash, 31) + text.charCodeAt(at)
  hash ^= hash >>> 15
  return hash === NEVER ? 0 : hash
}
