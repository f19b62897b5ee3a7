// Numbers in the words of a screen.
import { formatDuration, formatTime, type Millis, shortDuration } from '../record/time.ts'
import type { Tone } from '../terminal/style.ts'

const TONES: Readonly<Record<string, Tone>> = {
  WAITING: 'quiet',
  HEALTHY: 'good',
  SLOW: 'warning',
  HANGING: 'bad',
  FAULTED: 'bad',
  ENDED: 'strong',
}

/** Returns the tone of a state; states that are not known are plain. */
export const toneOfState = (state: string): Tone => (Object.hasOwn(TONES, state) ? (TONES[state] as Tone) : 'plain')

/** Returns `850 ms`, `4.1 s`, `2 min 5 s`: a time that steps take. */
export const stepTime = (millis: number): string =>
  millis >= 1000 && millis < 60_000 ? `${roundTo(millis / 1000, 3)} s` : formatDuration(millis)

/** Returns how long ago something was, or how long it lasts: `4 s`, `2 min 5 s`, `3 h 20 min`, `3d04h`. */
export function span(millis: Millis): string {
  const whole = Math.max(0, Math.floor(millis / 1000) * 1000)
  return whole < 1000 ? '0 s' : whole < 86_400_000 ? formatDuration(whole) : shortDuration(whole)
}

/** Returns a number with at most so many digits that count: `2.314`, `0.00003`, `12.3k`. */
export function amount(value: number, digits = 4): string {
  const size = Math.abs(value)
  if (size >= 1e6) return `${roundTo(value / 1e6, 3)}M`
  if (size >= 1e4) return `${roundTo(value / 1e3, 3)}k`
  return size !== 0 && size < 1e-3 ? value.toExponential(2) : roundTo(value, digits)
}

const roundTo = (value: number, digits: number): string => `${Number(value.toPrecision(digits))}`

/** Returns the time of the day, UTC: `05:06:47`; blanks where no clock has been seen yet. */
export const clockTime = (millis: Millis): string => formatTime(millis)?.slice(11, 19) ?? ' '.repeat(8)

/** Quantities of throughput, the most telling first, with what stands behind the number. */
const THROUGHPUTS = [
  ['tokens_per_second', 'tokens/s'],
  ['tokens_per_second_per_gpu', 'tokens/s per GPU'],
  ['samples_per_second', 'samples/s'],
  ['tflops_per_gpu', 'TFLOP/s per GPU'],
  ['mfu_percent', '% MFU'],
] as const
const MOST_THROUGHPUTS = 2

/** Returns what the last step says of throughput: `12.3k tokens/s, 400 TFLOP/s per GPU`; '' where it says nothing. */
export function throughput(metrics: Readonly<Record<string, number | null | undefined>>): string {
  return THROUGHPUTS.flatMap(([name, unit]) => {
    const value = metrics[name]
    return typeof value === 'number' ? [`${amount(value)} ${unit}`] : []
  })
    .slice(0, MOST_THROUGHPUTS)
    .join(', ')
}
