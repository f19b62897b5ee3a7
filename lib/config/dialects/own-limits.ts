import type { HangConfig } from '../hang.ts'

/** The other dialects say themselves what silence means: none of our own checks is added. */
export const OWN_LIMITS: HangConfig = { step_gap: 'off', step_stall: 'off', first_step_within: 'off', silence: 'off' }
