// Steps as text, for a state that is written again and again: from one to the next it takes a few characters.
import type { Pause, StepPoint } from './step-point.ts'

const LETTER_OF: Readonly<Record<Pause, string>> = { checkpoint: 'c', evaluation: 'e' }
const PAUSE_OF: Readonly<Record<string, Pause>> = { c: 'checkpoint', e: 'evaluation' }

/** Returns the points as text, without what their lines say of loss and step time. */
export function pointText(points: readonly StepPoint[]): string {
  let [step, at] = [0, 0]
  return points
    .map(point => {
      const text = `${between(step, point.step)} ${between(at, point.at)}`
      step = point.step
      at = point.at
      return `${text}${point.hung ? 'h' : ''}${point.pause === undefined ? '' : LETTER_OF[point.pause]}`
    })
    .join(',')
}

/** A sum of fractions is not always the number: that stands there as a whole, then. */
const between = (before: number, value: number): string =>
  before + (value - before) === value ? `${value - before}` : `=${value}`

/** Returns the points of such a text. */
export function pointsOf(text: string): StepPoint[] {
  if (text === '') return []
  let [step, at] = [0, 0]
  return text.split(',').map(each => {
    const [, first = '', second = '', hung, letter = ''] = POINT.exec(each) ?? []
    step = behind(step, first)
    at = behind(at, second)
    const pause = PAUSE_OF[letter]
    return { step, at, hung: hung !== undefined, ...(pause === undefined ? {} : { pause }) }
  })
}

const POINT = /^(\S+) ([^hc]*[^hce])(h)?([ce])?$/

const behind = (before: number, text: string): number =>
  text.startsWith('=') ? Number(text.slice(1)) : before + Number(text)
