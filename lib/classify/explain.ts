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
  unknown: 'not known: look at it yourself',
}
const wordsOfAction = ({ action, isolate }: VerdictRecord): string =>
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
    lines.push(`        ${placeOf(primary)}${cut(primary.text ?? '')}`)
  }
  if (culprit !== undefined)
    lines.push(`Who:    ${whoOf(culprit)}${culprit.inferred === true ? ' (inferred)' : ''}: ${culprit.reason}`)
  else if (primary !== undefined) lines.push('Who:    not known, or everybody alike')
  for (const item of verdict.isolate ?? [])
    lines.push(
      `Leave out: ${item.node ?? `the node of ranks ${item.ranks?.[0]} to ${item.ranks?.at(-1)}`}${item.gpu === undefined ? '' : ` (GPU ${item.gpu})`}: ${item.reason}`,
    )
  const secondary = verdict.secondary ?? []
  if (secondary.length > 0) {
    lines.push('What followed:')
    for (const item of secondary.slice(0, 8)) {
      const spread = [
        `${item.count} x`,
        ...(item.ranks !== undefined && item.ranks > 1 ? [`${item.ranks} ranks`] : []),
      ].join(', ')
      lines.push(
        `  ${ROLE_WORDS[item.role ?? ''] ?? ''} ${item.signature ?? ''} (${spread}): ${item.line === undefined ? '' : `line ${item.line}: `}${cut(item.text ?? '')}`,
      )
    }
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

function placeOf(primary: NonNullable<VerdictRecord['primary']>): string {
  const parts = [primary.file, primary.line === undefined ? undefined : `line ${primary.line}`].filter(
    part => part !== undefined,
  )
  return parts.length === 0 ? '' : `${parts.join(', ')}: `
}

function whoOf(culprit: NonNullable<VerdictRecord['culprit']>): string {
  const part = (name: string, list: readonly (string | number)[] | undefined): string[] =>
    list === undefined || list.length === 0 ? [] : [`${name}${list.length > 1 ? 's' : ''} ${list.join(', ')}`]
  return [...part('rank', culprit.ranks), ...part('node', culprit.nodes), ...part('GPU', culprit.gpus)].join('; ')
}

const cut = (text: string): string => (text.length > MAX_LINE ? `${text.slice(0, MAX_LINE)}…` : text)
