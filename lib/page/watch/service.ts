// Asks the service, with the token of the reader where one is needed.
import { parseTime } from '../../record/time.ts'

export class ServiceError extends Error {
  readonly status: number
  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

const KEY = 'logmon-token'

/** The token is kept while the tab is open, and goes with it. */
export const token = (): string => sessionStorage.getItem(KEY) ?? ''
export const keepToken = (text: string): void => sessionStorage.setItem(KEY, text)

export const headersOf = (more: Readonly<Record<string, string>> = {}): Record<string, string> =>
  token() === '' ? { ...more } : { ...more, authorization: `Bearer ${token()}` }

/** By how much the clock of the service is ahead of the reader's. */
let aheadMs = 0

/** The time by the clock of the service: what it tells is compared with that. */
export const serviceNow = (): number => Date.now() + aheadMs

/** Resolves to what is answered. Rejects with ServiceError where it is refused or does not answer. */
export async function ask<Answer>(path: string, signal?: AbortSignal): Promise<Answer> {
  const response = await fetch(`api/v1/${path}`, {
    headers: headersOf({ accept: 'application/json' }),
    ...(signal === undefined ? {} : { signal }),
  }).catch((error: Error) => {
    if (error.name === 'AbortError') throw error
    throw new ServiceError(0, 'the service does not answer')
  })
  const date = Date.parse(response.headers.get('date') ?? '')
  // Whole seconds: half of one is the best guess.
  if (Number.isFinite(date)) aheadMs = date + 500 - Date.now()
  const body = (await response.json().catch(() => ({}))) as { message?: string }
  if (!response.ok) throw new ServiceError(response.status, body.message ?? `the service answers ${response.status}`)
  return body as Answer
}

/** Returns the instant of a text of the service; undefined for none. */
export const instantOf = (text: string | null | undefined): number | undefined =>
  text === null || text === undefined || text === '' ? undefined : parseTime(text)
