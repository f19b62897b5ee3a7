// How a program declares its options, and what it is given of them.

interface OptionBase {
  readonly describe: string
  readonly alias?: string
}
export type OptionSpec = OptionBase &
  (
    | { readonly type: 'flag' }
    | { readonly type: 'string'; readonly default?: string; readonly placeholder?: string }
    | { readonly type: 'strings'; readonly placeholder?: string }
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

/** A file named by an option, already read. */
export interface NamedFile {
  readonly path: string
  readonly text: string
}

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
