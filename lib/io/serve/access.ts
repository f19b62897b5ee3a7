// Who may ask: tokens, names of the host, and pages of other sites.

import { createHash } from 'node:crypto'
import { readFileSync, realpathSync, statSync } from 'node:fs'
import type { FastifyRequest } from 'fastify'
import { isProblems, type Problem } from '../../problem.ts'
import { type Refusal, refusal } from '../../serve/refusal.ts'
import { parseUsers, type User } from '../../serve/users.ts'
import { reasonOf } from '../error-words.ts'
import { knownHosts } from '../known-host.ts'
import { type Caller, callerOf } from './context.ts'
import { isWithin } from './safe-path.ts'
import type { ServeSettings } from './settings.ts'

export interface Users {
  /** The user of a token; undefined for none. */
  of(token: string): User | undefined
  /** The root of a user of that name; undefined where there is none. */
  rootOf(name: string): string | undefined
}

/** The file of users is looked at again no sooner. */
const LOOK_EVERY_MS = 1000

export const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex')

/** Reads the file of users, and again when it has changed. One that has become wrong changes nothing, and is told. */
export function openUsers(
  path: string,
  root: string,
  { now, tell }: { readonly now: () => number; readonly tell: (message: string) => void },
): Users | readonly Problem[] {
  let stamp = ''
  let lookedAt = 0
  let byHash = new Map<string, User>()
  function read(): readonly Problem[] | undefined {
    const found = statSync(path)
    const seen = `${found.ino} ${found.size} ${found.mtimeMs}`
    if (seen === stamp) return undefined
    stamp = seen
    const users = parseUsers(readFileSync(path, 'utf8'), path)
    if (isProblems<readonly User[]>(users)) return users
    const checked = users.map(user => withRoot(user, root))
    const wrong = checked.filter(user => 'reason' in user)
    if (wrong.length > 0) return wrong.map(problem => ({ file: path, ...problem }))
    byHash = new Map(checked.flatMap(user => ('reason' in user ? [] : [[user.hash, user]])))
    return undefined
  }
  const problems = read()
  if (problems !== undefined) return problems
  return {
    of(token) {
      if (now() - lookedAt >= LOOK_EVERY_MS) {
        lookedAt = now()
        try {
          for (const { file, place, reason } of read() ?? [])
            tell(`${file ?? path}: ${place}: ${reason}; the users stay as they were`)
        } catch (error) {
          tell(`${path} cannot be read: ${reasonOf(error)}; the users stay as they were`)
        }
      }
      // Looked up by its hash, so that no comparison of secrets takes a time that tells something.
      return byHash.get(hashOf(token))
    },
    rootOf(name) {
      const user = [...byHash.values()].find(each => each.name === name)
      return user === undefined ? undefined : (user.root ?? root)
    },
  }
}

/** Resolves the links of a user's own root, which must lie below that of the service. */
function withRoot(user: User, root: string): User | Problem {
  if (user.root === undefined) return user
  try {
    const own = realpathSync(user.root)
    return isWithin(own, root)
      ? { ...user, root: own }
      : { place: user.name, reason: `${user.root} is not below --root` }
  } catch (error) {
    return { place: user.name, reason: `root=${user.root}: ${reasonOf(error)}` }
  }
}

/** Returns who asks, or why it may not. */
export function callerIn(request: FastifyRequest, users: Users | undefined, root: string): Caller | Refusal {
  if (users === undefined) return callerOf(undefined, root)
  const [scheme = '', token = '', ...more] = (request.headers.authorization ?? '').split(' ')
  if (scheme.toLowerCase() !== 'bearer' || token === '' || more.length > 0)
    return refusal('UNAUTHORIZED', 'a token is needed: Authorization: Bearer TOKEN')
  const user = users.of(token)
  return user === undefined ? refusal('UNAUTHORIZED', 'the token is not known') : callerOf(user, root)
}

/**
 * Returns what checks that a request is meant for this service: a page that was made to resolve its own name to our
 * address asks by that name. Addresses are none of those. Nobody reaches a socket by a name.
 */
export function hostCheck({ endpoint, hostNames }: ServeSettings): (request: FastifyRequest) => Refusal | undefined {
  if (endpoint.is === 'socket') return () => undefined
  const isKnown = knownHosts([endpoint.host, ...hostNames])
  return ({ headers }) => {
    if (isKnown(headers.host)) return undefined
    return refusal('WRONG_HOST', 'this service is not known by that name: see --host-name')
  }
}

const READS = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Returns why a request is refused that a page of another site has made; undefined where none has. */
export function refuseOtherSites({ method, headers }: FastifyRequest): Refusal | undefined {
  const refused = refusal('FORBIDDEN', 'pages of other sites may not ask')
  const site = headers['sec-fetch-site']
  if (site === 'cross-site' || (site === 'same-site' && !READS.has(method))) {
    // Following a link to the page is fine.
    return headers['sec-fetch-mode'] === 'navigate' && READS.has(method) ? undefined : refused
  }
  if (headers.origin === undefined || READS.has(method)) return undefined
  try {
    return new URL(headers.origin).host === headers.host ? undefined : refused
  } catch {
    return refused // `null`, of a sandbox or a file
  }
}
