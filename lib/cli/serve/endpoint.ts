// Where a service listens, in the forms that NVRx's variables have.
import { isIP } from 'node:net'
import { isAbsolute } from 'node:path'
import type { Endpoint } from '../../io/serve/settings.ts'

/** Returns the endpoint that a text means, or what is wrong with it. */
export function parseEndpoint(text: string, usualPort: number): Endpoint | string {
  if (text.startsWith('unix://') || isAbsolute(text)) {
    const path = text.startsWith('unix://') ? unescaped(text.slice('unix://'.length)) : text
    return isAbsolute(path) ? { is: 'socket', path } : `"${text}" holds no absolute path of a socket`
  }
  const found = /^(?:http:\/\/)?(\[[0-9a-f:.%\w]+\]|[^:/[\]]+)(?::(\d{1,5}))?\/?$/i.exec(text)
  if (found === null) return `"${text}" is no endpoint; write HOST:PORT, http://HOST:PORT or unix:///PATH`
  const port = Number(found[2] ?? usualPort)
  if (port > 65_535) return `"${text}": a port is at most 65535`
  return { is: 'tcp', host: (found[1] as string).replace(/^\[|\]$/g, ''), port }
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text // a % that escapes nothing
  }
}

/** True for a host that only this machine reaches. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))
