// Where the hours went: a bar of parts, the parts as a table, and what each cause cost.
import type { Hours } from '../../report/data.ts'
import { span } from '../../view/words.ts'
import { element } from '../draw/element.ts'
import { share } from './words.ts'

/** Colours of colours.css. */
const COLOURS: Readonly<Record<string, string>> = {
  training: 'healthy',
  checkpoint: 'ended',
  evaluation: 'ended',
  startup: 'waiting',
  ending: 'waiting',
  hang: 'hanging',
  restart: 'faulted',
  redone: 'faulted',
  slow: 'slow',
}

/** `name` tells the card from others of the page. */
export function hoursCard({ totalMs, attempts, steps, stepsRedone, parts, causes }: Hours, name: string): HTMLElement {
  const id = `hours-${name}`
  const training = parts.find(({ part }) => part === 'training')?.ms ?? 0
  const seen = parts.filter(({ ms }) => ms > 0)
  const facts = [
    `${span(totalMs)} in ${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}`,
    `${steps.toLocaleString('en-US')} steps that count`,
    ...(stepsRedone > 0 ? [`${stepsRedone.toLocaleString('en-US')} done again`] : []),
  ]
  return element(
    'div',
    { class: 'card hours' },
    element(
      'div',
      { class: 'card-head' },
      element('h2', { id }, `Goodput ${share(training, totalMs)}`),
      element('span', { class: 'soft' }, facts.join(' · ')),
    ),
    stack(seen, totalMs),
    element(
      'div',
      { class: 'hours-tables' },
      partTable(seen, totalMs),
      causes.length === 0 ? undefined : causeTable(causes, totalMs),
    ),
  )
}

function stack(parts: Hours['parts'], totalMs: number): HTMLElement {
  const bar = element('div', { class: 'stack', 'aria-hidden': 'true' })
  for (const { part, words, ms } of parts) {
    const piece = element('span', { class: `tone-${COLOURS[part] ?? 'waiting'} part-${part}`, title: words })
    piece.style.width = `${(100 * ms) / totalMs}%`
    bar.append(piece)
  }
  return bar
}

function partTable(parts: Hours['parts'], totalMs: number): HTMLElement {
  return element(
    'table',
    {},
    element('caption', {}, 'Where the hours went'),
    element('thead', {}, row('th', ['Part', 'Time', 'Share'])),
    element(
      'tbody',
      {},
      ...parts.map(({ part, words, ms }) =>
        element(
          'tr',
          {},
          element(
            'th',
            { scope: 'row' },
            element('span', { class: `swatch tone-${COLOURS[part] ?? 'waiting'} part-${part}`, 'aria-hidden': 'true' }),
            words,
          ),
          element('td', { class: 'number' }, span(ms)),
          element('td', { class: 'number' }, share(ms, totalMs)),
        ),
      ),
    ),
  )
}

function causeTable(causes: Hours['causes'], totalMs: number): HTMLElement {
  return element(
    'table',
    { class: 'causes' },
    element('caption', {}, 'What it was lost by'),
    element('thead', {}, row('th', ['Cause', 'Node', 'Lost', 'Share', 'By'])),
    element(
      'tbody',
      {},
      ...causes.map(({ cause, node, ms, by }) =>
        element(
          'tr',
          {},
          element('th', { scope: 'row' }, cause),
          element('td', {}, node),
          element('td', { class: 'number' }, span(ms)),
          element('td', { class: 'number' }, share(ms, totalMs)),
          element('td', {}, by.map(each => `${each.words} ${span(each.ms)}`).join(', ')),
        ),
      ),
    ),
  )
}

const row = (tag: 'th' | 'td', cells: readonly string[]): HTMLElement =>
  element('tr', {}, ...cells.map(cell => element(tag, tag === 'th' ? { scope: 'col' } : {}, cell)))
