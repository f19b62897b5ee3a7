import type { HangConfig } from '../hang.ts'

/** All our own checks off: with `without: [hang]`, and in other dialects, which say themselves what silence means. */
export const OWN_LIMITS: HangConfig = { step_gap: 'off', step_stall: 'off', first_step_within: 'off', silence: 'off' }
