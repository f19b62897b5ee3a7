// The one table of exit codes.

export const EXIT = {
  /** Done; also when the reader of our output went away. */
  ok: 0,
  /** Ran, but something failed. */
  failed: 1,
  /** Usage or configuration. */
  usage: 2,
  /** Interrupted (SIGINT twice, or once on a terminal or where we follow files). */
  interrupted: 130,
} as const
