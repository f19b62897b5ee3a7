// One line on its way: what stands for it in the body of a push.

/** `["<nanoseconds>","<line>",{metadata}]`, as text or as the bytes that a spool gave. */
export interface LokiEntry {
  readonly text: string | Uint8Array
  /** Length of the text in UTF-8. */
  readonly bytes: number
  /** Told when nothing more is to be done for the line. */
  readonly owner: Owner
}

/** What lines belong to that are done with together: a chunk of input, a block of a spool. */
export interface Owner {
  /** Lines that are still on their way. */
  left: number
  /** Called when the last of them is done with. */
  completed(): void
}

/** What an entry holds. */
export interface EntryParts {
  /** Nanoseconds since the epoch, as decimal text. */
  readonly stamp: string
  readonly line: string
  readonly metadata: Readonly<Record<string, string>>
}

/** Returns the text of an entry; `quotedLine` is JSON, `metadata` the inside of an object, '' for none. */
export function entryText(stamp: string, quotedLine: string, metadata: string): string {
  return metadata === '' ? `["${stamp}",${quotedLine}]` : `["${stamp}",${quotedLine},{${metadata}}]`
}

const textOf = (text: string | Uint8Array): string => (typeof text === 'string' ? text : Buffer.from(text).toString())

/** Returns what an entry holds. */
export function partsOf({ text }: Pick<LokiEntry, 'text'>): EntryParts {
  const [stamp, line, metadata = {}] = JSON.parse(textOf(text)) as [string, string, EntryParts['metadata']?]
  return { stamp, line, metadata }
}

const headOf = (text: string | Uint8Array): string =>
  typeof text === 'string' ? text.slice(0, 24) : Buffer.from(text.subarray(0, 24)).toString('latin1')

/** Returns the seconds of an entry's time. */
export const secondsOf = ({ text }: Pick<LokiEntry, 'text'>): number =>
  Number(/^\["(\d*)\d{9}"/.exec(headOf(text))?.[1] ?? 0)

/** Returns an entry's time in nanoseconds. */
export const stampOf = ({ text }: Pick<LokiEntry, 'text'>): bigint => BigInt(/^\["(\d+)"/.exec(headOf(text))?.[1] ?? 0)

/** Returns the same entry without metadata, for a server that takes none. */
export function withoutMetadata(entry: LokiEntry): LokiEntry {
  const { stamp, line } = partsOf(entry)
  const text = entryText(stamp, JSON.stringify(line), '')
  return { text, bytes: Buffer.byteLength(text), owner: entry.owner }
}

/** Returns the body of a push of one stream; `labels` is JSON. It stands in the first of the `spare` that has room. */
export function pushBody(labels: string, entries: readonly LokiEntry[], spare: Buffer[] = []): Buffer {
  const head = `{"streams":[{"stream":${labels},"values":[`
  const size = entries.reduce((sum, { bytes }) => sum + bytes + 1, Buffer.byteLength(head) + TAIL.length)
  const found = spare.findIndex(({ length }) => length >= size)
  const body = found < 0 ? Buffer.allocUnsafeSlow(Math.max(size, SPARE_BYTES)) : (spare.splice(found, 1)[0] as Buffer)
  let at = body.write(head)
  for (const [index, { text }] of entries.entries()) {
    if (index > 0) body[at++] = COMMA
    if (typeof text === 'string') at += body.write(text, at)
    else {
      body.set(text, at)
      at += text.length
    }
  }
  at += TAIL.copy(body, at)
  return body.subarray(0, at)
}

/** Takes the memory of a body back that was sent: fresh memory costs as much as filling it, and is let go of late. */
export function giveBack(body: Buffer, spare: Buffer[]): void {
  if (body.buffer.byteLength === SPARE_BYTES && spare.length < MAX_SPARE) spare.push(Buffer.from(body.buffer))
}

/** Room for what is pushed at once, and its labels. */
const SPARE_BYTES = 1024 * 1024 + 64 * 1024
const MAX_SPARE = 4
const TAIL = Buffer.from(']}]}')
const COMMA = 44
