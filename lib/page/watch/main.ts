// The page: a bar, and one view at a time, by the address.
import { element, fill, say } from '../draw/element.ts'
import { themeButton } from '../draw/theme.ts'
import { announcer } from './announce.ts'
import { fleetView } from './fleet.ts'
import { helpDialog } from './help.ts'
import { jobView } from './job.ts'
import { hashOf, type Route, routeOf } from './route.ts'
import type { StreamState } from './stream.ts'
import { tokenForm } from './token-form.ts'
import type { Shell, View } from './view.ts'

const CONNECTION_WORDS: Readonly<Record<StreamState, string>> = {
  live: 'Live',
  waiting: 'Reconnecting',
  resting: 'Resting',
  refused: 'No token',
}

function start(): void {
  const announced = announcer()
  const dot = element('span', { class: 'dot', 'aria-hidden': 'true' })
  const word = element('span', {})
  const connection = element('span', { class: 'connection', 'data-state': 'waiting' }, dot, word)
  const trouble = element('p', { class: 'trouble', role: 'alert', hidden: true })
  const main = element('main', { id: 'main' })
  const help = helpDialog()
  const theme = themeButton(() => view?.redraw(), { keptAs: 'logmon-theme', key: 't' })
  let view: View | undefined
  let route: Route = routeOf(location.hash)
  let lastState: StreamState = 'waiting'

  const shell: Shell = {
    choose(choices) {
      const next = { ...route, choices: { ...route.choices, ...choices } }
      if (hashOf(next) === hashOf(route)) return
      route = next
      // The same view with other choices is no place of its own to go back to.
      history.replaceState(undefined, '', hashOf(next))
      view?.chosen(next)
    },
    announce: announced.announce,
    connection(state) {
      connection.dataset['state'] = state
      say(word, CONNECTION_WORDS[state])
      if (state === 'waiting' && lastState === 'live') announced.announce('The connection is lost')
      if (state === 'live' && lastState === 'waiting' && word.dataset['was'] === 'lost')
        announced.announce('Live again')
      word.dataset['was'] = state === 'waiting' && lastState === 'live' ? 'lost' : (word.dataset['was'] ?? '')
      lastState = state
    },
    title(text) {
      document.title = `${text} · logmon`
    },
    trouble(text) {
      trouble.hidden = text === ''
      say(trouble, text)
    },
    askToken() {
      view?.close()
      view = undefined
      fill(
        main,
        tokenForm(() => open(route, true)),
      )
      main.querySelector<HTMLElement>('input')?.focus()
    },
  }
  function open(next: Route, isNew: boolean): void {
    const isSame = view !== undefined && !isNew && next.job === route.job
    route = next
    if (isSame) {
      view?.chosen(next)
      return
    }
    view?.close()
    shell.trouble('')
    view = next.job === undefined ? fleetView(next, shell) : jobView(next.job, next, shell)
    fill(main, view.node)
    window.scrollTo(0, 0)
  }
  window.addEventListener('hashchange', () => {
    open(routeOf(location.hash), false)
    // Who goes elsewhere is told where they are.
    main.querySelector<HTMLElement>('h1')?.focus()
  })
  document.addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const isTyping = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement
    if (event.key === 'Escape' && isTyping) (event.target as HTMLElement).blur()
    if (isTyping || help.node.open) return
    if (event.key === '/') view?.search.focus()
    else if (event.key === 't') theme.click()
    else if (event.key === '?') help.show()
    else if (event.key === 'u') location.hash = '#/'
    else return
    event.preventDefault()
  })
  const skip = element(
    'a',
    {
      class: 'skip',
      href: '#main',
      onclick: (event: MouseEvent) => {
        event.preventDefault()
        main.querySelector<HTMLElement>('h1')?.focus()
      },
    },
    'Skip to the content',
  )
  const bar = element(
    'header',
    { class: 'bar-top' },
    element('a', { href: '#/', class: 'brand' }, 'logmon'),
    connection,
    element('span', { class: 'tools' }, helpButton(help.show), theme),
  )
  document.body.replaceChildren(skip, bar, trouble, main, announced.node, help.node)
  open(route, true)
}

const helpButton = (show: () => void): HTMLElement =>
  element('button', { type: 'button', class: 'tool', 'aria-label': 'Keys', title: 'Keys (?)', onclick: show }, '?')

start()
