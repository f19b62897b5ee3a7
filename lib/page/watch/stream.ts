// What happens, as it happens. A stream that breaks is opened again behind the last event that was seen; nobody watches
// behind a page that is not seen.
import { eventParser, type ServerEvent } from './event-parser.ts'
import { headersOf } from './service.ts'

/** live: open. waiting: it broke, and is tried again. resting: the page is not seen. refused: a token is needed. */
export type StreamState = 'live' | 'waiting' | 'resting' | 'refused'

export interface StreamSetting {
  /** `events`, or `events?job=7`. */
  readonly path: string
  readonly take: (event: ServerEvent) => void
  readonly changed: (state: StreamState) => void
}

const FIRST_WAIT_MS = 1000
const LONGEST_WAIT_MS = 20_000
/** A page that is not seen for so long lets go of its connection: browsers have few for a service. */
const REST_AFTER_MS = 60_000

/** Opens a stream; returns what ends it. */
export function openStream({ path, take, changed }: StreamSetting): () => void {
  const ended = new AbortController()
  let current = new AbortController()
  let lastId = ''
  let waitMs = FIRST_WAIT_MS
  let timer: ReturnType<typeof setTimeout> | undefined
  let isResting = false

  async function read(signal: AbortSignal): Promise<void> {
    const response = await fetch(`api/v1/${path}`, {
      headers: headersOf({ accept: 'text/event-stream', ...(lastId === '' ? {} : { 'last-event-id': lastId }) }),
      cache: 'no-store',
      signal,
    })
    if (response.status === 401) {
      changed('refused')
      ended.abort()
      return
    }
    if (!response.ok || response.body === null) throw new Error(`answered ${response.status}`)
    const parse = eventParser()
    changed('live')
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      waitMs = FIRST_WAIT_MS
      for (const event of parse(value)) {
        if (event.id !== '') lastId = event.id
        take(event)
      }
    }
  }
  async function open(): Promise<void> {
    current = new AbortController()
    await read(current.signal).catch(() => undefined)
    if (ended.signal.aborted || isResting) return
    changed('waiting')
    // Not all pages at once, when the service has been started anew.
    timer = setTimeout(() => void open(), waitMs * (0.75 + Math.random() / 2))
    waitMs = Math.min(LONGEST_WAIT_MS, waitMs * 2)
  }
  let resting: ReturnType<typeof setTimeout> | undefined
  const seen = (): void => {
    clearTimeout(resting)
    if (document.hidden) {
      resting = setTimeout(() => {
        isResting = true
        clearTimeout(timer)
        current.abort()
        changed('resting')
      }, REST_AFTER_MS)
    } else if (isResting) {
      isResting = false
      void open()
    }
  }
  document.addEventListener('visibilitychange', seen)
  void open()
  return () => {
    ended.abort()
    current.abort()
    clearTimeout(timer)
    clearTimeout(resting)
    document.removeEventListener('visibilitychange', seen)
  }
}
