// What can be completed after each program and command, whatever the shell.
import type { OptionSpec } from '../../options.ts'
import { shownOptions, valueName } from '../option-words.ts'
import type { Described } from './lines.ts'

/** What may stand somewhere: one of some words, the name of a file or folder, or what nobody can guess. */
export interface Wanted {
  readonly words: readonly string[]
  readonly paths: 'files' | 'folders' | 'none'
}

export interface CompletedOption {
  readonly name: string
  readonly alias: string | undefined
  /** One line. */
  readonly describe: string
  /** True where it may be given more than once. */
  readonly repeats: boolean
  /** What its value is called, and what it may be; undefined for a flag. */
  readonly value: ({ readonly name: string } & Wanted) | undefined
}

export interface Completed {
  /** All names that `logmon` knows it by. */
  readonly names: readonly string[]
  /** Its own executable; undefined for a command of `logmon`. */
  readonly program: string | undefined
  readonly summary: string
  readonly options: readonly CompletedOption[]
  readonly arguments: Wanted
}

const BUILT_IN: readonly CompletedOption[] = [
  { name: 'version', alias: undefined, describe: 'show the version', repeats: false, value: undefined },
  { name: 'help', alias: 'h', describe: 'show help', repeats: false, value: undefined },
]

export function completedOf({ name, aliases, summary, isProgram, line }: Described): Completed {
  return {
    names: [name, ...aliases],
    program: isProgram ? `logmon-${name}` : undefined,
    summary,
    options: [
      ...shownOptions(line).map((option): CompletedOption => {
        const spec = line.options[option] as OptionSpec
        return {
          name: option,
          alias: spec.alias,
          describe: spec.describe.replace(/\s+/g, ' '),
          repeats: spec.type === 'strings',
          value: valueFor(spec),
        }
      }),
      ...BUILT_IN,
    ],
    arguments: wantedIn(line.positionals ?? ''),
  }
}

function valueFor(spec: OptionSpec): CompletedOption['value'] {
  const name = valueName(spec)
  if (name === undefined) return undefined
  const choices = 'choices' in spec ? (spec.choices ?? []) : []
  if (choices.length > 0) return { name, words: choices, paths: 'none' }
  return { name, ...wantedIn(name) }
}

/** Reads what may stand there from how it is shown, as `[test | digest FILE...]` or `FILE|off`. */
function wantedIn(shown: string): Wanted {
  const words = shown.replaceAll(/[[\]|.]+/g, ' ').split(/\s+/)
  return {
    words: words.filter(word => /^[a-z][a-z-]+$/.test(word)),
    paths: words.some(word => /^(?:FILE|LOG|PATH|GLOB)$|-FILE$/.test(word))
      ? 'files'
      : words.includes('DIR')
        ? 'folders'
        : 'none',
  }
}
