// What is told when text cannot be read, or not any more. Whatever was read, by whichever hand, says the same.

/** Why lines are missing, and how many bytes of them: exactly, at least, or that nobody can know. */
export function lostText(offset: number, unread: number | undefined): string {
  const start =
    offset === 0 ? 'a file that was not read yet is gone' : `the file that was read up to byte ${offset} is gone`
  if (unread === undefined) return `${start}; what it held after that is lost: how much cannot be known`
  if (unread === 0) return `${start}; what was written to it after the last look is lost: how much cannot be known`
  return `${start}; at least the ${unread} bytes that followed are lost`
}

/** A truncated file: what became of the text that was there. */
export function truncatedText(offset: number, isCopyFound: boolean, unread: number | undefined): string {
  const start = `the file was truncated at byte ${offset} or later`
  if (isCopyFound) return `${start}; its copy was found and is read to the end`
  const lost = unread === undefined || unread === 0 ? '' : `: at least ${unread} bytes`
  return `${start}; no copy was found: what was written after the last read is lost${lost}`
}

export const UNREADABLE_TEXT = 'the file cannot be opened for reading'

/** `reason` is the system's, in words. */
export function readErrorText(offset: number, reason: string): string {
  return `the file cannot be read on at byte ${offset}: ${reason}; it is tried again`
}

export function replacedText(offset: number): string {
  return `the file was replaced by one that begins with all that was read: reading goes on at byte ${offset}`
}
