// The text formats that job file schemas name with `format`, beyond those of JSON Schema.

import { parseWindow } from '../channel/hours.ts'
import { checkMatcher } from '../channel/matcher.ts'
import { compilePattern, isPatternProblem } from '../pattern/pattern.ts'
import { parseDuration } from '../record/time.ts'
import { zoneOf } from '../record/zone.ts'
import { parseNumber } from '../rules/number.ts'

/** Says what is wrong with a text of the format; undefined for nothing. */
type Explain = (text: string) => string | undefined

export const FORMATS: Readonly<Record<string, Explain>> = {
  'logmon-duration': explainDuration,
  'logmon-one-line': text => (isOneLine(text) ? undefined : 'must be text of one line without control characters'),
  'logmon-address': explainAddress,
  // RFC 5321: a domain, or an address in brackets.
  'logmon-host-name': text =>
    /^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|\[[0-9A-Fa-f.:A-Za-z]{2,60}\])$/.test(text)
      ? undefined
      : `${JSON.stringify(text.slice(0, 60))} is no name of a host; write one such as node-1.example.com`,
  'logmon-http-url': explainUrl,
  'logmon-model-url': explainModelUrl,
  'logmon-loki-url': text => explainLokiUrl(text),
  'logmon-otlp-url': text => explainOtlpUrl(text),
  'logmon-no-inline-secret': () =>
    'must not stand in the file: put it in a file of its own or in the environment, and name that with _file or _env added to this key',
  'logmon-duration-or-off': text => (text === 'off' ? undefined : explainDuration(text)),
  'logmon-off': text => (text === 'off' ? undefined : `"${text}" is neither off nor a group of keys`),
  'logmon-pattern': explainPattern,
  'logmon-matcher': text => {
    const matcher = checkMatcher(text)
    return 'reason' in matcher ? matcher.reason : undefined
  },
  'logmon-hours': text => {
    const window = parseWindow(text)
    return 'reason' in window ? window.reason : undefined
  },
  'logmon-zone': text =>
    zoneOf(text) === undefined
      ? `${JSON.stringify(text.slice(0, 60))} is no time zone; write one such as Europe/Berlin, Asia/Shanghai or UTC`
      : undefined,
  'logmon-name': text =>
    /^[a-z][a-z0-9-]{0,60}$/.test(text)
      ? undefined
      : `${JSON.stringify(text)} is no name: small letters, digits and dashes, a letter first`,
  'logmon-number': text => (typeof parseNumber(text) === 'number' ? undefined : `${JSON.stringify(text)} is no number`),
  'logmon-seconds': text =>
    /^\d+(?:\.\d+)?$/.test(text.trim()) ? undefined : `${JSON.stringify(text)} is no number of seconds, 0 or more`,
}

function explainPattern(text: string): string | undefined {
  const pattern = compilePattern(text)
  return isPatternProblem(pattern) ? `character ${pattern.position}: ${pattern.reason}` : undefined
}

function explainDuration(text: string): string | undefined {
  if (/^\s*-/.test(text)) return `"${text}" is negative: a duration is 0 or more`
  return parseDuration(text) === undefined
    ? `"${text}" is no duration; write a number with a unit, such as 200ms, 60s, 5m or 1h`
    : undefined
}

const isOneLine = (text: string): boolean =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
  text.length > 0 && text.length <= 1000 && !/[\u0000-\u001f\u007f]/.test(text)

/** A plain mail address, or a name with one in angle brackets; no list, so that nothing hides behind a comma. */
function explainAddress(text: string): string | undefined {
  const address = /^[^<>,;:"]{0,200}<([^<>]+)>$/.exec(text)?.[1] ?? text
  const fits = isOneLine(text) && /^[^\s<>@,;:"()[\]\\]{1,64}@[^\s<>@,;:"()\\]{1,255}$/.test(address)
  return fits ? undefined : `${JSON.stringify(text.slice(0, 60))} is no mail address; write one such as ops@example.com`
}

function explainUrl(text: string): string | undefined {
  if (!isOneLine(text) || !URL.canParse(text)) return 'is no URL; write one such as https://example.com/hook'
  const url = new URL(text)
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    return `${url.protocol} is not possible: a webhook is http or https`
  return url.username !== '' || url.password !== ''
    ? 'holds a password: put the URL in a file and name it as url_file'
    : undefined
}

function explainModelUrl(text: string): string | undefined {
  if (!isOneLine(text) || !URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol))
    return 'is no address of a server; write one such as http://localhost:8000/v1'
  const { username, password } = new URL(text)
  return username !== '' || password !== '' ? 'holds a password: a key is named as key_file or key_env' : undefined
}

/** Says why a text is no address of a Loki; undefined where it is one. */
export const explainLokiUrl = (text: string): string | undefined => explainServerUrl(text, 'http://localhost:3100')
/** Says why a text is no address of a collector of OpenTelemetry; undefined where it is one. */
export const explainOtlpUrl = (text: string): string | undefined => explainServerUrl(text, 'http://localhost:4318')

function explainServerUrl(text: string, example: string): string | undefined {
  if (!isOneLine(text) || !URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol))
    return `is no address of a server; write one such as ${example}`
  const { username, password, search, hash } = new URL(text)
  if (username !== '' || password !== '') return 'holds a password: name it with user and password_file'
  return search !== '' || hash !== '' ? 'holds a query: the address of a server has none' : undefined
}
