// What the readers of progress bars share: durations, counts and which bars count steps of training.
import { parsePlain } from './numbers.ts'

/**
 * Returns the seconds of `1:02:03`, `02:03`, `1 day, 02:03:04`, `12s` or `1.2s`; undefined for anything else (`?`,
 * `-:--:--`).
 */
export function clockSeconds(text: string): number | undefined {
  return plainClock(text) ?? anyClock(text)
}

/** Nearly all are `02:03` or `1:02:03`: digits and one or two colons. */
function plainClock(text: string): number | undefined {
  let seconds = 0
  let part = 0
  let digits = 0
  let colons = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code >= 48 && code <= 57) {
      part = part * 10 + (code - 48)
      if (++digits > 6) return undefined
    } else if (code === 58 && digits > 0 && ++colons <= 2) {
      seconds = (seconds + part) * 60
      part = 0
      digits = 0
    } else return undefined
  }
  return colons > 0 && digits === 2 ? seconds + part : undefined
}

function anyClock(text: string): number | undefined {
  const plain = /^([\d.]{1,12})s$/.exec(text)
  if (plain !== null) return Number(plain[1])
  const match = /^(?:(\d{1,6}) days?, )?(?:(\d{1,6}):)?(\d{1,6}):(\d\d(?:\.\d{1,9})?)$/.exec(text)
  if (match === null) return undefined
  const [, days, hours, minutes, seconds] = match
  return Number(days ?? 0) * 86_400 + Number(hours ?? 0) * 3600 + Number(minutes) * 60 + Number(seconds)
}

const SCALE_OF: ReadonlyMap<number, number> = new Map([
  [107 /* k */, 1e3],
  [77 /* M */, 1e6],
  [71 /* G */, 1e9],
])

/** Returns the count that `97`, `1.2k` or `3.4M` stands for. */
export function countOf(text: string): number {
  const scale = SCALE_OF.get(text.charCodeAt(text.length - 1))
  return scale === undefined ? (parsePlain(text) ?? Number(text)) : Number(text.slice(0, -1)) * scale
}

/** `1|40|Loss: 1.23` is torchtune's: epoch, step, loss. */
const TRAINING = /^\d+\|\d+\|Loss|\b(?:epochs?|train(?:ing)?|steps?|iter(?:ation)?s?|fit|batch(?:es)?)\b/i
const EVALUATION = /\b(?:val(?:id|idation|idating)?|eval\w*|test(?:ing)?|sanity|predict\w*)\b/i
const CHORE =
  /\b(?:load\w*|map|filter|tokeni[sz]\w*|download\w*|sav\w*|convert\w*|generat\w*|group\w*|extract\w*|comput\w*)\b/i

/** What a bar of this description counts: bars without one count steps of training, as HF Trainer's. */
export function purposeOf(description: string): 'training' | 'evaluation' | 'chore' {
  if (description === '') return 'training'
  if (EVALUATION.test(description)) return 'evaluation'
  if (CHORE.test(description)) return 'chore'
  return TRAINING.test(description) ? 'training' : 'chore'
}
