// Secrets in addresses: the password before a host, and addresses whose path is the key.

import { isHarmless } from './harmless.ts'
import { nextFinder } from './next-finder.ts'
import { looksSecret } from './random-looking.ts'
import { markOf, NAMED_MARK, type Span } from './span.ts'

/** Addresses with a key in their path: what stands before the key, and the key. */
const HOOKS: readonly RegExp[] = [
  /(hooks\.slack(?:-gov)?\.com\/(?:services|workflows|triggers)\/)([\w/-]{8,})/g,
  /(discord(?:app)?\.com\/api\/(?:v\d{1,2}\/)?webhooks\/)([\w/-]{8,})/g,
  /(open\.(?:feishu\.cn|larksuite\.com)\/open-apis\/bot\/v2\/hook\/)([\w-]{8,})/g,
  /(\.webhook\.office\.com\/webhookb?2?\/|outlook\.office(?:365)?\.com\/webhook\/)([\w@/-]{8,})/g,
  /(api\.telegram\.org\/(?:file\/)?bot)([\w:%-]{8,})/g,
  /(hooks\.zapier\.com\/hooks\/catch\/|maker\.ifttt\.com\/(?:trigger\/[\w-]{1,64}\/(?:json\/)?)?(?:with\/)?key\/)([\w/-]{6,})/g,
  /((?:hc-ping\.com|healthchecks\.io\/ping)\/)([\w/-]{8,})/g,
  /(events\.(?:eu\.)?pagerduty\.com\/(?:integration|x-ere)\/)(\w{8,})/g,
  /(alert\.victorops\.com\/integrations\/[\w/-]{1,64}?\/alert\/)([\w/-]{8,})/g,
  /(\/integrations\/v1\/[a-z_]{3,40}\/)([\w-]{16,})/g,
  /(api\.(?:day\.app|chanify\.net)\/(?:v1\/sender\/)?)([\w.-]{16,})/g,
  /((?:sctapi\.ftqq\.com|sc\.ftqq\.com|push\.ft07\.com)\/)(\w{8,})/g,
  /(\/hooks\/)((?=[a-z]{0,25}\d)[a-z0-9]{26}(?!\w)|[A-Za-z0-9]{17,24}\/[A-Za-z0-9]{40,64})/g,
  /(webhooks?\.[\w.-]{1,64}\/|\/webhooks?\/(?:incoming\/)?)((?=[\w/-]{0,60}\d)[\w/-]{24,})/g,
  /(api\.(?:pushbullet|pushed)\.[a-z]{2,3}\/)([\w-]{20,})/g,
  /(tracker\.[\w.-]{1,64}\/ingest\/)([\w-]{16,})/g,
]
/** What is in every one of them: most addresses are told by that. */
const HOOK_HINT = /hook|bot|ping|integration|x-ere|\/key\/|day\.app|chanify|ft|push|ingest/
/** Oracle's way: `thin:user/password@host`. */
const ORACLE = /((?:thin|oci8?):[\w$#.-]{1,64}\/)([^@\s"']{1,200})(?=@)/g

/** Adds the keys of hooks and the passwords in addresses. */
export function findInUrls(text: string, found: Span[]): void {
  if (HOOK_HINT.test(text))
    for (const hook of HOOKS)
      for (const match of text.matchAll(hook)) {
        const start = match.index + (match[1] as string).length
        found.push({ start, end: start + (match[2] as string).length, mark: markOf('hook') })
      }
  if (!text.includes('@')) return
  for (const match of text.matchAll(ORACLE)) {
    const start = match.index + (match[1] as string).length
    found.push({ start, end: match.index + match[0].length, mark: NAMED_MARK })
  }
  findUsers(text, found)
}

/** What ends the part of an address that names user and host, and what ends the address. */
const PATH = /[/?#\s"'<>`\\,;)\]}|]/g
const AFTER = /[\s"'<>`\\]/g

function findUsers(text: string, found: Span[]): void {
  const nextAt = nextFinder(text, /@/g)
  const nextPath = nextFinder(text, PATH)
  const nextAfter = nextFinder(text, AFTER)
  let done = 0
  for (let slashes = text.indexOf('://'); slashes !== -1; slashes = text.indexOf('://', Math.max(slashes + 3, done))) {
    const start = slashes + 3
    const at = nextAt(start)
    if (at === undefined) return
    const span = userSpan(text, start, at, { path: nextPath(start), after: nextAfter(start) })
    if (span === undefined) continue
    found.push(span)
    done = span.end
  }
}

/** The password before the host of an address, or a user that is a key; `at`: the first `@` behind the start. */
function userSpan(
  text: string,
  start: number,
  at: number,
  {
    path = text.length,
    after = text.length,
  }: { readonly path: number | undefined; readonly after: number | undefined },
): Span | undefined {
  // An address of IPv6 has colons of its own.
  if (at > after || text[start] === '[') return undefined
  const colon = text.slice(start, Math.min(start + 256, at)).indexOf(':')
  // A sign that ends the host's part, before any `@`: then the password has it, or what looked like one is a port.
  if (at > path && (colon === -1 || start + colon > path || /^\d{0,5}$/.test(text.slice(start + colon + 1, path))))
    return undefined
  let last = at
  for (let next = text.indexOf('@', last + 1); next !== -1 && next < path; next = text.indexOf('@', next + 1))
    last = next
  const from = colon === -1 ? start : start + colon + 1
  const secret = text.slice(from, Math.min(last, from + 600))
  if (secret === '' || isHarmless(secret, true, '')) return undefined
  if (colon === -1 && !(secret.length >= 16 && looksSecret(secret))) return undefined
  return { start: from, end: last, mark: NAMED_MARK }
}
