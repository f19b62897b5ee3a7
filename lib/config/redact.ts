/** The `redact` section: what is taken out of records besides secrets. */
export interface RedactConfig {
  readonly patterns?: readonly string[]
  /** Leaves mail addresses as they are. */
  readonly keep_mail?: boolean
}
