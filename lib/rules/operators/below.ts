import { compare, type Operator } from '../operator.ts'

export const below: Operator<number> = {
  name: 'below',
  summary: 'less than the number',
  schema: { type: 'number' },
  samples: [{ argument: 2.5, values: [2.4, 2.5, 2.6, null], holds: [true, false, false, undefined] }],
  start: argument =>
    compare(
      say => `below ${say(argument)}`,
      argument,
      value => value < argument,
    ),
}
