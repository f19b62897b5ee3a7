import { compare, type Operator } from '../operator.ts'

export const atLeast: Operator<number> = {
  name: 'at_least',
  summary: 'the number or more',
  schema: { type: 'number' },
  samples: [{ argument: 2.5, values: [2.4, 2.5, 2.6, null], holds: [false, true, true, undefined] }],
  start: argument =>
    compare(
      say => `at least ${say(argument)}`,
      argument,
      value => value >= argument,
    ),
}
