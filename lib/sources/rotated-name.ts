// What an old log file is called: logrotate's number or date (dateext), logging.handlers' date, and what a compressor
// adds.
const ROTATION = /^(?:[.-]\d{1,5}|[-._]\d{4}-?\d{2}-?\d{2}(?:[-._T]?\d{1,10})?)$/
const COMPRESSED = /\.(gz|zst)$/

/** True where `name` is what rotation makes of `base` (both without directory): train.log.1, train.log-20260102.gz. */
export function isRotatedName(name: string, base: string): boolean {
  const plain = name.replace(COMPRESSED, '')
  if (plain === base) return name !== base
  if (plain.startsWith(base) && ROTATION.test(plain.slice(base.length))) return true
  // logrotate's `extension`: train.1.log for train.log.
  const dot = base.lastIndexOf('.')
  return (
    dot > 0 &&
    plain.startsWith(base.slice(0, dot)) &&
    plain.endsWith(base.slice(dot)) &&
    ROTATION.test(plain.slice(dot, plain.length - (base.length - dot)))
  )
}

/**
 * Returns what orders old files that changed at the same moment: larger is older. A short number counts rotations, a
 * date says when one was.
 */
export function rotationOrder(path: string): number {
  const digits = /(\d[\d._T-]*)\D*$/.exec(path.replace(COMPRESSED, ''))?.[1]?.replace(/\D/g, '') ?? '0'
  return digits.length < 6 ? Number(digits) : -Number(digits)
}

/** How a file is compressed, by its name; undefined for plain text. */
export function compressionOf(path: string): 'gz' | 'zst' | undefined {
  return COMPRESSED.exec(path)?.[1] as 'gz' | 'zst' | undefined
}
