import type { Carrier } from '../format.ts'

/**
 * `docker compose logs`: the container's name padded to the widest, then ` | `. The name alone also starts tables and
 * bar-separated reports, so it must hold a digit (`trainer-1 | `) or be padded (`trainer  | `), and most lines of the
 * source must carry one.
 */
export const composeLabel: Carrier = {
  part: 'carrier',
  adaptive: true,
  name: 'compose-label',
  source: 'https://github.com/docker/compose/blob/main/cmd/formatter/logs.go',
  starts: 'A-Za-z0-9',
  samples: [
    { line: 'trainer-1  | hello', gives: { message: 'hello', fields: { container: 'trainer-1' } } },
    { line: 'redis      | ready', gives: { message: 'ready', fields: { container: 'redis' } } },
    { line: 'node01 |   indented', gives: { message: '  indented', fields: { container: 'node01' } } },
  ],
  peel(text, entry) {
    const bar = text.indexOf('|')
    if (bar < 2 || bar > 170) return undefined
    const match = /^([A-Za-z][\w.-]{0,80}) (?:(?<=\d[^ ]{0,16} )| {1,80})\|(?: |$)/.exec(text)
    if (match === null) return undefined
    entry.fields = { ...entry.fields, container: match[1] }
    return text.slice(match[0].length)
  },
}
