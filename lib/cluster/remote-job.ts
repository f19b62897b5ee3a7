// The job file of a host -> the one with which its files are followed from here.
import type { SshHost } from '../sources/ssh-target.ts'
import { hostName } from '../sources/ssh-target.ts'

/** Returns the file with paths on the host, and the host's name where the file asks for it. */
export async function remoteJob(text: string, host: SshHost, name: string): Promise<string> {
  const { parseDocument, isSeq, isMap, isScalar } = await import('yaml')
  const document = parseDocument(text)
  const sources = document.get('sources')
  if (!isSeq(sources)) return text
  for (const source of sources.items) {
    if (!isMap(source)) continue
    const paths = source.get('paths')
    if (isSeq(paths))
      for (const [index, path] of paths.items.entries())
        paths.set(index, `${hostName(host)}${filled(String(isScalar(path) ? path.value : path), name)}`)
    const fields = source.get('fields')
    if (!isMap(fields)) continue
    for (const { key, value } of fields.items)
      if (isScalar(value) && typeof value.value === 'string') fields.set(key, filled(value.value, name))
  }
  return document.toString({ lineWidth: 0 })
}

const filled = (text: string, name: string): string => text.replace(/\$\{HOSTNAME(?::-?[^}]*)?\}/g, () => name)
