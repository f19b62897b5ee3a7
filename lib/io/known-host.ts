// Names by which a listener may be asked: a page that was made to resolve its own name to our address asks by that one.
import { isIP } from 'node:net'
import { hostname } from 'node:os'

/** Returns what says whether a request's Host is meant for us: an address, localhost, this host, or one of `names`. */
export function knownHosts(names: readonly string[]): (host: string | undefined) => boolean {
  const known = new Set(['localhost', hostname(), ...names].map(name => name.toLowerCase()))
  return (host = '') => {
    const name = host
      .replace(/:\d{1,5}$/, '')
      .replace(/^\[(.*)\]$/, '$1')
      .toLowerCase()
    return known.has(name) || isIP(name) !== 0
  }
}
