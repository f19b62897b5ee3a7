// The timeline of a job: its attempts, its states, its alerts.
import type { JobHistory } from '../../serve/job-history.ts'
import { element } from '../draw/element.ts'
import { lookOf, toneOfAction } from '../draw/states.ts'
import { drawTimeline, type Span, type TimelineData } from '../draw/timeline.ts'
import { instantOf } from './service.ts'
import { actionWord } from './words.ts'

export interface Ends {
  /** When the job was heard first. */
  readonly from: number
  /** Until when it is told: now, or when it was heard last. */
  readonly to: number
  /** What of it is looked at; all where undefined. */
  readonly range: { readonly from: number; readonly to: number } | undefined
}

export interface JobTimeline {
  readonly node: HTMLElement
  show(history: JobHistory, ends: Ends): void
}

export function jobTimeline(): JobTimeline {
  const place = element('div', { class: 'timeline' })
  const node = element(
    'section',
    { class: 'card', 'aria-labelledby': 'timeline-title', hidden: true },
    element('div', { class: 'card-head' }, element('h2', { id: 'timeline-title' }, 'Timeline')),
    place,
  )
  return {
    node,
    show(history, ends) {
      const data = timelineOf(history, ends)
      // One bar tells nothing.
      const bars = data.lanes.reduce((sum, { spans }) => sum + spans.length, 0)
      node.hidden = bars < 2 && data.marks.length === 0
      if (!node.hidden) drawTimeline(place, data)
    },
  }
}

/** Returns what is drawn: bars end where the next begins, the last one at the end. */
export function timelineOf({ states, attempts, alerts, steps }: JobHistory, ends: Ends): TimelineData {
  const times = [
    ...[...states, ...alerts].map(({ at }) => instantOf(at)),
    ...attempts.flatMap(({ from, to }) => [instantOf(from), instantOf(to)]),
    instantOf(steps.time[0]),
    instantOf(steps.time.at(-1)),
  ].filter(time => time !== undefined)
  const first = times.length === 0 ? ends.from : Math.min(...times)
  // Records of an old log are heard today: then their own times are the ends.
  const isReplayed = times.length > 0 && ends.from - Math.max(...times) > 0
  const last = isReplayed ? Math.max(...times) : Math.max(ends.to, ...times)
  const end = last > first ? last : first + 1000
  const { from, to } = ends.range ?? { from: first, to: end }
  const seen = (spans: readonly Span[]): readonly Span[] => spans.filter(span => span.to >= from && span.from <= to)
  const stateSpans = states.map(({ at, state, reason }, index): Span => {
    const begins = instantOf(at) ?? first
    const ends = Math.max(begins, instantOf(states[index + 1]?.at) ?? end)
    return { from: begins, to: ends, tone: lookOf(state).tone, label: state, detail: reason }
  })
  const timed = attempts.filter(attempt => attempt.from !== null || attempt.to !== null)
  const attemptSpans = timed.map(({ attempt, from: began, to: ended, action, category }, index): Span => {
    const begins = instantOf(began) ?? first
    const ends = Math.max(begins, instantOf(ended) ?? instantOf(timed[index + 1]?.from) ?? end)
    const number = attempt === null ? `${index + 1}` : `${attempt}`
    const word =
      action === null ? '' : `${actionWord(action)}${category === null ? '' : `, ${category.replaceAll('_', ' ')}`}`
    return {
      from: begins,
      to: ends,
      tone: action === null ? 'healthy' : toneOfAction(action),
      label: action === null ? number : `${number} ${actionWord(action)}`,
      detail: word,
    }
  })
  return {
    from,
    to,
    lanes: [
      { title: 'Attempts', spans: seen(attemptSpans) },
      { title: 'States', spans: seen(stateSpans) },
    ],
    marks: alerts.map(({ at, severity, summary, is_over }) => ({
      at: instantOf(at) ?? first,
      tone: is_over ? 'healthy' : severity === 'critical' ? 'faulted' : 'slow',
      label: summary,
    })),
  }
}
