// The text of an alert for a person: what and why first, then the last steps, then the lines that matter.
import { cleanLine, cleanText, cut } from '../redact/clean-text.ts'
import type { BadStateCause } from './bad-state.ts'
import type { ErrorLine, Evidence, NamedRanks } from './evidence.ts'
import { formatRanks } from './rank-list.ts'
import { stepTable } from './step-table.ts'

/** Longest body, in characters. */
export const MAX_BODY = 32_768
const MAX_LINE = 1000

/** One `Name:   value` of the head. */
export type Fact = readonly [name: string, value: string | undefined]

/** Returns the whole body: an opening sentence, the facts that have a value, and what is known of the job. */
export function bodyText(opening: string, facts: readonly Fact[], evidence: Evidence, lastMatch?: string): string {
  const parts = [opening]
  const known = facts.filter((fact): fact is readonly [string, string] => fact[1] !== undefined && fact[1] !== '')
  if (known.length > 0) parts.push(known.map(([name, value]) => `${`${name}:`.padEnd(9)} ${value}`).join('\n'))
  const table = stepTable(evidence.steps())
  if (table !== '') parts.push(`Last steps\n${indent(table)}`)
  const errors = evidence.errors()
  if (errors.length > 0) parts.push(`Errors\n${errors.map(errorText).join('\n')}`)
  if (lastMatch !== undefined) parts.push(`Last matched line\n${indent(cleanText(lastMatch, MAX_LINE))}`)
  const last = evidence.lastLine()
  if (last !== undefined && last.text.trim() !== '') parts.push(`Last line of the log\n${errorText(last)}`)
  return cut(`${parts.join('\n\n')}\n`, MAX_BODY)
}

/** Returns ranks in words; undefined for none. */
export function ranksText({ numbered, others }: NamedRanks): string | undefined {
  if (numbered.length + others === 0) return undefined
  if (numbered.length === 0) return `${others} rank${others === 1 ? '' : 's'} without a number`
  return `${numbered.length === 1 ? 'rank' : 'ranks'} ${formatRanks(numbered)}${others > 0 ? ` and ${others} without a number` : ''}`
}

/** Returns the facts of a cause; `ranks` in words. */
export function causeFacts(cause: BadStateCause, ranks: string | undefined): readonly Fact[] {
  const { origin } = cause
  return [
    ['Why', cause.reason === undefined ? undefined : cleanLine(cause.reason, MAX_LINE)],
    ['Rules', cause.rules.length === 0 ? undefined : cleanLine(cause.rules.join(', '), MAX_LINE)],
    [cause.state === 'FAULTED' ? 'Faulted' : cause.state === 'SLOW' ? 'Slow' : 'Hanging', ranks],
    ['Node', origin.node === undefined ? undefined : cleanLine(origin.node, 200)],
    ['Run', origin.run === undefined ? undefined : cleanLine(origin.run, 200)],
    ['Attempt', origin.attempt === undefined ? undefined : String(origin.attempt)],
    ['Began', cause.at],
  ]
}

function errorText(line: ErrorLine): string {
  const head = [line.time?.slice(0, 19).replace('T', ' '), line.who, line.count > 1 ? `(${line.count} times)` : '']
    .filter(part => part !== undefined && part !== '')
    .join(' ')
  return indent(head === '' ? line.text : `${head}: ${line.text}`)
}

/** Log text always stands indented, so that it cannot pass for a heading of ours. */
const indent = (text: string): string => text.replace(/^/gm, '  ')
