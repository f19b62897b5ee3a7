import { compare, type Operator } from '../operator.ts'

export const atMost: Operator<number> = {
  name: 'at_most',
  summary: 'the number or less',
  schema: { type: 'number' },
  samples: [{ argument: 2.5, values: [2.4, 2.5, 2.6, null], holds: [true, true, false, undefined] }],
  start: argument =>
    compare(
      say => `at most ${say(argument)}`,
      argument,
      value => value <= argument,
    ),
}
