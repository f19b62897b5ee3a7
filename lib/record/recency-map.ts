// A map whose values stand in the order in which they were last set.

interface Node<Key, Value> {
  readonly key: Key
  /** Undefined where the value was deleted: the node stays, for the next value of the same key. */
  value: Value | undefined
  older: Node<Key, Value> | undefined
  newer: Node<Key, Value> | undefined
}

export interface RecencyMap<Key, Value> {
  size(): number
  get(key: Key): Value | undefined
  /** Puts the value last. */
  set(key: Key, value: Value): void
  delete(key: Key): void
  /** Returns the value that was set longest ago. */
  oldest(): Value | undefined
  /** Deletes the value that was set longest ago, and returns it; its key is not expected again. */
  takeOldest(): Value | undefined
  /** Returns all values, the oldest first. */
  values(): readonly Value[]
}

/** Nodes without a value that are kept at least. */
const MIN_VACANT = 1024

/**
 * Returns an empty map. JavaScript's own does the same, but moving a key to the end by deleting and setting it makes a
 * new table every few dozen times, and each dead table keeps what stood in it alive until the whole heap is collected:
 * a third of the parser's memory. Bounded by its user; nodes without a value are at most as many as values, or 1024.
 */
export function recencyMap<Key, Value>(): RecencyMap<Key, Value> {
  const nodes = new Map<Key, Node<Key, Value>>()
  let oldest: Node<Key, Value> | undefined
  let newest: Node<Key, Value> | undefined
  let size = 0
  // Most calls ask for the key that was asked for last.
  let lastKey: Key | undefined
  let lastNode: Node<Key, Value> | undefined

  function nodeOf(key: Key): Node<Key, Value> | undefined {
    if (key === lastKey) return lastNode
    const node = nodes.get(key)
    if (node !== undefined) {
      lastKey = key
      lastNode = node
    }
    return node
  }
  function unlink(node: Node<Key, Value>): void {
    if (node.older === undefined) oldest = node.newer
    else node.older.newer = node.newer
    if (node.newer === undefined) newest = node.older
    else node.newer.older = node.older
    node.older = undefined
    node.newer = undefined
  }
  function forgetLast(): void {
    lastKey = undefined
    lastNode = undefined
  }
  function forgetVacant(): void {
    for (const [key, node] of nodes) if (node.value === undefined) nodes.delete(key)
    forgetLast()
  }

  return {
    size: () => size,
    get: key => nodeOf(key)?.value,
    set(key, value) {
      let node = nodeOf(key)
      if (node === undefined) {
        node = { key, value, older: undefined, newer: undefined }
        nodes.set(key, node)
        size++
      } else if (node.value === undefined) size++
      else unlink(node)
      node.value = value
      node.older = newest
      if (newest === undefined) oldest = node
      else newest.newer = node
      newest = node
    },
    delete(key) {
      const node = nodeOf(key)
      if (node?.value === undefined) return
      unlink(node)
      node.value = undefined
      size--
      if (nodes.size - size > Math.max(MIN_VACANT, size)) forgetVacant()
    },
    oldest: () => oldest?.value,
    takeOldest() {
      if (oldest === undefined) return undefined
      const { key, value } = oldest
      unlink(oldest)
      nodes.delete(key)
      size--
      forgetLast()
      return value
    },
    values() {
      const values: Value[] = []
      for (let node = oldest; node !== undefined; node = node.newer) values.push(node.value as Value)
      return values
    },
  }
}
