import type { HangOptions } from '../../lib/hang/settings.ts'

/** What the command line says where it says nothing. */
export const NO_OPTIONS: HangOptions = {
  'step-factor': undefined,
  'step-floor': undefined,
  'step-stall': undefined,
  'first-step': undefined,
  silence: undefined,
  'max-ranks': 100,
  'exit-code': false,
  without: [],
}
