// Lines into which partial lines of several writers ran.
import type { Carrier } from '../formats/format.ts'

/** A line that was cut: what is the first writer's, and the line that starts where the next one's prefix does. */
export interface Cut {
  readonly line: string
  readonly next: string | undefined
}

/**
 * Cuts a line where a prefix of the carriers that its source has used stands in its middle:
 * `[default3]:foo[default5]:bar`. `text` is the whole line, `line` what is left of it without prefixes. What stands
 * before the first writer's prefix (a pod's, a time) is put before the second's too. The same writer's prefix again is
 * taken out: its launcher had read half of the line. Not after a blank: there it is a mention in a text.
 */
export function cutGlued(text: string, line: string, spoken: ReadonlySet<Carrier>): Cut {
  let whole = line
  if (!mayBeGlued(line)) return { line, next: undefined }
  for (const { inside } of spoken) {
    const pattern = inside as RegExp
    pattern.lastIndex = 0
    const own = pattern.exec(text)
    if (own === null) continue
    // Pieces are joined once: taking each prefix out of the text as it is found would copy a line of a megabyte a
    // hundred thousand times.
    const kept: string[] = []
    let from = 0
    let characterBefore = whole[0] as string
    pattern.lastIndex = 1
    for (let found = pattern.exec(whole); found !== null; found = pattern.exec(whole)) {
      if (found.index > from) characterBefore = whole[found.index - 1] as string
      if (/\s/.test(characterBefore)) continue
      kept.push(whole.slice(from, found.index))
      if (found[1] !== own[1]) return { line: kept.join(''), next: text.slice(0, own.index) + whole.slice(found.index) }
      from = found.index + found[0].length
    }
    if (from > 0) whole = kept.join('') + whole.slice(from)
  }
  return { line: whole, next: undefined }
}

/** Every such prefix ends in one of these; most lines hold none but their own. */
export function mayBeGlued(line: string): boolean {
  return line.includes(']:') || line.includes('>:')
}
