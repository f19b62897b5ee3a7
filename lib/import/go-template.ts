// Go templates of the simple kind -> texts with {name} in them.

export interface TemplateText {
  readonly text: string
  readonly case?: 'lower' | 'upper'
}

const ACTION = /\{\{-?\s*(.*?)\s*-?\}\}/g
/** `.Value`, `.name`, and either of them through one function, before it or behind a bar. */
const REFERENCE = /^(?:(ToLower|ToUpper|TrimSpace)\s+)?\.([A-Za-z_]\w*)(?:\s*\|\s*(ToLower|ToUpper|TrimSpace))?$/

/** Returns the text that a template makes, undefined for others; `value` is the name of what it calls .Value. */
export function templateText(template: string, value: string): TemplateText | undefined {
  const functions = new Set<string>()
  let isKnown = true
  let actions = 0
  // A name in braces would be filled in.
  const outside = template.replace(ACTION, '')
  if (/\{\w+\}/.test(outside)) return undefined
  const text = template.replace(ACTION, (_, inside: string) => {
    const match = REFERENCE.exec(inside)
    if (match === null) {
      isKnown = false
      return ''
    }
    const [, before, name = '', behind] = match
    actions++
    for (const name of [before, behind]) if (name !== undefined && name !== 'TrimSpace') functions.add(name)
    return `{${name === 'Value' ? value : name}}`
  })
  if (!isKnown || functions.size > 1) return undefined
  const [only] = functions
  if (only === undefined) return { text }
  // The whole is written so, and what stands beside would be, too.
  if (actions > 1 || !/^\{\w+\}$/.test(text)) return undefined
  return { text, case: only === 'ToLower' ? 'lower' : 'upper' }
}
