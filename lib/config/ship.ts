/** The `ship` section: where lines go, what labels they have and what is done while they cannot go. */
export interface ShipConfig {
  /** Address of Loki, with or without the path of its push API. */
  readonly loki?: string
  /** Address of a collector that takes OTLP over HTTP, with or without the path /v1/logs. */
  readonly otlp?: string
  /** File that lines are appended to. */
  readonly file?: string
  readonly tenant?: string
  readonly user?: string
  readonly password_file?: string
  readonly password_env?: string
  readonly token_file?: string
  readonly token_env?: string
  readonly ca_file?: string
  readonly cert_file?: string
  readonly key_file?: string
  /** Labels besides the usual ones, by name: the field of the record that they are taken from. */
  readonly labels?: Readonly<Record<string, string>>
  /** Labels that are the same for every line. */
  readonly static_labels?: Readonly<Record<string, string>>
  /** Which of the usual labels lines have; undefined for all. */
  readonly usual_labels?: readonly string[]
  readonly line?: 'message' | 'record'
  /** False where the server takes no structured metadata. */
  readonly metadata?: boolean
  readonly old?: 'rewrite' | 'drop' | 'send'
  readonly max_age?: string
  /** Bytes; 0 for no limit. */
  readonly max_line?: number
  readonly max_streams?: number
  readonly spool?: string
  /** MiB. */
  readonly spool_size?: number
  readonly when_full?: 'block' | 'drop-oldest'
  readonly fsync?: 'always' | 'second' | 'never'
  readonly dead_letters?: string
  readonly drain?: string
  readonly wait?: string
  readonly timeout?: string
  readonly verify?: boolean
  readonly metrics_file?: string
}
