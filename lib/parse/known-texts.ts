// Remembers what reading a text gave, for texts without metrics that come again: ranks and steps say the same, but for
// the time. In ten whole public job logs 10 % to 99 % of all lines, most often 40 %, differ from an earlier line in
// nothing but their time.
import type { Entry, SourceMemory } from '../formats/format.ts'
import { readStamp, type Stamp } from '../formats/stamp.ts'
import { type HowRead, type Known, knownOf, noteKnown, outerOf, UNFIT } from './known.ts'
import { textHash } from './text-hash.ts'
import { type Region, stampIn, timeRegions } from './time-regions.ts'

export interface KnownTexts {
  /**
   * Returns what is known of a text and notes what it says in the entry, which holds what carriers said; undefined
   * where it is not known. With `isLine`, the text is a whole line as it was read.
   */
  recall(text: string, entry: Entry, memory: SourceMemory, isLine: boolean): Known | undefined
  /** Takes an entry that was read from a text without finding a payload. */
  learn(text: string, entry: Entry, how: HowRead): void
}

/** Places for texts. Each holds two: what came last goes first. A power of two. */
const PLACES = 2048
/** Longer texts are rarely said twice. With it, at most 6 MiB are held, nearly always a tenth of that. */
const MAX_CHARACTERS = 512
/** Of a text's hash, when its place was last asked for in vain: only what is said twice is kept. */
const NEVER = -1

/** `times`: texts that differ in their time are the same; else only texts that are the same to the last character. */
export function knownTexts(times: boolean): KnownTexts {
  const regions = timeRegions()
  const texts = new Array<Known | undefined>(2 * PLACES).fill(undefined)
  const asked = new Int32Array(PLACES).fill(NEVER)

  function find(region: Region, text: string, outer: number, columns: SourceMemory['columns']): Known | undefined {
    const behind = region.to === 0 ? text : text.slice(region.to)
    const at = 2 * (textHash(behind) & (PLACES - 1))
    const first = texts[at]
    if (first !== undefined && first.outer === outer && first.columns === columns && isOf(first, region, text, behind))
      return first
    const second = texts[at + 1]
    if (second === undefined || second.outer !== outer || second.columns !== columns) return undefined
    if (!isOf(second, region, text, behind)) return undefined
    texts[at] = second
    texts[at + 1] = first
    return second
  }

  return {
    recall(text, entry, memory, isLine) {
      const list = regions.of(text)
      if (list === undefined) return undefined
      const outer = outerOf(entry)
      if (outer === UNFIT) return undefined
      for (let index = 0; index < list.length; index++) {
        const region = list[index] as Region
        const stamp = region.to === 0 ? undefined : stampIn(region, text)
        if (region.to !== 0 && stamp === undefined) continue
        const known = find(region, text, outer, memory.columns)
        if (known === undefined || (isLine && !known.isBare)) continue
        if (stamp !== undefined) entry.stamp = stamp
        if (index > 0) {
          list[index] = list[index - 1] as Region
          list[index - 1] = region
        }
        noteKnown(known, entry)
        return known
      }
      return undefined
    },
    learn(text, entry, how) {
      const { outer, stamp } = how
      if (outer === UNFIT || !isPlain(entry) || text.length > MAX_CHARACTERS || entry.message !== text) return
      const [from, to] = placeOfTime(text, entry.stamp === stamp ? undefined : entry.stamp, times)
      if (to === -1) return
      const hash = textHash(text.slice(to))
      const place = hash & (PLACES - 1)
      if (asked[place] !== hash) {
        asked[place] = hash
        return
      }
      texts[2 * place + 1] = texts[2 * place]
      texts[2 * place] = knownOf(text, regions.at(text, from, to), entry, how)
    },
  }
}

/** True where nothing was read of an entry but who, when and how bad. */
const isPlain = ({ metrics, non_finite, progress, rest }: Entry): boolean =>
  metrics === undefined && non_finite === undefined && progress === undefined && rest === undefined

/**
 * Returns from where to where the time of a text stands in it: to 0 where it has none, to -1 where that cannot be told.
 */
function placeOfTime(text: string, stamp: Stamp | undefined, times: boolean): readonly [number, number] {
  if (stamp === undefined) return [0, 0]
  const from = text.indexOf(stamp.text)
  const isThere =
    times &&
    stamp.text !== '' &&
    from !== -1 &&
    !text.includes(stamp.text, from + 1) &&
    isSame(readStamp(stamp.text), stamp)
  return isThere ? [from, from + stamp.text.length] : [0, -1]
}

function isSame(one: Stamp | undefined, other: Stamp): boolean {
  return (
    one !== undefined &&
    one.kind === other.kind &&
    one.seconds === other.seconds &&
    one.fraction === other.fraction &&
    one.zoneMinutes === other.zoneMinutes &&
    one.text === other.text
  )
}

function isOf(known: Known, region: Region, text: string, behind: string): boolean {
  return (
    known.region === region &&
    known.behind === behind &&
    (region.from === 0 || text.slice(0, region.from) === known.before)
  )
}
