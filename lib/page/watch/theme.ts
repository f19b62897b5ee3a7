// Light or dark: what the reader's system says, unless they chose.
import { element } from '../draw/element.ts'

const KEY = 'logmon-theme'
const CHOICES = ['auto', 'light', 'dark'] as const
type Choice = (typeof CHOICES)[number]
const SIGNS: Readonly<Record<Choice, string>> = { auto: '◑', light: '○', dark: '●' }

/** Returns the button that changes the theme; `changed` is called when colours are others. */
export function themeButton(changed: () => void): HTMLElement {
  const kept = CHOICES.find(each => each === localStorage.getItem(KEY))
  let choice: Choice = kept ?? 'auto'
  const button = element('button', { type: 'button', class: 'tool', id: 'theme' })
  const apply = (): void => {
    if (choice === 'auto') delete document.documentElement.dataset['theme']
    else document.documentElement.dataset['theme'] = choice
    button.textContent = SIGNS[choice]
    const label = `Theme: ${choice === 'auto' ? 'as the system' : choice}`
    button.setAttribute('aria-label', label)
    button.title = `${label} (t)`
  }
  button.addEventListener('click', () => {
    choice = CHOICES[(CHOICES.indexOf(choice) + 1) % CHOICES.length] as Choice
    localStorage.setItem(KEY, choice)
    apply()
    changed()
  })
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', changed)
  apply()
  return button
}
