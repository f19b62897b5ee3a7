// A map whose values stand in the order in which they were last set.

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
  /** Returns all keys with their values, the oldest first. */
  entries(): readonly (readonly [Key, Value])[]
}

/** A key with its value, in a list from the oldest to the newest. */
interface Node<Key, Value> {
  readonly key: Key
  /** Undefined where the value was deleted: the node stays, for the next one of the same key. */
  value: Value | undefined
  older: Node<Key, Value> | undefined
  newer: Node<Key, Value> | undefined
}

interface NodeList<Key, Value> {
  readonly byKey: Map<Key, Node<Key, Value>>
  oldest: Node<Key, Value> | undefined
  newest: Node<Key, Value> | undefined
  /** How many have a value. */
  size: number
  /** The node that was asked for last: most calls ask for it again. */
  last: Node<Key, Value> | undefined
}

/** Nodes without a value that are kept at least. */
const MIN_VACANT = 1024

/**
 * Returns an empty map. JavaScript's own does the same, but moving a key to the end by deleting and setting it makes a
 * new table every few dozen times, and each dead table keeps what stood in it alive until the whole heap is collected:
 * a third of the parser's memory. Bounded by its user; nodes without a value are at most as many as values, or 1024.
 */
export function recencyMap<Key, Value>(): RecencyMap<Key, Value> {
  const list: NodeList<Key, Value> = {
    byKey: new Map(),
    oldest: undefined,
    newest: undefined,
    size: 0,
    last: undefined,
  }
  return {
    size: () => list.size,
    get: key => nodeOf(list, key)?.value,
    set: (key, value) => setNewest(list, key, value),
    delete(key) {
      const node = nodeOf(list, key)
      if (node?.value === undefined) return
      unlink(list, node)
      node.value = undefined
      list.size--
      if (list.byKey.size - list.size > Math.max(MIN_VACANT, list.size)) forgetVacant(list)
    },
    oldest: () => list.oldest?.value,
    takeOldest() {
      const { oldest } = list
      if (oldest === undefined) return undefined
      unlink(list, oldest)
      list.byKey.delete(oldest.key)
      list.size--
      list.last = undefined
      return oldest.value
    },
    values() {
      const values: Value[] = []
      for (let node = list.oldest; node !== undefined; node = node.newer) values.push(node.value as Value)
      return values
    },
    entries() {
      const entries: (readonly [Key, Value])[] = []
      for (let node = list.oldest; node !== undefined; node = node.newer) entries.push([node.key, node.value as Value])
      return entries
    },
  }
}

function nodeOf<Key, Value>(list: NodeList<Key, Value>, key: Key): Node<Key, Value> | undefined {
  const { last } = list
  if (last !== undefined && last.key === key) return last
  const node = list.byKey.get(key)
  if (node !== undefined) list.last = node
  return node
}

function setNewest<Key, Value>(list: NodeList<Key, Value>, key: Key, value: Value): void {
  let node = nodeOf(list, key)
  if (node === undefined) {
    node = { key, value, older: undefined, newer: undefined }
    list.byKey.set(key, node)
    list.size++
  } else if (node.value === undefined) list.size++
  else unlink(list, node)
  node.value = value
  node.older = list.newest
  if (list.newest === undefined) list.oldest = node
  else list.newest.newer = node
  list.newest = node
}

function unlink<Key, Value>(list: NodeList<Key, Value>, node: Node<Key, Value>): void {
  if (node.older === undefined) list.oldest = node.newer
  else node.older.newer = node.newer
  if (node.newer === undefined) list.newest = node.older
  else node.newer.older = node.older
  node.older = undefined
  node.newer = undefined
}

function forgetVacant<Key, Value>(list: NodeList<Key, Value>): void {
  for (const [key, node] of list.byKey) if (node.value === undefined) list.byKey.delete(key)
  list.last = undefined
}
