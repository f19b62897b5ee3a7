// The formats in the order of trying. The order is computed from the samples: what reads another format's samples is
// more general and comes later.
import type { Format, Header } from './format.ts'
import * as all from './index.ts'
import { ORDER, RIVALS } from './order.generated.ts'

const byName = new Map<string, Format>(Object.values(all).map(format => [format.name, format as Format]))

export const FORMATS: readonly Format[] = ORDER.map(name => byName.get(name) as Format)

/** Returns the headers that are more specific than one: those must be asked before it. */
export function rivalsOf(header: Header): readonly Header[] {
  return (RIVALS[header.name] ?? []).map(name => byName.get(name) as Header)
}
