/**
 * Returns a whole number of 32 bits, never -1, by a text's length, its first characters (where ranks and processes are
 * told apart) and some of the others, because going through all of them takes longer than comparing two texts.
 */
export function textHash(text: string): number {
  const { length } = text
  let hash = length
  const head = Math.min(length, 28)
  for (let at = 0; at < head; at++) hash = Math.imul(hash, 31) + text.charCodeAt(at)
  const stride = 1 + (length >> 3)
  for (let at = length - 1; at >= head; at -= stride) hash = Math.imul(hash, 31) + text.charCodeAt(at)
  hash ^= hash >>> 15
  return hash === -1 ? 0 : hash
}
