// Text as a look shows it.
import { styleText } from 'node:util'
import type { Look } from './look.ts'

/** What a text means; which colour says so is decided here alone. */
export type Tone = 'bad' | 'warning' | 'good' | 'quiet' | 'strong' | 'plain'

const FORMATS = {
  bad: ['red', 'bold'],
  warning: ['yellow'],
  good: ['green'],
  quiet: ['dim'],
  strong: ['bold'],
} as const satisfies Record<Exclude<Tone, 'plain'>, readonly string[]>

/** Returns text in the colour of its tone, where the look has colours. */
export function toned(text: string, tone: Tone, { hasColour }: Look): string {
  if (!hasColour || tone === 'plain' || text === '') return text
  // Node would look at standard output itself, and know nothing of what the look says.
  return styleText([...FORMATS[tone]], text, { validateStream: false })
}

const IN_ASCII: Readonly<Record<string, string>> = {
  '…': '...',
  '→': '->',
  '–': '-',
  '—': '-',
  '‘': "'",
  '’': "'",
  '“': '"',
  '”': '"',
  '×': 'x',
  '│': '|',
  '─': '-',
  '●': 'o',
  '○': '.',
  '◐': '~',
  '■': '#',
  '✗': 'x',
  '▁': '_',
  '▂': '.',
  '▃': '-',
  '▄': '~',
  '▅': '=',
  '▆': '+',
  '▇': '*',
  '█': '#',
}

/** Returns text in the characters that the look can show. */
export function shown(text: string, { hasUnicode }: Look): string {
  return hasUnicode ? text : text.replace(/\P{ASCII}/gu, character => IN_ASCII[character] ?? '?')
}

/** What stands where text was cut off. */
export const ellipsisOf = ({ hasUnicode }: Look): string => (hasUnicode ? '…' : '...')
