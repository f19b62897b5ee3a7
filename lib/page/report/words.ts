// Numbers and times in the words of the page.
import { formatTime, type Millis } from '../../record/time.ts'
import { badge, type Tone, toneOfAction } from '../draw/states.ts'

/** Returns `2026-03-04 05:06`, UTC; '' for no time. */
export const day = (at: Millis): string => (formatTime(at) ?? '').slice(0, 16).replace('T', ' ')

export const grouped = (value: number): string => value.toLocaleString('en-US')

/** Returns `74 %`; what is not nothing is never told as nothing. */
export function share(part: number, whole: number): string {
  const percent = whole === 0 ? 0 : (100 * part) / whole
  return `${percent > 0 && percent < 1 ? Math.ceil(percent * 10) / 10 : Math.round(percent)} %`
}

/** Returns what is to be done, with its colour; undefined where nothing is known. */
export function actionBadge(action: string, words: string): HTMLElement | undefined {
  if (action === '') return undefined
  const tone: Tone = action === 'unread' ? 'slow' : toneOfAction(action)
  return badge(words === '' ? action : words, { tone, sign: '→' })
}
