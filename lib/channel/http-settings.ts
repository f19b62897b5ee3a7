// What channels over HTTP have in common.
import type { HttpRequest } from './request.ts'
import { type SecretDeclaration, secretProperties } from './secret.ts'

/** A certificate authority of one's own. */
export const CA_FILE = { ca_file: { $ref: '#/$defs/ca_file' } } as const

/** An address that is as good as a password: whoever has it can post. */
export const SECRET_URL = {
  what: 'the address',
  isRequired: true,
  question: ({ name, type }: { readonly name?: string; readonly type: string }): string => `Address of ${name ?? type}`,
} as const satisfies SecretDeclaration<{ readonly name?: string; readonly type: string }>

/** What channels have in common whose whole address is a secret, and the only one. */
export const SECRET_WEBHOOK = {
  via: 'http',
  settings: { properties: { ...secretProperties('url', SECRET_URL), ...CA_FILE } },
  secrets: { url: SECRET_URL },
  certificates: 'ca_file',
  target: (_config: unknown, { url = '' }: { readonly url?: string }): { readonly url: string } => ({
    url: url.trim(),
  }),
} as const

/** A setting for the address of a server, where it is not the public one. */
export const serverUrl = (description: string): Readonly<Record<string, string>> => ({
  description,
  type: 'string',
  format: 'logmon-http-url',
})

/** Returns an address without slashes at its end, so that a path can follow. */
export const withoutSlash = (url: string): string => url.replace(/\/+$/, '')

export const jsonRequest = (body: unknown, more: Pick<HttpRequest, 'path'> = {}): HttpRequest => ({
  via: 'http',
  headers: { 'content-type': 'application/json; charset=utf-8' },
  body: JSON.stringify(body),
  ...more,
})
