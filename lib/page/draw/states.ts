// The states of jobs and ranks as a page shows them: a colour and a sign each, for not everybody tells colours apart.
import { element } from './element.ts'

/** Name of a colour of colours.css: `--NAME` is for text, `--NAME-fill` for areas. */
export type Tone = 'waiting' | 'healthy' | 'slow' | 'hanging' | 'faulted' | 'ended'

interface Look {
  readonly tone: Tone
  readonly sign: string
}

const LOOKS: Readonly<Record<string, Look>> = {
  WAITING: { tone: 'waiting', sign: '○' },
  HEALTHY: { tone: 'healthy', sign: '●' },
  SLOW: { tone: 'slow', sign: '◐' },
  HANGING: { tone: 'hanging', sign: '▲' },
  FAULTED: { tone: 'faulted', sign: '✕' },
  ENDED: { tone: 'ended', sign: '■' },
}
const UNKNOWN: Look = { tone: 'waiting', sign: '·' }

export const lookOf = (state: string | null): Look =>
  state !== null && Object.hasOwn(LOOKS, state) ? (LOOKS[state] as Look) : UNKNOWN

/** What to do, as verdicts call it. */
const ACTIONS: Readonly<Record<string, Tone>> = {
  stop: 'faulted',
  restart_isolate: 'hanging',
  restart: 'slow',
  wait: 'waiting',
  done: 'ended',
  unknown: 'waiting',
}

export const toneOfAction = (action: string | null): Tone =>
  action !== null && Object.hasOwn(ACTIONS, action) ? (ACTIONS[action] as Tone) : 'waiting'

/** Returns the sign and the word of a state. */
export function badge(word: string, { tone, sign }: Look): HTMLElement {
  return element(
    'span',
    { class: `badge tone-${tone}` },
    sign === '' ? undefined : element('span', { class: 'sign', 'aria-hidden': 'true' }, sign),
    word,
  )
}

/** Returns the colour of a name as a canvas takes it, for the theme that holds now. */
export function colourOf(name: string): string {
  const probe = element('i', { hidden: true })
  probe.style.color = `var(--${name})`
  document.body.append(probe)
  const { color } = getComputedStyle(probe)
  probe.remove()
  return color
}
