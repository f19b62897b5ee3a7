import type { Format } from './format.ts'
import { FORMATS } from './ordered.ts'

/** One format as `logmon formats` shows it. */
export interface ListedFormat {
  readonly name: string
  readonly part: Format['part']
  /** Where its shape comes from: a source file or document. */
  readonly source: string
  /** Its first sample: a line of it. */
  readonly sample: string
}

/** Returns every format, the user's own first, then by part (carriers, headers, payloads) and name. */
export function listFormats(own: readonly Format[] = []): readonly ListedFormat[] {
  const byPartAndName = (a: Format, b: Format): number =>
    a.part === b.part ? (a.name < b.name ? -1 : 1) : a.part < b.part ? -1 : 1
  return [...own, ...[...FORMATS].sort(byPartAndName)].map(({ name, part, source, samples }) => ({
    name,
    part,
    source,
    sample: samples[0]?.line ?? '',
  }))
}

/**
 * Returns the list as text: a heading for each part, and for each format its name and a sample, cut at `width` and safe
 * on a terminal.
 */
export function formatList(formats: readonly ListedFormat[], width = 120): string {
  const nameWidth = Math.max(...formats.map(format => format.name.length)) + 2
  let heading = ''
  return formats
    .map(({ name, part, sample }) => {
      const first = heading === part ? '' : `${heading === '' ? '' : '\n'}${part}s\n`
      heading = part
      return `${first}  ${name.padEnd(nameWidth)}${[...printable(sample)].slice(0, width - nameWidth - 2).join('')}\n`
    })
    .join('')
}

const printable = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a sample's colours must not reach a terminal
  text.replace(/\u001b\[[0-9;]*m/g, '').replace(/[\u0000-\u001f\u007f-\u009f]/g, ' ')
