// Labels as LogQL writes them.
import type { Labels } from './labels.ts'

/** Returns labels as a selector, such as `{job="train", rank="0"}`. */
export const selectorOf = (labels: Labels): string =>
  `{${Object.entries(labels)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(', ')}}`
