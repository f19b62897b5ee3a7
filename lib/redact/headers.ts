// Values of HTTP headers that are more than one word: schemes with parameters, cookies.

import { type ClosingFinder, openingAt } from './quotes.ts'
import { valueAt } from './values.ts'

const SCHEME =
  /(?:basic|bearer|token|digest|negotiate|ntlm|api-?key|key|aws4-hmac-sha256|aws|hmac(?:-sha\d{1,3})?|oauth|mac|hawk|signature|jwt|sharedkey(?:lite)?|sharedaccesssignature|googlelogin|ssws|scram-sha-\d{1,3}|github-bearer|private-token|splunk|zoho-oauthtoken|dpop|gnap|vapid)(?:\s{1,8}|%20|\+)/iy
const FIRST_PARAMETER = /[\w-]{1,64}=\\{0,8}"[^"\n\\]*\\{0,8}"/y
const PARAMETER = /,\s{0,8}[\w-]{1,64}=(?:\\{0,8}"[^"\n\\]*\\{0,8}"|[^"\s,\\']*)/y
const HEADER_VALUE = { isQuery: false, isWord: false }

/** True for the names of headers that tell who asks, with a scheme before the secret. */
export const isAuthorization = (name: string): boolean => /(?:^|[^a-z])(?:proxy-?)?authorization$/i.test(name)

/**
 * Returns where the secret of an `Authorization` header begins and ends: behind the scheme, with all its parameters.
 * undefined where there is none.
 */
export function authorizationAt(
  text: string,
  at: number,
  closings: ClosingFinder,
): { readonly start: number; readonly end: number } | undefined {
  // A list of one, as some libraries print their headers.
  const quote = openingAt(text, text[at] === '[' ? at + 1 : at)
  const inside = quote?.inside ?? at
  SCHEME.lastIndex = inside
  const hasScheme = SCHEME.test(text)
  const start = hasScheme ? SCHEME.lastIndex : inside
  const closing = quote === undefined ? undefined : closings.find(quote)
  if (closing !== undefined) return closing > start ? { start, end: closing } : undefined
  const value = valueAt(text, start, HEADER_VALUE, closings)
  if (value === undefined) return undefined
  FIRST_PARAMETER.lastIndex = start
  let end = FIRST_PARAMETER.test(text) ? FIRST_PARAMETER.lastIndex : value.end
  if (hasScheme)
    for (PARAMETER.lastIndex = end; PARAMETER.test(text); ) {
      end = PARAMETER.lastIndex
    }
  return { start, end }
}

/** Cookies, one behind the other. */
export const COOKIES =
  /\\{0,8}["']?([^\s"';,=\\]{1,256}=(?:"[^"\n]*"|[^\s"';\\]*)(?:;\s?[^\s"';=\\]{1,256}(?:=(?:"[^"\n]*"|[^\s"';\\]*))?)*)/y
