// Lines of text where speed does not matter: what a person types or pipes in to be explained. The log's own way has a
// splitter that cuts long lines and copies nothing.
import type { Readable } from 'node:stream'
import split from 'split2'

/** Longest line, in characters: split2 takes quadratic time for longer ones, and so are refused. */
const MAX_LINE_CHARACTERS = 1_048_576

/**
 * Gives the lines of a stream of UTF-8 without their ends. Rejects at a line of more than a million characters. Left
 * early, it reads no further and closes the stream.
 */
export async function* textLines(input: Readable): AsyncGenerator<string> {
  // No function is given to split2: one that returns null or throws would end the stream, or lose the line.
  const lines = input.pipe(split({ maxLength: MAX_LINE_CHARACTERS }))
  input.on('error', error => lines.destroy(error))
  try {
    for await (const line of lines) yield line as string
  } catch (error) {
    // split2 says no more than that its buffer is full.
    throw /maximum buffer/i.test((error as Error).message)
      ? new Error(`a line has more than ${MAX_LINE_CHARACTERS} characters`)
      : error
  } finally {
    input.destroy()
  }
}
