/** The constant bytes around a file's records. */
export interface RecordFrame {
  /** What follows the message, up to the digits of the offset: `","file":"train.log","rank":3,"offset":`. */
  readonly afterMessage: Buffer
}

/** Returns the frame of a file's records; `fields` are what every record of it carries, `file` among them. */
export function recordFrame(fields: Readonly<Record<string, string | number>>): RecordFrame {
  const rest = JSON.stringify(fields).slice(1, -1)
  return { afterMessage: Buffer.from(`"${rest === '' ? '' : `,${rest}`},"offset":`) }
}
