import type { Signature } from '../signatures/signature.ts'

/** `classify.llm`: a model that is asked about what the rules leave unknown. Durations are text with a unit. */
export interface ModelConfig {
  readonly url: string
  readonly models: readonly string[]
  readonly key_file?: string
  readonly key_env?: string
  readonly ca_file?: string
  readonly deadline?: string
  readonly max_requests?: number
  readonly max_tokens?: number
  /** Bytes. */
  readonly max_input?: number
  readonly cache?: string
  readonly redact?: readonly string[]
}

/** What logmon-classify is given besides its options. */
export interface ClassifyConfig {
  readonly llm?: ModelConfig
  /** The rows of the file of --signatures: put here by whoever reads it. */
  readonly ownSignatures?: readonly Signature[]
}
