// What help, man pages and completions say of an option.
import type { OptionSpec, OptionTable } from '../options.ts'

/** The options of a command line, and those that stand under another title than the one that they name. */
interface Options {
  readonly options: OptionTable
  readonly groups?: readonly { readonly title: string; readonly names: readonly string[] }[]
}

/** The title of options that name none. */
export const FIRST_GROUP = 'Options:'

/** Names of the options that are for people. */
export const shownOptions = ({ options }: Options): readonly string[] =>
  Object.keys(options).filter(name => options[name]?.hidden !== true)

/** Returns the options by their titles, in the order in which they are shown; those without one come first. */
export function optionGroups(line: Options): readonly { readonly title: string; readonly names: readonly string[] }[] {
  const elsewhere = new Set(line.groups?.flatMap(({ names }) => names))
  const byTitle = new Map<string, string[]>([[FIRST_GROUP, []]])
  for (const name of shownOptions(line)) {
    if (elsewhere.has(name)) continue
    const title = line.options[name]?.group ?? FIRST_GROUP
    byTitle.set(title, [...(byTitle.get(title) ?? []), name])
  }
  return [...[...byTitle].map(([title, names]) => ({ title, names })), ...(line.groups ?? [])]
}

/** Choices that are longer stand in the description. */
const LONGEST_CHOICES = 20

/** What an option's value is called in the help; undefined for a flag. */
export function valueName(spec: OptionSpec): string | undefined {
  switch (spec.type) {
    case 'flag':
      return undefined
    case 'choice': {
      const choices = spec.choices.join('|')
      return choices.length > LONGEST_CHOICES ? 'NAME' : choices
    }
    case 'count':
    case 'number':
      return 'N'
    case 'duration':
      return 'DURATION'
    case 'file':
    case 'ledger':
      return spec.placeholder ?? 'FILE'
    default:
      return spec.placeholder ?? 'TEXT'
  }
}

export function describeOption(spec: OptionSpec): string {
  const choices = spec.type === 'choice' && valueName(spec) === 'NAME' ? ` (${spec.choices.join(', ')})` : ''
  const given = 'default' in spec && spec.default !== undefined ? ` [default: ${spec.default}]` : ''
  return `${spec.describe}${choices}${given}`
}
