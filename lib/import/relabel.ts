// Promtail's relabel_configs where all labels are known beforehand: what they make of them.
import { compilePattern, isPatternProblem } from '../pattern/pattern.ts'
import { type Group, groupOf, listIn, textIn } from './read.ts'

type Labels = Record<string, string>

/** Returns the labels as the rules leave them: undefined where they drop the target, a text for what is not known. */
export function relabel(labels: Readonly<Labels>, configs: readonly unknown[]): Readonly<Labels> | undefined | string {
  let made: Labels = { ...labels }
  for (const config of configs) {
    const result = relabelOnce(made, groupOf(config) ?? {})
    if (result === undefined || typeof result === 'string') return result
    made = result
  }
  return made
}

type Action = (labels: Labels, rule: Rule) => Labels | undefined

interface Rule {
  readonly text: string
  readonly target: string
  readonly replacement: string
  /** The whole text and the groups, where the pattern matches all of the text. */
  match(text: string): readonly (string | undefined)[] | undefined
}

const setLabel = (labels: Labels, name: string, value: string): Labels => {
  const { [name]: _, ...others } = labels
  return value === '' ? others : { ...others, [name]: value }
}

const only = (labels: Labels, keeps: (name: string) => boolean): Labels =>
  Object.fromEntries(Object.entries(labels).filter(([name]) => keeps(name)))

const ACTIONS: Readonly<Record<string, Action>> = {
  replace(labels, { text, target, replacement, match }) {
    const found = match(text)
    return found === undefined ? labels : setLabel(labels, target, filled(replacement, found))
  },
  keep: (labels, { text, match }) => (match(text) === undefined ? undefined : labels),
  drop: (labels, { text, match }) => (match(text) === undefined ? labels : undefined),
  lowercase: (labels, { text, target }) => setLabel(labels, target, text.toLowerCase()),
  uppercase: (labels, { text, target }) => setLabel(labels, target, text.toUpperCase()),
  labeldrop: (labels, { match }) => only(labels, name => match(name) === undefined),
  labelkeep: (labels, { match }) => only(labels, name => match(name) !== undefined),
  labelmap(labels, { replacement, match }) {
    let made = labels
    for (const [name, value] of Object.entries(labels)) {
      const found = match(name)
      if (found !== undefined) made = setLabel(made, filled(replacement, found), value)
    }
    return made
  },
}

function relabelOnce(labels: Labels, config: Group): Labels | undefined | string {
  const name = (textIn(config['action']) ?? 'replace').toLowerCase()
  const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined
  if (action === undefined) return `the action ${name} is not known to logmon`
  const pattern = compilePattern(`^(?:${textIn(config['regex']) ?? '(.*)'})$`)
  if (isPatternProblem(pattern)) return pattern.reason
  const names = listIn(config['source_labels']).map(label => textIn(label) ?? '')
  return action(labels, {
    text: names.map(label => labels[label] ?? '').join(textIn(config['separator']) ?? ';'),
    target: textIn(config['target_label']) ?? '',
    replacement: textIn(config['replacement']) ?? '$1',
    match: text => pattern.match(text),
  })
}

const filled = (replacement: string, found: readonly (string | undefined)[]): string =>
  replacement.replace(/\$(?:(\d)|\{(\d)\})/g, (_, one?: string, other?: string) => found[Number(one ?? other)] ?? '')
