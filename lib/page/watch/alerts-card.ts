// What people were told of a job, what became of it, and what is kept quiet.
import type { AlertRecord } from '../../record/types.generated.ts'
import { element, fill } from '../draw/element.ts'
import { badge, type Tone } from '../draw/states.ts'
import { instant } from '../draw/time-axis.ts'
import { instantOf } from './service.ts'

export interface Silence {
  readonly id: string
  readonly matchers: readonly string[]
  readonly author: string
  readonly reason: string
  readonly ends_at: string | null
}

export interface AlertsCard {
  readonly node: HTMLElement
  show(alerts: readonly AlertRecord[], silences: readonly Silence[], job: string): void
}

const TONES: Readonly<Record<string, Tone>> = { critical: 'faulted', warning: 'slow', info: 'ended' }
const toneOf = (severity: string | undefined): Tone => TONES[severity ?? ''] ?? 'waiting'
const SHOWN = 8

export function alertsCard(): AlertsCard {
  const node = element('section', { class: 'card alerts', 'aria-labelledby': 'alerts-title', hidden: true })
  let drawn = ''
  return {
    node,
    show(alerts, silences, job) {
      node.hidden = alerts.length === 0 && silences.length === 0
      const text = JSON.stringify([alerts, silences])
      if (text === drawn) return
      drawn = text
      const newest = [...alerts].reverse()
      fill(
        node,
        element('div', { class: 'card-head' }, element('h2', { id: 'alerts-title' }, 'Alerts')),
        alerts.length === 0 ? element('p', { class: 'soft' }, 'Nothing was told of this job.') : undefined,
        alerts.length === 0 ? undefined : element('ul', { class: 'plain' }, ...newest.slice(0, SHOWN).map(alertItem)),
        newest.length <= SHOWN
          ? undefined
          : element(
              'details',
              {},
              element('summary', {}, `${newest.length - SHOWN} older`),
              element('ul', { class: 'plain' }, ...newest.slice(SHOWN).map(alertItem)),
            ),
        element('h3', {}, 'Silent now'),
        silences.length === 0
          ? element(
              'p',
              { class: 'soft' },
              'Nothing is silenced. ',
              element('code', {}, `logmon silence add --for 2h job=${job}`),
            )
          : element('ul', { class: 'plain' }, ...silences.map(silenceItem)),
      )
    },
  }
}

function alertItem({ severity, state, summary, time, facts = [] }: AlertRecord): HTMLElement {
  const at = instantOf(time)
  const isOver = state === 'resolved'
  return element(
    'li',
    {},
    element(
      'p',
      {},
      badge(isOver ? 'over' : (severity ?? 'alert'), {
        tone: isOver ? 'healthy' : toneOf(severity),
        sign: isOver ? '✓' : '!',
      }),
      ' ',
      element('strong', {}, summary),
      ' ',
      element('span', { class: 'soft' }, at === undefined ? '' : instant(at)),
    ),
    facts.length === 0
      ? undefined
      : element(
          'dl',
          { class: 'facts' },
          ...facts.slice(0, 4).flatMap(({ name, value }) => [element('dt', {}, name), element('dd', {}, value)]),
        ),
  )
}

function silenceItem({ matchers, author, reason, ends_at }: Silence): HTMLElement {
  const until = instantOf(ends_at)
  return element(
    'li',
    {},
    element('code', {}, matchers.join(' ')),
    ' ',
    element(
      'span',
      { class: 'soft' },
      `${reason} (${author}${until === undefined ? '' : `, until ${instant(until)}`})`,
    ),
  )
}
