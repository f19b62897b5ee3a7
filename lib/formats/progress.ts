// What the readers of progress bars share: durations, counts and which bars count steps of training.

/** Returns the seconds of `1:02:03`, `02:03`, `1 day, 02:03:04`, `12s` or `1.2s`; undefined for anything else (`?`, `-:--:--`). */
export function clockSeconds(text: string): number | undefined {
  const plain = /^([\d.]{1,12})s$/.exec(text)
  if (plain !== null) return Number(plain[1])
  const match = /^(?:(\d{1,6}) days?, )?(?:(\d{1,6}):)?(\d{1,6}):(\d\d(?:\.\d{1,9})?)$/.exec(text)
  if (match === null) return undefined
  const [, days, hours, minutes, seconds] = match
  return Number(days ?? 0) * 86_400 + Number(hours ?? 0) * 3600 + Number(minutes) * 60 + Number(seconds)
}

/** Returns the count that `97`, `1.2k` or `3.4M` stands for. */
export function countOf(text: string): number {
  const scale = { k: 1e3, M: 1e6, G: 1e9 }[text.at(-1) as string]
  return scale === undefined ? Number(text) : Number(text.slice(0, -1)) * scale
}

/** `1|40|Loss: 1.23` is torchtune's: epoch, step, loss. */
const TRAINING = /^\d+\|\d+\|Loss|\b(?:epochs?|train(?:ing)?|steps?|iter(?:ation)?s?|fit|batch(?:es)?)\b/i
const EVALUATION = /\b(?:val(?:id|idation|idating)?|eval\w*|test(?:ing)?|sanity|predict\w*)\b/i
const CHORE = /\b(?:load\w*|map|filter|tokeni[sz]\w*|download\w*|sav\w*|convert\w*|generat\w*|group\w*|extract\w*|comput\w*)\b/i

/** What a bar of this description counts: bars without one count steps of training, as HF Trainer's. */
export function purposeOf(description: string): 'training' | 'evaluation' | 'chore' {
  if (EVALUATION.test(description)) return 'evaluation'
  if (CHORE.test(description)) return 'chore'
  return description === '' || TRAINING.test(description) ? 'training' : 'chore'
}
