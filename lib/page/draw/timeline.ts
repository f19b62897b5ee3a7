// Bars over time: the attempts of a job, its states, and marks of what happened once.
import type { Millis } from '../../record/time.ts'
import { span as spanOfTime } from '../../view/words.ts'
import { element, fill, hidden } from './element.ts'
import type { Tone } from './states.ts'
import { instant, timeTicks } from './time-axis.ts'

export interface Span {
  readonly from: Millis
  readonly to: Millis
  readonly tone: Tone
  /** Stands in the bar where there is room. */
  readonly label: string
  /** What is told of it besides, in one sentence; '' for nothing. */
  readonly detail: string
}

export interface Lane {
  readonly title: string
  readonly spans: readonly Span[]
}

export interface Mark {
  readonly at: Millis
  readonly tone: Tone
  readonly label: string
}

export interface TimelineData {
  readonly from: Millis
  readonly to: Millis
  readonly lanes: readonly Lane[]
  readonly marks: readonly Mark[]
}

const MOST_TICKS = 6
/** A bar of less than this share of the width is drawn that wide, so that it is seen. */
const LEAST_PERCENT = 0.35

/** Draws a timeline into a node. */
export function drawTimeline(node: Element, { from, to, lanes, marks }: TimelineData): void {
  const percent = (at: Millis): number => (100 * (at - from)) / Math.max(1, to - from)
  const lane = ({ title, spans }: Lane): HTMLElement =>
    element(
      'div',
      { class: 'lane' },
      element('div', { class: 'lane-title' }, title),
      element('ol', { class: 'bars', 'aria-label': title }, ...spans.map(each => bar(each, percent))),
    )
  const axis = element('div', { class: 'lane axis', 'aria-hidden': 'true' }, element('div', {}, 'UTC'))
  const scale = element('div', { class: 'bars' })
  for (const { at, label } of timeTicks(from, to, MOST_TICKS)) {
    const tick = element('span', { class: 'tick' }, label)
    tick.style.left = `${percent(at)}%`
    scale.append(tick)
  }
  axis.append(scale)
  fill(node, ...lanes.filter(({ spans }) => spans.length > 0).map(lane), markLane(marks, percent), axis)
}

function bar({ from, to, tone, label, detail }: Span, percent: (at: Millis) => number): HTMLElement {
  const left = Math.max(0, percent(from))
  const words = `${label}: ${instant(from)}, ${spanOfTime(to - from)}${detail === '' ? '' : `. ${detail}`}`
  const node = element(
    'li',
    { class: `bar tone-${tone}`, title: words },
    element('span', { 'aria-hidden': 'true' }, label),
    hidden(words),
  )
  node.style.left = `${Math.min(left, 100 - LEAST_PERCENT)}%`
  node.style.width = `${Math.max(LEAST_PERCENT, Math.min(100, percent(to)) - left)}%`
  return node
}

function markLane(marks: readonly Mark[], percent: (at: Millis) => number): HTMLElement | undefined {
  const seen = marks.filter(({ at }) => percent(at) >= 0 && percent(at) <= 100)
  if (seen.length === 0) return undefined
  const list = element('ol', { class: 'bars marks', 'aria-label': 'Alerts' })
  for (const { at, tone, label } of seen) {
    const words = `${label}: ${instant(at)}`
    const node = element('li', { class: `mark tone-${tone}`, title: words }, hidden(words))
    node.style.left = `${percent(at)}%`
    list.append(node)
  }
  return element('div', { class: 'lane' }, element('div', { class: 'lane-title' }, 'Alerts'), list)
}
