import type { Signature } from '../signatures/signature.ts'

/** What logmon-classify is given besides its options. */
export interface ClassifyConfig {
  /** The rows of the file of --signatures: put here by whoever reads it. */
  readonly ownSignatures?: readonly Signature[]
}
