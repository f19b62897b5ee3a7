// What stays the same when the same failure comes back: text with numbers, paths and names taken out. Codes that decide
// are kept.

/** Numbers that say what failed, as written: they stay. */
const CODE =
  /(?:Xid[^,]*?\)?: |SXid[^,]*?: |Errno |errno: |status[ =]|error |\bcode[ :=]+|exitcode[ :=]+|signal[ :=]+|vendor err |OpType=|RC: |HTTP |Client Error|Server Error)-?\d*$/i

/** Returns the template of a line without its prefixes. At most 300 characters. */
export function templateOf(body: string): string {
  const text = body
    .slice(0, 1024)
    .replace(/(['"`])(?:(?!\1)[^\n]){1,200}\1/g, '<TEXT>')
    .replace(/\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b/gi, '<UUID>')
    .replace(/\b0x[0-9a-f]+\b/gi, '<HEX>')
    .replace(/(?:[\w.+-]*\/){2,}[\w.+=@%-]*|\/[\w.-]+(?=[\s,:;)\]]|$)/g, '<PATH>')
    .replace(/\b\d{1,3}(?:\.\d{1,3}){3}(?:[:<]\d+>?)?/g, '<ADDRESS>')
    .replace(/\b\d+(?:\.\d+)? ?(?:[KMGT]i?B|bytes|ms|s|seconds|milliseconds)\b/g, '<SIZE>')
  const numbered = text.replace(/-?\d+(?:\.\d+)?(?:e[+-]?\d+)?/gi, (number, at: number) =>
    CODE.test(text.slice(Math.max(0, at - 40), at)) ? number : '<N>',
  )
  return numbered.replace(/\s+/g, ' ').trim().slice(0, 300)
}

/**
 * Returns a fingerprint of a failure, 16 hexadecimal digits, equal for the same signature and template. FNV-1a, two
 * times 32 bits.
 */
export function fingerprintOf(signature: string, template: string): string {
  const text = `${signature}\n${template}`
  let high = 0x811c9dc5
  let low = 0x01000193
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    high = Math.imul(high ^ code, 0x01000193)
    low = Math.imul(low ^ code ^ at, 0x85ebca6b)
  }
  return (high >>> 0).toString(16).padStart(8, '0') + (low >>> 0).toString(16).padStart(8, '0')
}
