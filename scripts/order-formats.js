// Computes the order of the formats from their samples, as lnav does: a format that reads another's sample, while the
// other reads none of its own, is the more general of the two and is asked later.
import { build } from 'esbuild'

async function loadFormats() {
  const bundle = await build({
    stdin: {
      contents: "export * as formats from './lib/formats/index.ts'; export { newEntry } from './lib/formats/format.ts'",
      resolveDir: process.cwd(),
      loader: 'ts',
    },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node20',
  })
  return import(`data:text/javascript;base64,${Buffer.from(bundle.outputFiles[0].text).toString('base64')}`)
}

/**
 * Returns the text of lib/formats/order.generated.ts; throws where two formats read each other's samples, for then no
 * order is right.
 */
export async function orderOfFormats() {
  const { formats, newEntry } = await loadFormats()
  const list = Object.values(formats)
  const partOf = part => list.filter(format => format.part === part).sort((a, b) => (a.name < b.name ? -1 : 1))
  const carriers = partOf('carrier')
  const peeled = line => {
    let rest = line
    for (let depth = 0; depth < 8; depth++) {
      const next = carriers.map(carrier => carrier.peel(rest, newEntry(rest))).find(text => text !== undefined)
      if (next === undefined) return rest
      rest = next
    }
    return rest
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours
  const plain = line => line.replace(/\u001b\[[0-9;]*m/g, '')
  const headers = partOf('header')
  const reads = (format, line) => {
    const text = plain(line)
    if (format.part === 'carrier') return format.peel(text, newEntry(text)) !== undefined
    const body = peeled(text).trimStart()
    if (format.part === 'header') return format.read(body, newEntry(body)) !== undefined
    const candidates = [
      body,
      ...headers.map(header => header.read(body, newEntry(body))).filter(rest => rest !== undefined),
    ]
    return candidates.some(rest => format.read(rest.trimStart(), newEntry(rest), { columns: undefined }))
  }
  const order = []
  const rivals = {}
  for (const part of ['carrier', 'header', 'payload']) {
    const formatsOfPart = partOf(part)
    const readsSampleOf = (a, b) => b.samples.some(sample => reads(a, sample.line.split('\n', 1)[0]))
    const before = new Map(formatsOfPart.map(format => [format.name, new Set()]))
    for (const general of formatsOfPart) {
      for (const specific of formatsOfPart) {
        if (general === specific || !readsSampleOf(general, specific)) continue
        if (readsSampleOf(specific, general))
          throw new Error(
            `formats ${general.name} and ${specific.name} read each other's samples: make one pattern stricter`,
          )
        before.get(general.name).add(specific.name)
      }
    }
    const placed = new Set()
    while (placed.size < formatsOfPart.length) {
      const next = formatsOfPart.find(
        format => !placed.has(format.name) && [...before.get(format.name)].every(name => placed.has(name)),
      )
      if (next === undefined) throw new Error(`the formats of part ${part} cannot be ordered: a circle of samples`)
      placed.add(next.name)
      order.push(next.name)
      if (part === 'header' && before.get(next.name).size > 0) rivals[next.name] = [...before.get(next.name)].sort()
    }
  }
  return `// Generated from the formats' samples by scripts/generate.js; change the formats instead.

/** The names of all formats, the more specific before the more general. */
export const ORDER: readonly string[] = ${JSON.stringify(order, null, 2)}

/** For a header, the headers that are more specific than it. */
export const RIVALS: Readonly<Record<string, readonly string[]>> = ${JSON.stringify(rivals, null, 2)}
`
}
