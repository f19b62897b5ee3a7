// One job of a report: what it is, its timeline, curves, ranks, what failed, where its hours went, what happened.
import type { AttemptReport, JobReport, ReportEvent } from '../../report/data.ts'
import { span } from '../../view/words.ts'
import { element, fill } from '../draw/element.ts'
import { lookOf, type Tone, toneOfAction } from '../draw/states.ts'
import { instant } from '../draw/time-axis.ts'
import { drawTimeline, type Span } from '../draw/timeline.ts'
import { toldSections } from '../draw/told-sections.ts'
import { hoursCard } from './hours-card.ts'
import { rankCard } from './rank-card.ts'
import { stepPlots } from './step-plots.ts'
import { actionBadge, day, grouped } from './words.ts'

export interface JobSection {
  readonly node: HTMLElement
  /** Draws it, once. */
  draw(): void
  /** Draws it anew in other colours, where it was drawn. */
  redraw(): void
}

interface JobIndex {
  /** Of the job in the report. */
  readonly index: number
  readonly isAlone: boolean
}

interface Drawn {
  redraw(): void
}

export function jobSection(job: JobReport, { index, isAlone }: JobIndex): JobSection {
  const id = `job-${index}`
  const place = element('div', { class: 'job-parts' })
  const node = element(
    'section',
    { class: 'job', id, 'aria-labelledby': `${id}-title` },
    element(
      'div',
      { class: 'job-title' },
      element('h2', { id: `${id}-title` }, isAlone ? 'The job' : job.name),
      actionBadge(job.action, job.actionWords),
      isAlone ? undefined : element('a', { class: 'to-top', href: '#main' }, 'to the top'),
    ),
    element('p', { class: 'soft facts-line' }, factsOf(job)),
    place,
  )
  let drawn: readonly Drawn[] | undefined
  return {
    node,
    draw() {
      drawn ??= drawParts(place, job, `${index}`)
    },
    redraw() {
      for (const each of drawn ?? []) each.redraw()
    },
  }
}

function factsOf({ began, ended, lastStep, attempts, cause, who }: JobReport): string {
  const facts = [
    began === 0 ? '' : `${day(began)} to ${day(ended)} UTC, ${span(ended - began)}`,
    lastStep === undefined ? '' : `step ${grouped(lastStep)}`,
    attempts.length > 1 ? `${attempts.length} attempts` : '',
    `${cause}${who === '' ? '' : ` (${who})`}`,
  ]
  return facts.filter(fact => fact !== '').join(' · ')
}

function drawParts(place: HTMLElement, job: JobReport, name: string): readonly Drawn[] {
  const plots = stepPlots(job.plot, name)
  const ranks = job.ranks === undefined ? undefined : rankCard(job.ranks, name)
  const hasTimes = job.began > 0 && job.ended > job.began
  const lines = element('div', { class: 'timeline part' })
  if (hasTimes)
    drawTimeline(lines, {
      ...{ from: job.began, to: job.ended },
      lanes: [
        { title: 'Attempts', spans: job.attempts.map(attemptSpan) },
        {
          title: 'States',
          spans: job.states.map(({ from, to, state, reason }) => ({
            from,
            to,
            tone: lookOf(state).tone,
            label: state,
            detail: reason,
          })),
        },
      ],
      marks: job.events
        .filter(({ word }) => word === 'alert')
        .map(({ at, tone, text }) => ({ at, tone: toneOfEvent(tone), label: text })),
    })
  fill(
    place,
    element('div', { class: 'card' }, hasTimes ? lines : undefined, plots?.node, ranks?.node),
    ...attemptCards(job.attempts, name),
    job.hours === undefined ? undefined : hoursCard(job.hours, name),
    job.events.length === 0 ? undefined : eventCard(job, name),
  )
  return [plots, ranks].filter(each => each !== undefined)
}

const attemptSpan = ({ title, began, ended, action, cause }: AttemptReport): Span => ({
  ...{ from: began, to: ended, label: cause === '' ? title : `${title}: ${cause}`, detail: '' },
  tone: action === '' ? 'waiting' : toneOfAction(action),
})

/** What failed: the last attempt open, those before it folded. */
function attemptCards(attempts: readonly AttemptReport[], name: string): readonly HTMLElement[] {
  const withSections = attempts
    .map((attempt, index) => ({ attempt, index }))
    .filter(({ attempt }) => attempt.sections.length > 0)
  return withSections.reverse().map(({ attempt, index }, place) => {
    const id = `attempt-${name}-${index}`
    const heading = element('h3', { id }, attempts.length > 1 ? `${attempt.title}: ${attempt.cause}` : attempt.cause)
    const sections = toldSections(attempt.sections, 'h4')
    return place === 0
      ? element('div', { class: 'card' }, heading, ...sections)
      : element('details', { class: 'card earlier' }, element('summary', {}, heading), ...sections)
  })
}

const EVENT_TONES: Readonly<Record<string, Tone>> = {
  bad: 'faulted',
  warning: 'slow',
  good: 'healthy',
  strong: 'ended',
}
const toneOfEvent = (tone: string): Tone => EVENT_TONES[tone] ?? 'waiting'

function eventCard({ events, eventsLeft }: JobReport, name: string): HTMLElement {
  const id = `events-${name}`
  const alerts = events.filter(({ word }) => word === 'alert').length
  const counts = [
    `${grouped(events.length)} events`,
    `${grouped(alerts)} alerts`,
    ...(eventsLeft > 0 ? [`${grouped(eventsLeft)} earlier ones left out`] : []),
  ]
  return element(
    'details',
    { class: 'card events', open: events.length <= FEW_EVENTS },
    element(
      'summary',
      {},
      element('h3', { id }, 'Events and alerts'),
      ' ',
      element('span', { class: 'soft' }, counts.join(' · ')),
    ),
    element('ol', { class: 'plain', 'aria-labelledby': id }, ...events.map(eventLine)),
  )
}

const FEW_EVENTS = 40

const eventLine = ({ at, word, who, tone, text }: ReportEvent): HTMLElement =>
  element(
    'li',
    { class: `tone-${toneOfEvent(tone)}` },
    element('time', {}, at > 0 ? instant(at) : ''),
    element('strong', {}, word),
    element('span', {}, who === '' ? text : `${who}: ${text}`),
  )
