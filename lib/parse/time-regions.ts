// Where in texts that start alike the time stands, and how it is written there.
import { BOUNDS } from '../bounds.ts'
import { readStamp, type Stamp } from '../formats/stamp.ts'

export interface Region {
  readonly from: number
  /** 0 where such texts have no time. */
  readonly to: number
  /** A time as it stood there. */
  readonly sample: string
  /** True for `YYYY-MM-DD HH:MM:SS` with up to nine digits of a second, which most times are. */
  readonly isCommon: boolean
}

export interface TimeRegions {
  /** Returns the regions of texts that start like this one, the last used first; undefined where there are none. */
  of(text: string): Region[] | undefined
  /** Returns the region of a time in a text; makes it where there is none yet. */
  at(text: string, from: number, to: number): Region
}

const COMMON_TIME = /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?$/
/** Regions of texts that start alike, and starts. Beyond that, all are forgotten. */
const MAX_REGIONS = 4
const MAX_STARTS = BOUNDS['parse.timePlaces'].most

export function timeRegions(): TimeRegions {
  const regions = new Map<number, Region[]>()
  return {
    of: text => regions.get(startOf(text)),
    at(text, from, to) {
      const start = startOf(text)
      const sample = text.slice(from, to)
      const list = regions.get(start) ?? []
      const found = list.find(region => region.from === from && region.to === to && isLike(sample, region.sample))
      if (found !== undefined) return found
      const region = { from, to, sample: ` ${sample}`.slice(1), isCommon: COMMON_TIME.test(sample) }
      if (list.unshift(region) > MAX_REGIONS) list.pop()
      if (regions.size >= MAX_STARTS) regions.clear()
      regions.set(start, list)
      return region
    },
  }
}

/** Returns the time that stands in a region of a text, where it is written as the sample is. */
export function stampIn({ from, to, sample, isCommon }: Region, text: string): Stamp | undefined {
  const time = text.slice(from, to)
  if (time.length !== sample.length || !(isCommon ? isMarkedLike(time, sample) : isLike(time, sample))) return undefined
  const stamp = readStamp(time)
  if (stamp === undefined || stamp.text.length !== time.length) return undefined
  // A common time that has the sample's marks and was read to its end has digits everywhere else.
  return isCommon && time.length > 19 && stamp.fraction.length !== time.length - 20 ? undefined : stamp
}

/** The first two characters; digits count as one. */
function startOf(text: string): number {
  const second = text.charCodeAt(1)
  return text.charCodeAt(0) * 65_536 + (isDigit(second) ? 48 : second || 0)
}

/** True where two texts of one length are the same but for their digits. */
function isLike(time: string, sample: string): boolean {
  for (let at = 0; at < time.length; at++) {
    const [one, other] = [time.charCodeAt(at), sample.charCodeAt(at)]
    if (one !== other && !(isDigit(one) && isDigit(other))) return false
  }
  return true
}

/** True where two texts of one length have the same marks in the places in which common times have theirs. */
function isMarkedLike(time: string, sample: string): boolean {
  return (
    time.charCodeAt(4) === sample.charCodeAt(4) &&
    time.charCodeAt(7) === sample.charCodeAt(7) &&
    time.charCodeAt(10) === sample.charCodeAt(10) &&
    time.charCodeAt(13) === sample.charCodeAt(13) &&
    time.charCodeAt(16) === sample.charCodeAt(16) &&
    (time.length === 19 || time.charCodeAt(19) === sample.charCodeAt(19))
  )
}

const isDigit = (code: number): boolean => code >= 48 && code <= 57
