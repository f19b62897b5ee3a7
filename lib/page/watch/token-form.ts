// Asks for the token of the reader, where the service knows users.
import { element } from '../draw/element.ts'
import { keepToken, token } from './service.ts'

/** Returns the form; `given` is called when a token was entered. */
export function tokenForm(given: () => void): HTMLElement {
  const field = element('input', {
    type: 'password',
    id: 'token',
    autocomplete: 'current-password',
    required: true,
    'aria-describedby': 'token-help',
  })
  const wasRefused = token() !== ''
  const form = element(
    'form',
    { class: 'card token' },
    element('h1', { tabindex: -1 }, 'Who asks?'),
    wasRefused ? element('p', { class: 'refused', role: 'alert' }, 'That token is not known.') : undefined,
    element('label', { for: 'token' }, 'Your token'),
    field,
    element('button', { type: 'submit', class: 'button' }, 'Go on'),
    element(
      'p',
      { class: 'soft', id: 'token-help' },
      'Whoever runs this service makes one for you: logmon serve --new-token NAME. It is kept until this tab is closed.',
    ),
  )
  form.addEventListener('submit', event => {
    event.preventDefault()
    keepToken(field.value.trim())
    given()
  })
  return form
}
