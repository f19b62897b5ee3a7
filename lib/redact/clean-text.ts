import { type Redaction, redactText } from './redact-text.ts'

/**
 * Returns text of a log as it may leave the machine: without secrets, terminal codes and control characters (newline
 * and tab stay), at most `limit` characters. Control characters go first, for one in the middle of a secret would hide
 * it; the cut comes last, for half of a secret is not known as one. The result shares no memory with a text that was
 * cut.
 */
export function cleanText(text: string, limit: number, redaction?: Redaction): string {
  const plain = text
    // Terminal codes first as a whole, then every other control character, and those that turn the direction of text
    // or hide in it.
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must go
    .replace(/\u001b\[[0-9;:?<=>]{0,64}[ -/]{0,8}[@-~]|\u001b\][^\u0007\u001b\n]{0,512}(?:\u0007|\u001b\\)?/g, '')
    .replace(/\r\n?/g, '\n')
    .replace(
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must go
      /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/g,
      '',
    )
    .replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd')
  const clean = redactText(plain, redaction)
  return clean.length <= limit ? clean : detached(cut(clean, limit))
}
/** The same on one line: every run of white space is one blank. */
export function cleanLine(text: string, limit: number): string {
  return cut(
    cleanText(text, limit * 2)
      .replace(/\s+/g, ' ')
      .trim(),
    limit,
  )
}

/** Returns at most `limit` characters, the last of them an ellipsis where some were cut; never half of a character. */
export function cut(text: string, limit: number): string {
  if (text.length <= limit) return text
  const end = /[\ud800-\udbff]/.test(text.charAt(limit - 2)) ? limit - 2 : limit - 1
  return `${text.slice(0, end)}…`
}

/** A slice keeps the whole text that it was cut from alive; what is put together from characters does not. */
const detached = (text: string): string => text.split('').join('')
