import type { Node } from './node.ts'

/** Returns the longest text that every match contains, '' for none: a search for it is the cheapest way to say no. */
export function requiredText(root: Node): string {
  let best = ''
  let run = ''
  function end(): void {
    if (run.length > best.length) best = run
    run = ''
  }
  function walk(node: Node): void {
    switch (node.is) {
      case 'set': {
        const [range] = node.set
        if (node.set.length === 1 && range !== undefined && range[0] === range[1]) run += String.fromCodePoint(range[0])
        else end()
        return
      }
      case 'sequence':
        for (const part of node.parts) walk(part)
        return
      case 'group':
        walk(node.body)
        return
      case 'repeat':
        end()
        if (node.min > 0) {
          walk(node.body)
          end()
        }
        return
      case 'edge':
        return
      default:
        // A choice, a look-around or a reference requires nothing that is sure.
        end()
    }
  }
  walk(root)
  end()
  return best
}
