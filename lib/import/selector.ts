// LogQL's selectors, as Promtail's match stage has them: `{app="nginx", env=~"a|b"} |= "GET" !~ "health"`.

export interface LabelMatcher {
  readonly label: string
  readonly operator: '=' | '!=' | '=~' | '!~'
  readonly value: string
}

export interface LineFilter {
  readonly operator: '|=' | '!=' | '|~' | '!~'
  readonly text: string
}

export interface Selector {
  readonly matchers: readonly LabelMatcher[]
  readonly filters: readonly LineFilter[]
}

const STRING = '("(?:[^"\\\\]|\\\\.)*"|`[^`]*`)'
const MATCHER = new RegExp(`^\\s*([A-Za-z_]\\w*)\\s*(=~|!~|!=|=)\\s*${STRING}\\s*`)
const FILTER = new RegExp(`^\\s*(\\|=|!=|\\|~|!~)\\s*${STRING}\\s*`)

/** Returns the selector; undefined for what is none, or has more than matchers and filters of lines. */
export function parseSelector(text: string): Selector | undefined {
  const begin = /^\s*\{/.exec(text)
  if (begin === null) return undefined
  let rest = text.slice(begin[0].length)
  const matchers: LabelMatcher[] = []
  for (let match = MATCHER.exec(rest); match !== null; match = MATCHER.exec(rest)) {
    const [whole, label = '', operator, value = ''] = match
    matchers.push({ label, operator: operator as LabelMatcher['operator'], value: textOf(value) })
    rest = rest.slice(whole.length)
    if (rest.startsWith(',')) rest = rest.slice(1)
    else break
  }
  const end = /^\s*\}\s*/.exec(rest)
  if (end === null) return undefined
  rest = rest.slice(end[0].length)
  const filters: LineFilter[] = []
  for (let match = FILTER.exec(rest); match !== null; match = FILTER.exec(rest)) {
    const [whole, operator, value = ''] = match
    filters.push({ operator: operator as LineFilter['operator'], text: textOf(value) })
    rest = rest.slice(whole.length)
  }
  return rest === '' ? { matchers, filters } : undefined
}

/** Between backticks nothing is escaped. */
function textOf(quoted: string): string {
  const inner = quoted.slice(1, -1)
  if (quoted.startsWith('`')) return inner
  return inner.replace(/\\(.)/gs, (_, character: string) => ({ n: '\n', t: '\t', r: '\r' })[character] ?? character)
}
