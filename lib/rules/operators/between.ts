import { compare, type Operator } from '../operator.ts'

export const between: Operator<readonly [number, number]> = {
  name: 'between',
  summary: 'in the range [low, high], both ends included',
  schema: { type: 'array', items: { type: 'number' }, minItems: 2, maxItems: 2 },
  samples: [
    { argument: [1, 3], values: [0.9, 1, 2, 3, 3.1, null], holds: [false, true, true, true, false, undefined] },
  ],
  start: ([low, high]) =>
    compare(
      say => `between ${say(low)} and ${say(high)}`,
      undefined,
      value => value >= low && value <= high,
    ),
}
