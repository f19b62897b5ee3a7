// A map whose values stand in the order in which they were last set.

interface Place<Key, Value> {
  readonly key: Key
  /** Undefined where the value was deleted: the place stays, for the next one of the same key. */
  value: Value | undefined
  older: Place<Key, Value> | undefined
  newer: Place<Key, Value> | undefined
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

/** Places without a value that are kept at least. */
const MIN_VACANT = 1024

/**
 * Returns an empty map. JavaScript's own does the same, but moving a key to the end by deleting and setting it makes a
 * new table every few dozen times, and each dead table keeps what stood in it alive until the whole heap is collected:
 * a third of the parser's memory. Bounded by its user; places without a value are at most as many as values, or 1024.
 */
export function recencyMap<Key, Value>(): RecencyMap<Key, Value> {
  const places = new Map<Key, Place<Key, Value>>()
  let oldest: Place<Key, Value> | undefined
  let newest: Place<Key, Value> | undefined
  let size = 0
  // Most calls ask for the key that was asked for last.
  let lastKey: Key | undefined
  let lastPlace: Place<Key, Value> | undefined

  function placeOf(key: Key): Place<Key, Value> | undefined {
    if (key === lastKey) return lastPlace
    const place = places.get(key)
    if (place !== undefined) {
      lastKey = key
      lastPlace = place
    }
    return place
  }
  function unlink(place: Place<Key, Value>): void {
    if (place.older === undefined) oldest = place.newer
    else place.older.newer = place.newer
    if (place.newer === undefined) newest = place.older
    else place.newer.older = place.older
    place.older = undefined
    place.newer = undefined
  }
  function forgetLast(): void {
    lastKey = undefined
    lastPlace = undefined
  }
  function forgetVacant(): void {
    for (const [key, place] of places) if (place.value === undefined) places.delete(key)
    forgetLast()
  }

  return {
    size: () => size,
    get: key => placeOf(key)?.value,
    set(key, value) {
      let place = placeOf(key)
      if (place === undefined) {
        place = { key, value, older: undefined, newer: undefined }
        places.set(key, place)
        size++
      } else if (place.value === undefined) size++
      else unlink(place)
      place.value = value
      place.older = newest
      if (newest === undefined) oldest = place
      else newest.newer = place
      newest = place
    },
    delete(key) {
      const place = placeOf(key)
      if (place?.value === undefined) return
      unlink(place)
      place.value = undefined
      size--
      if (places.size - size > Math.max(MIN_VACANT, size)) forgetVacant()
    },
    oldest: () => oldest?.value,
    takeOldest() {
      if (oldest === undefined) return undefined
      const { key, value } = oldest
      unlink(oldest)
      places.delete(key)
      size--
      forgetLast()
      return value
    },
    values() {
      const values: Value[] = []
      for (let place = oldest; place !== undefined; place = place.newer) values.push(place.value as Value)
      return values
    },
  }
}
