// What is told aloud to who listens: changes of state, and no more often than can be heard.
import { element, say } from '../draw/element.ts'

const EVERY_MS = 5000
const MOST_AT_ONCE = 3

export interface Announcer {
  readonly node: HTMLElement
  announce(text: string): void
}

export function announcer(): Announcer {
  const node = element('p', { class: 'hidden', role: 'status' })
  let waiting: string[] = []
  let timer: ReturnType<typeof setTimeout> | undefined
  let last = 0
  const tell = (): void => {
    timer = undefined
    last = Date.now()
    say(node, sentence(waiting))
    waiting = []
  }
  return {
    node,
    announce(text) {
      waiting.push(text)
      if (timer === undefined) timer = setTimeout(tell, Math.max(0, last + EVERY_MS - Date.now()))
    },
  }
}

/** Returns a few things in one sentence, or how many they are. */
export function sentence(things: readonly string[]): string {
  if (things.length <= MOST_AT_ONCE) return things.join('. ')
  return `${things.slice(0, MOST_AT_ONCE).join('. ')}, and ${things.length - MOST_AT_ONCE} more changes`
}
