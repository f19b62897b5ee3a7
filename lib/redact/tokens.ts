import { markOf, type Span } from './span.ts'
import { TOKEN_FORMS, type TokenForm } from './token-forms.ts'

const WORD_BEGINS = '(?<![A-Za-z0-9])'
/**
 * The same behind an escape (`\n`, `\u0026`), a percent-encoded character and a terminal code, the last character of
 * which is a letter or digit.
 */
const ESCAPE_ENDS = '(?<=\\\\[nrtbf])|(?<=%[0-9A-Fa-f]{2})|(?<=\\[[0-9;]{0,16}m)|(?<=\\\\u00[0-9a-fA-F]{2})'
/** No token is shorter: most words are told by that, before any form is tried. */
const LONG_ENOUGH = '(?=[\\w.$/:~+=-]{16})'
/** Each form is a group, so that one search finds them all. */
const FORMS = `(?:${TOKEN_FORMS.map(({ form }) => `(${form.source})`).join('|')})`
const IN_PLAIN_TEXT = new RegExp(`${WORD_BEGINS}${LONG_ENOUGH}${FORMS}`, 'g')
const BEHIND_ESCAPES = new RegExp(`(?:${WORD_BEGINS}|${ESCAPE_ENDS})${LONG_ENOUGH}${FORMS}`, 'g')

/** Adds the tokens of known forms. Linear: what a form took is not looked at again, token or not. */
export function findTokens(text: string, found: Span[]): void {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a terminal code begins with one
  const forms = /[\\%\u001b]/.test(text) ? BEHIND_ESCAPES : IN_PLAIN_TEXT
  forms.lastIndex = 0
  for (let match = forms.exec(text); match !== null; match = forms.exec(text)) {
    const taken = match.index + match[0].length
    const { name, endOf } = TOKEN_FORMS[match.findIndex((group, at) => at > 0 && group !== undefined) - 1] as TokenForm
    const end = endOf === undefined ? taken : endOf(text, match.index, taken)
    if (end === undefined) continue
    found.push({ start: match.index, end, mark: markOf(name) })
    forms.lastIndex = end
  }
}
