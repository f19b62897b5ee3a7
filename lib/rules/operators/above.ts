import { compare, type Operator } from '../operator.ts'

export const above: Operator<number> = {
  name: 'above',
  summary: 'more than the number',
  schema: { type: 'number' },
  samples: [{ argument: 2.5, values: [2.4, 2.5, 2.6, null], holds: [false, false, true, undefined] }],
  start: argument =>
    compare(
      say => `above ${say(argument)}`,
      argument,
      value => value > argument,
    ),
}
