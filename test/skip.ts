// Reasons to leave a test out, which the report shows beside the test and counts at its end. With LOGMON_NO_SKIP=1, as in
// CI, nothing is left out: the test runs, and fails for want of what it needs.
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'

/** Returns what the option `skip` of a test takes: `reason` where `isThere` is false and tests may be left out. */
export const skipUnless = (isThere: boolean, reason: string): string | false =>
  !isThere && process.env['LOGMON_NO_SKIP'] === undefined && reason

/** Logs of other people, which are not ours to hand on: they lie beside the checkout, and a clone alone lacks them. */
export const foreign = (path: string): { readonly folder: string; readonly skip: string | false } => ({
  folder: resolve('../shared', path),
  skip: skipUnless(existsSync(resolve('../shared', path)), `../shared/${path} is not beside this checkout`),
})
