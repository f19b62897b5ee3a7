/** One of the `sources`: logs that are followed, and what is read of their lines. */
export interface SourceConfig {
  readonly name?: string
  readonly paths: readonly string[]
  readonly exclude?: readonly string[]
  /** Zone of times that name none. */
  readonly tz?: string
  readonly time?: 'line' | 'arrival'
  /** Fields of every line. */
  readonly fields?: Readonly<Record<string, string>>
  /** True where the message keeps what a carrier puts before the text. */
  readonly keep_prefix?: boolean
  readonly container?: 'cri' | 'docker'
  readonly block?: BlockConfig
  readonly steps?: readonly StepConfig[]
}

export interface BlockConfig {
  readonly first_line: string
  readonly max_wait?: string
  readonly max_lines?: number
}

/** One step: exactly one of these keys. */
export interface StepConfig {
  readonly regex?: { readonly pattern: string; readonly from?: string }
  readonly json?: {
    readonly values: Readonly<Record<string, string>>
    readonly from?: string
    readonly drop_malformed?: boolean
  }
  readonly logfmt?: { readonly values: Readonly<Record<string, string>>; readonly from?: string }
  readonly time?: { readonly from: string; readonly layout?: string | readonly string[] }
  readonly text?: { readonly into: string; readonly text: string; readonly case?: 'lower' | 'upper' }
  readonly replace?: { readonly pattern: string; readonly with: string; readonly from?: string }
  readonly keep?: Readonly<Record<string, string>>
  readonly forget?: readonly string[]
  readonly keep_only?: readonly string[]
  readonly message?: string
  readonly drop?: DropConfig
  readonly when?: { readonly all: readonly ConditionConfig[]; readonly steps: readonly StepConfig[] }
}

export interface DropConfig {
  readonly from?: string
  readonly pattern?: string
  readonly equals?: string
  /** Bytes. */
  readonly longer_than?: number
  readonly older_than?: string
}

export interface ConditionConfig {
  readonly from?: string
  readonly equals?: string
  readonly contains?: string
  readonly matches?: string
  readonly not?: boolean
}

/** The `follow` section: how the logs of `sources` are followed. */
export interface FollowConfig {
  readonly state?: string
  readonly from?: 'start' | 'end'
}
