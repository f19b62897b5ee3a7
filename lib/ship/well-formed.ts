/**
 * Returns text without halves of surrogate pairs, each of which becomes U+FFFD: JSON would carry them as escapes, for
 * which Loki refuses the whole body.
 */
export function wellFormed(text: string): string {
  return SURROGATE.test(text) ? text.replace(LONE_SURROGATE, '\ufffd') : text
}

const SURROGATE = /[\ud800-\udfff]/
const LONE_SURROGATE = /\p{Surrogate}/gu
