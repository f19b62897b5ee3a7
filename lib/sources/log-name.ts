/** In a directory that is named as a whole, what counts as a log: checkpoints and data sets often lie beside them. */
const LOG_NAME =
  /(?:\.(?:log|out|err|txt|output|stdout|stderr|jsonl|ndjson)|^(?:stdout|stderr|error\.json)|\.msg\.\d+)(?:[.-]\d[-\d.T]*)?(?:\.(?:gz|zst))?$/

/** True for the name (without directory) of what is a log by all appearance. */
export function isLogName(name: string): boolean {
  return LOG_NAME.test(name)
}
