// Which keys there are.
import { element } from '../draw/element.ts'

const KEYS = [
  ['/', 'go to the search, or to the filter of the log'],
  ['j k', 'next and previous job; Enter opens it'],
  ['u', 'back to all jobs'],
  ['← →', 'in a plot: read values; in ranks: go from cell to cell'],
  ['+ − 0', 'in a plot: zoom, and show all'],
  ['t', 'light or dark'],
  ['Esc', 'leave a field'],
  ['?', 'these keys'],
] as const

export function helpDialog(): { readonly node: HTMLDialogElement; readonly show: () => void } {
  const node = element('dialog', { class: 'help', 'aria-labelledby': 'help-title' })
  const close = element('button', { type: 'button', class: 'button', onclick: () => node.close() }, 'Close')
  node.append(
    element('h2', { id: 'help-title' }, 'Keys'),
    element(
      'dl',
      {},
      ...KEYS.flatMap(([keys, what]) => [
        element('dt', {}, ...keys.split(' ').map(key => element('kbd', {}, key))),
        element('dd', {}, what),
      ]),
    ),
    close,
  )
  return { node, show: () => node.showModal() }
}
