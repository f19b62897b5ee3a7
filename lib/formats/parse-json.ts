// JSON in the text of a log.
import { MAX_TEXT_DEPTH, withinDepth } from '../record/depth.ts'
import type { Entry } from './format.ts'

/**
 * Returns the value that a JSON text is; what lies deeper than MAX_TEXT_DEPTH is a text in it, and is noted. Throws a
 * SyntaxError for anything else.
 */
export function parseJson(text: string, entry: Entry): unknown {
  const shallow = withinDepth(text, MAX_TEXT_DEPTH)
  if (shallow !== text) entry.isTooDeep = true
  return JSON.parse(shallow)
}
