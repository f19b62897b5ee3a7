/** Returns what finds the next match behind a place; asked in order, it looks at the text once. */
export function nextFinder(text: string, pattern: RegExp): (from: number) => number | undefined {
  const search = new RegExp(pattern)
  let found = -1
  let isOver = false
  return from => {
    if (found < from && !isOver) {
      search.lastIndex = from
      const match = search.exec(text)
      if (match === null) isOver = true
      else found = match.index
    }
    return found >= from ? found : undefined
  }
}
