import type { Ajv2020 as Ajv, AnySchemaObject, ErrorObject } from 'ajv/dist/2020.js'
import type { Problem } from '../problem.ts'
import { explainError } from './explain-error.ts'
import { FORMATS } from './formats.ts'
import type { Document, Path } from './read-document.ts'

let ajv: Ajv | undefined

const EXPORTS = {
  job: 'job',
  'log-agent': 'is_log_agent',
  'log-monitoring': 'is_log_monitoring',
  flagscale: 'is_flagscale',
  formats: 'is_formats',
  signatures: 'is_signatures',
  cluster: 'is_cluster',
} as const

/** Returns everything in a document that its schema forbids, each once, in the order of the file's paths. */
export async function checkSchema(name: keyof typeof EXPORTS, document: Document): Promise<readonly Problem[]> {
  const shapes = await import('./shapes.generated.js')
  if (shapes[EXPORTS[name]](document.value)) return []
  // Only a file with something wrong in it pays for the words.
  if (ajv === undefined) {
    const [{ Ajv2020 }, { schemas }] = await Promise.all([import('ajv/dist/2020.js'), import('./schemas.generated.ts')])
    // Our schemas are checked by a test; the meta-schema's own compilation would double the start-up time.
    ajv = new Ajv2020({
      allErrors: true,
      verbose: true,
      discriminator: true,
      strict: false,
      strictNumbers: true,
      meta: false,
      validateSchema: false,
      schemas: schemas as AnySchemaObject[],
    })
    for (const [format, explain] of Object.entries(FORMATS)) ajv.addFormat(format, text => explain(text) === undefined)
  }
  const validate = ajv.getSchema(`https://logmon.dev/schemas/${name}.schema.json`)
  if (validate === undefined || validate(document.value)) return []
  const errors = (validate.errors ?? []) as ErrorObject[]
  const problems = new Map<string, Problem>()
  for (const error of errors) {
    const path = pathOf(error.instancePath, document.value)
    const explained = explainError(error)
    if (explained === undefined) continue
    const problem = document.problem([...path, ...explained.below], explained.reason)
    problems.set(`${problem.place}\n${problem.reason}`, problem)
  }
  return [...problems.values()]
}

/** Turns a JSON pointer into steps; digits are an index only where the value there is an array. */
function pathOf(pointer: string, root: unknown): Path {
  const path: (string | number)[] = []
  let value = root
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~')
    path.push(Array.isArray(value) ? Number(key) : key)
    value = (value as Record<string, unknown> | undefined)?.[key]
  }
  return path
}
