// Light or dark: what the reader's system says, unless they chose; on paper it is light.
import { element } from './element.ts'

const CHOICES = ['auto', 'light', 'dark'] as const
type Choice = (typeof CHOICES)[number]
const SIGNS: Readonly<Record<Choice, string>> = { auto: '◑', light: '○', dark: '●' }

let choice: Choice = 'auto'

function apply(chosen: Choice): void {
  if (chosen === 'auto') delete document.documentElement.dataset['theme']
  else document.documentElement.dataset['theme'] = chosen
}

export interface ThemeSettings {
  /** Under which name the browser keeps what was chosen; absent where nothing is kept. */
  readonly keptAs?: string
  /** The key that does the same, for the button's title. */
  readonly key?: string
}

/** Returns the button that changes the theme; `changed` is called when colours are others. */
export function themeButton(changed: () => void, { keptAs, key }: ThemeSettings = {}): HTMLElement {
  if (keptAs !== undefined) choice = CHOICES.find(each => each === localStorage.getItem(keptAs)) ?? 'auto'
  const button = element('button', { type: 'button', class: 'tool', id: 'theme' })
  const show = (): void => {
    apply(choice)
    const label = `Theme: ${choice === 'auto' ? 'as the system' : choice}`
    button.textContent = SIGNS[choice]
    button.setAttribute('aria-label', label)
    button.title = key === undefined ? label : `${label} (${key})`
  }
  button.addEventListener('click', () => {
    choice = CHOICES[(CHOICES.indexOf(choice) + 1) % CHOICES.length] as Choice
    if (keptAs !== undefined) localStorage.setItem(keptAs, choice)
    show()
    changed()
  })
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', changed)
  show()
  return button
}

/** Calls `before` in the colours of paper, and `after` in those of the screen again. */
export function whilePrinted(before: () => void, after: () => void): void {
  addEventListener('beforeprint', () => {
    apply('light')
    before()
  })
  addEventListener('afterprint', () => {
    apply(choice)
    after()
  })
}
