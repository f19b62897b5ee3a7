// How a program declares its options, and what it is given of them.
import { parseDuration } from './record/time.ts'

interface OptionBase {
  readonly describe: string
  readonly alias?: string
  /** The title under which it stands in the help, as `Metrics:`; first of all where absent. */
  readonly group?: string
  /** True for what programs of ours say to each other: no help shows it. */
  readonly hidden?: true
  /** True for what is done only where files are named: refused on standard input, and not in `logmon run`. */
  readonly withFiles?: true
}
export type OptionSpec = OptionBase &
  (
    | { readonly type: 'flag' }
    | { readonly type: 'string'; readonly default?: string; readonly placeholder?: string }
    /** May be given again; `choices` are all that it may be. */
    | { readonly type: 'strings'; readonly placeholder?: string; readonly choices?: readonly string[] }
    | { readonly type: 'choice'; readonly choices: readonly string[]; readonly default?: string }
    /** A whole number, 0 or more. */
    | { readonly type: 'count'; readonly default?: number }
    | { readonly type: 'number'; readonly default?: number }
    /** Text with a unit, such as 60s; arrives as milliseconds. */
    | { readonly type: 'duration'; readonly default?: string }
    /** Path of a file that is read before input is; arrives as its path and text. */
    | { readonly type: 'file'; readonly placeholder?: string }
    /**
     * Path of a file that the program itself keeps from run to run: one that does not exist yet arrives with empty
     * text.
     */
    | { readonly type: 'ledger'; readonly placeholder?: string }
  )
export type OptionTable = Readonly<Record<string, OptionSpec>>

/** Puts options under a title of the help. */
export function inGroup<const T extends OptionTable>(group: string, table: T): T {
  return Object.fromEntries(Object.entries(table).map(([name, spec]) => [name, { ...spec, group }])) as OptionTable as T
}

/** A file named by an option, already read. */
export interface NamedFile {
  readonly path: string
  readonly text: string
}

/** What an option gives, whatever its type: of a `file` option the path, and the file itself once it was read. */
export type OptionValue = boolean | number | string | readonly string[] | NamedFile | undefined
/** The options of a command line, by their names. */
export type OptionValues = Readonly<Record<string, OptionValue>>

type ValueOf<T extends OptionSpec> = T extends { type: 'flag' }
  ? boolean
  : T extends { type: 'count' | 'number' | 'duration' }
    ? T extends { default: unknown }
      ? number
      : number | undefined
    : T extends { type: 'strings' }
      ? readonly string[]
      : T extends { type: 'file' | 'ledger' }
        ? NamedFile | undefined
        : T extends { default: string }
          ? string
          : string | undefined
export type OptionsOf<T extends OptionTable> = { readonly [K in keyof T]: ValueOf<T[K]> }

/** Returns what a program sees where no option was given. */
export function defaultsOf(table: OptionTable): OptionValues {
  return Object.fromEntries(
    Object.entries(table).flatMap(([name, spec]): [string, OptionValue][] => {
      if (spec.type === 'flag') return [[name, false]]
      if (spec.type === 'strings') return [[name, []]]
      if (!('default' in spec) || spec.default === undefined) return []
      return [[name, spec.type === 'duration' ? parseDuration(spec.default) : spec.default]]
    }),
  )
}

/** The values of an option that may be given again; none for an option of another type. */
export const listOf = (value: OptionValue): readonly string[] =>
  Array.isArray(value) ? (value as readonly string[]) : []

/** The text of an option; undefined where it has none. */
export function textOf(values: OptionValues, name: string): string | undefined {
  const value = values[name]
  return typeof value === 'string' ? value : undefined
}

/** The file of an option, once it was read; undefined where none was named. */
export function fileOf(values: OptionValues, name: string): NamedFile | undefined {
  const value = values[name]
  return typeof value === 'object' && 'text' in value ? value : undefined
}
