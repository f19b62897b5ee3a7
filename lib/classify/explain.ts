// A verdict in the words of a person.
import type { VerdictRecord } from '../record/types.generated.ts'
import { CATEGORIES, type Category } from '../signatures/categories.ts'
import { explainModel } from './model/explain.ts'

const ACTION_WORDS: Readonly<Record<VerdictRecord['action'], string>> = {
  restart: 'on the same nodes',
  restart_isolate: 'without the node that is at fault',
  stop: 'a person has to change something first',
  wait: 'nothing is broken: resubmit, or let the scheduler run it again',
  done: 'nothing to do: the run finished',
  unknown: 'look at it yourself: the log does not say what to do',
}
/** Returns what is to be done, as the end of a sentence. */
export const wordsOfAction = ({ action, isolate }: VerdictRecord): string =>
  action === 'restart_isolate' && (isolate ?? []).length === 0
    ? 'on other nodes: the machine is broken, and no line says which it is'
    : ACTION_WORDS[action]

const ROLE_WORDS: Readonly<Record<string, string>> = {
  initiator: 'also',
  confirms: 'confirms',
  symptom: 'symptom',
  teardown: 'clean-up',
}
const MAX_LINE = 300

/** Returns the lines that tell a verdict; the caller makes them safe for its terminal. */
export function explainVerdict(verdict: VerdictRecord): readonly string[] {
  const { primary, culprit } = verdict
  const title = CATEGORIES[(verdict.category ?? 'unknown') as Category]?.title ?? verdict.category
  const lines = [
    ...(verdict.files === undefined
      ? []
      : [`File${verdict.files.length === 1 ? '' : 's'}:   ${cut(verdict.files.join(', '))}`]),
    `${verdict.attempt === undefined ? '' : `Attempt ${verdict.attempt}. `}Action: ${verdict.action} - ${wordsOfAction(verdict)}`,
  ]
  if (primary === undefined) lines.push(`Cause:  ${verdict.why?.[0] ?? 'none'}`)
  else {
    lines.push(`Cause:  ${title} (${verdict.category}, ${Math.round((verdict.confidence ?? 0) * 100)} % sure)`)
    const place = placeOfCause(primary)
    lines.push(`        ${place === '' ? '' : `${place}: `}${cut(primary.text ?? '')}`)
  }
  if (culprit !== undefined)
    lines.push(`Who:    ${wordsOfWho(culprit)}${culprit.inferred === true ? ' (inferred)' : ''}: ${culprit.reason}`)
  else if (primary !== undefined) lines.push('Who:    not known, or everybody alike')
  for (const item of verdict.isolate ?? [])
    lines.push(
      `Leave out: ${item.node ?? `the node of ranks ${item.ranks?.[0]} to ${item.ranks?.at(-1)}`}${item.gpu === undefined ? '' : ` (GPU ${item.gpu})`}: ${item.reason}`,
    )
  const secondary = verdict.secondary ?? []
  if (secondary.length > 0) {
    lines.push('What followed:')
    for (const item of secondary.slice(0, 8)) lines.push(`  ${wordsOfFollower(item)}`)
    if (secondary.length > 8) lines.push(`  and ${secondary.length - 8} more`)
  }
  lines.push(...explainModel(verdict), 'Why:')
  for (const reason of verdict.why ?? []) lines.push(`  - ${reason}`)
  const { progress, checkpoint } = verdict
  if (progress?.last_step !== undefined)
    lines.push(
      `Progress: steps ${progress.first_step ?? '?'} to ${progress.last_step}${checkpoint?.saved === true ? `, checkpoint at ${checkpoint.step ?? 'an unnamed step'}` : ', no checkpoint saved'}`,
    )
  return lines
}

/** Returns file and line of the cause; '' where neither is known. */
export function placeOfCause({ file, line }: NonNullable<VerdictRecord['primary']>): string {
  return [file, line === undefined ? undefined : `line ${line}`].filter(part => part !== undefined).join(', ')
}

/** Returns what a failure that followed was, how far it spread, and its line. */
export function wordsOfFollower(item: NonNullable<VerdictRecord['secondary']>[number]): string {
  const spread = [
    `${item.count} x`,
    ...(item.ranks !== undefined && item.ranks > 1 ? [`${item.ranks} ranks`] : []),
  ].join(', ')
  const line = item.line === undefined ? '' : `line ${item.line}: `
  return `${ROLE_WORDS[item.role ?? ''] ?? ''} ${item.signature ?? ''} (${spread}): ${line}${cut(item.text ?? '')}`
}

/** Returns who caused it: ranks, nodes and GPUs, of each at most `most` by name. */
export function wordsOfWho(culprit: NonNullable<VerdictRecord['culprit']>, most = Number.POSITIVE_INFINITY): string {
  const part = (name: string, list: readonly (string | number)[] = []): string[] => {
    if (list.length === 0) return []
    const more = list.length > most ? ` and ${list.length - most} more` : ''
    return [`${name}${list.length > 1 ? 's' : ''} ${list.slice(0, most).join(', ')}${more}`]
  }
  return [...part('rank', culprit.ranks), ...part('node', culprit.nodes), ...part('GPU', culprit.gpus)].join('; ')
}

const cut = (text: string): string => (text.length > MAX_LINE ? `${text.slice(0, MAX_LINE)}…` : text)
