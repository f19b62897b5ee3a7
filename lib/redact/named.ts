// Secrets that are known by the name before them: assignments, arguments, headers, records of names and values.

import { isHarmless } from './harmless.ts'
import { authorizationAt, COOKIES, isAuthorization } from './headers.ts'
import { type Name, nameAround, QUERY_NAMES } from './name-around.ts'
import { type ClosingFinder, closingFinder, type Search } from './quotes.ts'
import { looksMadeUp, looksSecret } from './random-looking.ts'
import { type Separator, separatorAt } from './separators.ts'
import { NAMED_MARK, type Span } from './span.ts'
import { type Surroundings, type Value, valueAt } from './values.ts'

/** What every name of a secret has in it. */
const STEM =
  /pass|pwd|secret|token|key|auth|cred|cookie|bearer|signature|\bsig\b|\bsign\b|\bcode\b|[_-]pat\b|jwt|hook|kennwort|senha|contrase|парол|密码|密碼|口令|パスワード|비밀번호/gi
/**
 * Adds the values of all names that tell secrets. Linear: a name is looked at once, a value that is none but briefly.
 */
export function findNamed(text: string, found: Span[]): void {
  const closings = closingFinder(text)
  let done = 0
  STEM.lastIndex = 0
  for (let stem = STEM.exec(text); stem !== null; stem = STEM.exec(text)) {
    const name = nameAround(text, stem.index, done)
    done = Math.max(name.end, stem.index + stem[0].length)
    const taken = takeValue(text, name, closings, found)
    if (taken !== undefined) done = Math.max(done, taken)
    STEM.lastIndex = done
  }
}

