// What is counted by labels. Words of a log become labels, and a log may say more words than anybody's memory holds.
import { BOUNDS } from '../bounds.ts'
import { cleanLine } from '../redact/clean-text.ts'
import type { FamilyName, Measure } from './families.ts'

export interface Counts {
  add(...values: readonly string[]): void
  /** One for each set of labels that was counted, in the order in which they first came. */
  measures(): readonly Measure[]
}

const MAX_SERIES = BOUNDS['metrics.series'].most
const MAX_LABEL = BOUNDS['metrics.label'].most
/** What all labels say of whatever came too late to have a series of its own. */
export const OTHER = 'other'

/** Returns a text of a log as the value of a label: short, on one line, without control characters and secrets. */
export const labelText = (text: string): string => cleanLine(text, MAX_LABEL)

/** Returns counts by the labels of a family, given to `add` in the order in which `labels` names them. */
export function countsOf(name: FamilyName, ...labels: readonly string[]): Counts {
  const series = new Map<string, { readonly labels: Readonly<Record<string, string>>; value: number }>()
  const seriesOf = (values: readonly string[]) => {
    const key = JSON.stringify(values)
    const known = series.get(key)
    if (known !== undefined) return known
    const made = { labels: Object.fromEntries(labels.map((label, index) => [label, values[index] ?? ''])), value: 0 }
    series.set(key, made)
    return made
  }
  const others = labels.map(() => OTHER)
  return {
    add(...given) {
      const values = given.map(labelText)
      const isKnown = series.size < MAX_SERIES - 1 || series.has(JSON.stringify(values))
      seriesOf(isKnown ? values : others).value++
    },
    measures: () => [...series.values()].map(each => ({ name, labels: each.labels, value: each.value })),
  }
}
