// What the parts of the page share.
import type { Route } from './route.ts'
import type { StreamState } from './stream.ts'

/** A view that is shown until another takes its place. */
export interface View {
  readonly node: HTMLElement
  /** Other choices of the same view: a filter, a range. */
  chosen(route: Route): void
  /** The colours are others. */
  redraw(): void
  /** Field that `/` goes to. */
  readonly search: HTMLInputElement
  close(): void
}

/** What a view can ask of the page around it. */
export interface Shell {
  /** Keeps a choice in the address, where links have it; '' takes it out. */
  choose(choices: Readonly<Record<string, string>>): void
  announce(text: string): void
  connection(state: StreamState): void
  /** Title of the tab. */
  title(text: string): void
  /** Says that something went wrong; '' that all is well again. */
  trouble(text: string): void
  /** Asks for a token, and begins anew. */
  askToken(): void
}

/** Calls a function soon after it was asked for, however often: once in `everyMs`, and not while nobody looks. */
export function throttled(everyMs: number, act: () => void): { ask(): void; stop(): void } {
  let timer: ReturnType<typeof setTimeout> | undefined
  let last = 0
  const run = (): void => {
    timer = undefined
    if (document.hidden) {
      document.addEventListener('visibilitychange', ask, { once: true })
      return
    }
    last = Date.now()
    act()
  }
  const ask = (): void => {
    if (timer === undefined) timer = setTimeout(run, Math.max(0, last + everyMs - Date.now()))
  }
  return {
    ask,
    stop() {
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', ask)
    },
  }
}