/** Adds the value of a name where it is a secret; returns where what was looked at ends. */
function takeValue(text: string, name: Name, closings: ClosingFinder, found: Span[]): number | undefined {
  if (/^bearer$/i.test(name.text)) {
    const end = bearerEnd(text, name.end)
    if (end !== undefined) return add(found, ...end)
  }
  const isCookie = /cookies?$/i.test(name.text)
  if (name.kind === 'none' && !isCookie) return undefined
  const separator = separatorAt(text, name)
  if (separator === undefined) return undefined
  if (isCookie) return takeCookies(text, separator, found)
  if (separator.tie === 'block') return takeBlock(text, separator.end, found)
  if (isAuthorization(name.text)) {
    const secret = authorizationAt(text, separator.end, closings)
    if (
      secret === undefined ||
      isHarmless(text.slice(secret.start, Math.min(secret.end, secret.start + 300)), false, '')
    )
      return undefined
    return add(found, secret.start, secret.end)
  }
  const isEncoded = text.startsWith('%3D', separator.end - 3)
  const surroundings = { isQuery: name.isQuery || isEncoded, isWord: isShellWord(text, name, separator) }
  if (/[[({]/.test(text[separator.end] ?? ''))
    return takeList({ text, closings, found }, name, separator, { ...surroundings, limit: SEEN_CHARS })
  BLANK_TO_FILL.lastIndex = separator.end
  if (BLANK_TO_FILL.test(text)) return BLANK_TO_FILL.lastIndex
  const first = valueAt(text, separator.end, { ...surroundings, limit: SEEN_CHARS }, closings)
  if (first === undefined) return undefined
  const behindUser = passwordBehindUser(text, name, first)
  if (behindUser !== undefined) return add(found, behindUser, first.end)
  if (!isSecret(text, name, separator, first)) return undefined
  const value = valueAt(text, separator.end, surroundings, closings) ?? first
  const end = isPhrase(text, name, value) ? lineEnd(text, value.end) : value.end
  return add(found, value.start, end)
}

/** A place that somebody is to fill: `<your key>`. */
const BLANK_TO_FILL = /<[^<>\n=:]{1,60}>/y

function add(found: Span[], start: number, end: number): number {
  found.push({ start, end, mark: NAMED_MARK })
  return end
}

/** `credentials: me:secret`, `user/pass: me/secret`: returns where the second part begins. */
function passwordBehindUser(text: string, name: Name, { start, end }: Value): number | undefined {
  const isPair = /(?:auth|cred|creds|credentials?)$/i.test(name.text)
  const isNamedPair = /user(?:name)?[/:]$/i.test(text.slice(Math.max(0, name.start - 9), name.start))
  if (!isPair && !isNamedPair) return undefined
  const pair = /^([\w.@+-]{1,64}[:/])[^\s:/@]{3,}$/.exec(text.slice(start, Math.min(end, start + SEEN_CHARS)))
  if (pair === null || (isPair && !pair[1]?.endsWith(':')) || /[:/]\d{1,5}$/.test(pair[0])) return undefined
  return start + (pair[1] as string).length
}

/** Characters of a value that are looked at: a longer one is no word. */
const SEEN_CHARS = 160

function isSecret(text: string, name: Name, { tie }: Separator, value: Value): boolean {
  const seen = text.slice(value.start, Math.min(value.end, value.start + SEEN_CHARS))
  if (isHarmless(seen, value.quote !== undefined || tie === 'argument', text.slice(value.end, value.end + 1)))
    return false
  // The directory of a shell, in small letters.
  if (/^(?:old)?pwd$/i.test(name.text) && /^(?:[/~]|[A-Za-z]:\\)/.test(seen)) return false
  const isToken = /token$/i.test(name.text)
  if (tie === 'argument' && name.kind === 'weak') return isToken || looksMadeUp(seen)
  if (tie === 'listed' || tie === 'said') {
    if (name.kind !== 'strong') return looksSecret(seen)
    return looksMadeUp(seen) || (tie === 'said' && value.quote !== undefined && /\S \S/.test(seen))
  }
  if (name.kind === 'strong') return !name.isQuery || !QUERY_NAMES.test(name.text) || looksMadeUp(seen)
  if (isToken && (name.isArgument || /^[A-Z][A-Z0-9_]*_TOKEN$/.test(name.text))) return !/^[\d.,]+$/.test(seen)
  return looksSecret(seen) || (isToken && UUID.test(seen))
}
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Lines of an environment and shell assignments: the value is all of the word. */
const SHELL_BEFORE = /(?:^|[\n\0]|\\n|(?:export|declare -x|env|-e|--env|setx?|ENV|Environment=)[ =]["']?)$/
function isShellWord(text: string, { start, end, text: name }: Name, separator: Separator): boolean {
  return (
    separator.end === end + 1 &&
    text[end] === '=' &&
    /^[A-Z][A-Z0-9_]*$/.test(name) &&
    (start === 0 || SHELL_BEFORE.test(text.slice(Math.max(0, start - 16), start)))
  )
}

/** A passphrase is all of its line. */
const isPhrase = (text: string, name: Name, { end, quote }: Value): boolean =>
  quote === undefined && /phrase$/i.test(name.text) && text[end] === ' ' && /[a-z]/i.test(text[end + 1] ?? '')

function lineEnd(text: string, from: number): number {
  const end = /[\n"',;#]/g
  end.lastIndex = from
  return end.exec(text)?.index ?? text.length
}

function bearerEnd(text: string, from: number): readonly [number, number] | undefined {
  BEARER.lastIndex = from
  const match = BEARER.exec(text)
  const token = match?.[1]
  if (token === undefined || (token.length < 32 && !/\d/.test(token.slice(0, 200)))) return undefined
  return [BEARER.lastIndex - token.length, BEARER.lastIndex]
}
const BEARER = /["']?[ \t:=]{1,8}["']?([\w.~+/=-]{8,})/y

function takeCookies(text: string, { end, tie }: Separator, found: Span[]): number | undefined {
  if (tie === 'argument' || tie === 'said') return undefined
  COOKIES.lastIndex = end
  const cookies = COOKIES.exec(text)?.[1]
  return cookies === undefined ? undefined : add(found, COOKIES.lastIndex - cookies.length, COOKIES.lastIndex)
}

/** Takes a YAML block: the lines that stand further in than the name, at least one. */
function takeBlock(text: string, from: number, found: Span[]): number | undefined {
  const indent = /[ \t]*/y
  indent.lastIndex = from
  const prefix = indent.exec(text)?.[0] ?? ''
  if (prefix === '') return undefined
  let end = from
  while (text.startsWith(prefix, end) && end < text.length) {
    const line = text.indexOf('\n', end)
    end = line === -1 ? text.length : line + 1
  }
  return add(found, from + prefix.length, text[end - 1] === '\n' ? end - 1 : end)
}

/** Takes the items of a list; of a pair of user and password the second. */
function takeList(
  { text, closings, found }: Search,
  name: Name,
  separator: Separator,
  surroundings: Surroundings,
): number | undefined {
  const isPair = text[separator.end] === '(' && /auth$/i.test(name.text)
  if (!isPair && name.kind === 'weak') return undefined
  const next = /[[(]?\s{0,40},?\s{0,40}(?=[bu]?\\{0,8}["'])/y
  let at = separator.end
  let count = 0
  for (;;) {
    next.lastIndex = at
    if (!next.test(text)) break
    const value = valueAt(text, next.lastIndex, { isQuery: false, isWord: false }, closings)
    if (value?.quote === undefined) break
    count++
    if (isPair && count > 2) break
    if (isPair ? count === 2 : isSecret(text, name, separator, value)) add(found, value.start, value.end)
    at = value.end + value.quote.closing.length + value.quote.escapes
  }
  if (count > 0 || text[separator.end] === '{') return count > 0 ? at : undefined
  const bare = valueAt(text, separator.end, surroundings, closings)
  if (bare === undefined || !isSecret(text, name, separator, bare)) return undefined
  return add(found, bare.start, bare.end)
}
