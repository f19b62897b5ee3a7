import type { Operator } from '../operator.ts'

export const nonFinite: Operator<true> = {
  name: 'non_finite',
  summary: 'nan, inf or -inf',
  schema: { const: true, description: 'true' },
  samples: [{ argument: true, values: [1, null, 0], holds: [false, true, false] }],
  start: () => ({ holds: value => value === null, words: () => 'nan or infinite', threshold: () => undefined }),
}
