/**
 * Returns the columns that help text takes on a terminal. Stands in for the package string-width in the bundles: ours
 * is plain ASCII, and that package's Intl.Segmenter and emoji tables cost 40 ms at the start of every program.
 */
export default function plainStringWidth(text) {
  return text.length
}
