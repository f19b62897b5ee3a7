// What failed, told whole: the same sections and words as `logmon why` prints.
import type { ToldAttempt } from '../../serve/told-attempt.ts'
import { element, fill } from '../draw/element.ts'
import { badge, toneOfAction } from '../draw/states.ts'
import { toldSections } from '../draw/told-sections.ts'
import { actionWord } from './words.ts'

export interface VerdictCard {
  readonly node: HTMLElement
  show(attempts: readonly ToldAttempt[], total: number): void
}

export function verdictCard(): VerdictCard {
  const node = element('section', { class: 'card verdict', 'aria-labelledby': 'verdict-title', hidden: true })
  let drawn = ''
  return {
    node,
    show(attempts, total) {
      const last = attempts.at(-1)
      node.hidden = last === undefined
      const text = JSON.stringify(attempts)
      if (last === undefined || text === drawn) return
      drawn = text
      const earlier = attempts.slice(0, -1).reverse()
      fill(
        node,
        ...whole(last, numberOf(last, total - 1), total > 1),
        earlier.length === 0
          ? undefined
          : element(
              'details',
              { class: 'earlier' },
              element('summary', {}, `${total - 1} earlier ${total === 2 ? 'attempt' : 'attempts'}`),
              ...earlier.map((each, index) => shortly(each, numberOf(each, total - 2 - index))),
            ),
      )
    },
  }
}

const numberOf = ({ verdict, cycle }: ToldAttempt, place: number): number =>
  verdict.attempt ?? (cycle > 0 ? cycle : place)

function whole({ verdict, cause, told }: ToldAttempt, attempt: number, isOneOfSeveral: boolean): readonly Node[] {
  const { action, confidence } = verdict
  const sure = confidence === undefined ? '' : `${Math.round(confidence * 100)} % sure`
  return [
    element(
      'div',
      { class: 'card-head' },
      element('h2', { id: 'verdict-title' }, cause),
      badge(actionWord(action), { tone: toneOfAction(action), sign: '→' }),
      element(
        'span',
        { class: 'soft' },
        [sure, isOneOfSeveral ? `attempt ${attempt}` : ''].filter(Boolean).join(' · '),
      ),
    ),
    ...toldSections(told, 'h3'),
  ]
}

function shortly({ verdict, cause, to_do }: ToldAttempt, attempt: number): HTMLElement {
  const { primary, action } = verdict
  return element(
    'div',
    { class: 'earlier-attempt' },
    element(
      'p',
      {},
      element('strong', {}, `Attempt ${attempt}: ${cause}`),
      ' ',
      badge(to_do === '' ? action : to_do, {
        tone: toneOfAction(action),
        sign: '→',
      }),
    ),
    primary?.text === undefined ? undefined : element('code', { class: 'one-line' }, primary.text),
  )
}
