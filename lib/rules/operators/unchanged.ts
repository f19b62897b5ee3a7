import type { Operator, Value } from '../operator.ts'

export const unchanged: Operator<{ readonly times: number }> = {
  name: 'unchanged',
  summary: 'the same value so many times in a row',
  schema: {
    type: 'object',
    required: ['times'],
    properties: { times: { type: 'integer', minimum: 2 } },
    additionalProperties: false,
  },
  takesText: true,
  samples: [
    {
      argument: { times: 3 },
      values: [1, 1, 1, 1, 2, 2, null, 2],
      holds: [false, false, true, true, false, false, false, false],
    },
  ],
  start({ times }) {
    let last: Value | undefined
    let count = 0
    return {
      holds(value) {
        count = value === last ? count + 1 : 1
        last = value
        return count >= times
      },
      words: () => `unchanged ${count} times in a row`,
      threshold: () => times,
      save: () => ({ last, count }),
      restore(saved) {
        ;({ last, count } = saved as { readonly last?: Value; readonly count: number })
      },
    }
  },
}
