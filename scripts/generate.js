// Makes what is made of schemas, formats and layers. `--build`: only what git does not keep; `--check`: compares what it
// keeps instead of writing.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { _, Ajv2020 } from 'ajv/dist/2020.js'
import standaloneCode from 'ajv/dist/standalone/index.js'
import { build } from 'esbuild'
import { compile } from 'json-schema-to-typescript'
import { fences } from './layers.js'
import { orderOfFormats } from './order-formats.js'

const KINDS = ['log', 'match', 'status', 'failure', 'verdict', 'alert', 'delivery', 'notice']
/** Schemas of configuration files besides the job file's. */
const OTHER_CONFIGURATION = ['log-agent', 'log-monitoring', 'flagscale', 'formats', 'signatures', 'cluster']
const ROOT = new URL('../', import.meta.url)
const SCHEMA_DIRECTORY = new URL('schemas/', ROOT)

const readSchema = kind => JSON.parse(readFileSync(new URL(`${kind}.schema.json`, SCHEMA_DIRECTORY), 'utf8'))

/**
 * Formatting keywords cost time per record (date-time: 339 ns) and do not load in standalone ESM; shapes are enough
 * here.
 */
const shapeOnly = value => {
  if (Array.isArray(value)) return value.map(shapeOnly)
  if (value === null || typeof value !== 'object') return value
  const skipped = new Set(['format', 'minLength', 'maxLength', 'pattern', '$id', '$schema', 'title', 'description'])
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, inner]) => !(skipped.has(key) && typeof inner === 'string'))
      .map(([key, inner]) => [key, shapeOnly(inner)]),
  )
}

async function types() {
  const parts = ['// Generated from schemas/ by scripts/generate.js; change the schemas instead.\n']
  for (const kind of KINDS) {
    const schema = readSchema(kind)
    delete schema.$id
    parts.push(
      (
        await compile(schema, schema.title, {
          bannerComment: '',
          format: true,
          style: { semi: false, singleQuote: true, printWidth: 140 },
        })
      )
        .replaceAll('[k: string]: unknown | undefined', '[k: string]: unknown')
        .trim(),
      '',
    )
  }
  const names = KINDS.map(kind => readSchema(kind).title)
  parts.push(`export type AnyRecord = ${names.join(' | ')}`, `export type RecordKind = AnyRecord['kind']`, '')
  return parts.join('\n')
}

function shapes() {
  const ajv = new Ajv2020({
    code: { source: true, esm: true, lines: true },
    strict: true,
    strictRequired: false,
    allowUnionTypes: true,
  })
  const exported = {}
  for (const kind of KINDS) {
    ajv.addSchema({ $id: kind, ...shapeOnly(readSchema(kind)) }, kind)
    exported[kind] = kind
  }
  return `// Generated from schemas/ by scripts/generate.js; change the schemas instead.\n${yesOrNo(standaloneCode.default(ajv, exported))}`
}

/**
 * Takes out of validator code the words for what is wrong: they are half of it, nobody reads them, and every program
 * loads it at its start.
 */
const yesOrNo = code =>
  code
    .replace(/^(validate\d+\.errors =) \[\{.*\}\];$/gm, '$1 [true];')
    .replace(/^(const err\d+ =) \{.*\};$/gm, '$1 true;')

/** Imports a TypeScript module of lib/, which Node 20 cannot load as it is. */
async function importSource(path) {
  const { outputFiles } = await build({
    entryPoints: [path],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
  })
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`)
}

/** The job file's schema with what operators and alert channels declare themselves. */
async function jobSchema() {
  const schema = readSchema('job')
  const isOfChannels = name => name === 'channel' || name.endsWith('_channel')
  schema.$defs = {
    ...Object.fromEntries(Object.entries(schema.$defs).filter(([name]) => !isOfChannels(name))),
    condition: conditionSchema(await membersOf('lib/rules/operators/index.ts', 'name')),
    ...channelSchemas(await membersOf('lib/channels/index.ts', 'type')),
  }
  return schema
}

/** All that an index exports, in the alphabetical order of a key. */
async function membersOf(path, key) {
  return Object.values(await importSource(path)).sort((a, b) => (a[key] < b[key] ? -1 : 1))
}

const conditionSchema = operators => ({
  title: 'operator',
  description: 'One operator with its argument.',
  type: 'object',
  properties: Object.fromEntries(
    operators.map(operator => [operator.name, { description: operator.summary, ...operator.schema }]),
  ),
  minProperties: 1,
  maxProperties: 1,
  additionalProperties: false,
})

/** Settings of every channel that sends something; a channel may describe them in words of its own. */
const SENDING = {
  min_severity: { $ref: '#/$defs/min_severity' },
  match: {
    description: 'Sends only what all of these hold for, such as job=llama-* or node!=n7.',
    type: ['string', 'array'],
    minItems: 1,
    format: 'logmon-matcher',
    items: { type: 'string', format: 'logmon-matcher' },
  },
  fallback: { description: 'The channel that tells what this one could not.', type: 'string' },
  standby: { description: 'Sends nothing but what a channel could not that names it as its fallback.', const: true },
  escalate_after: {
    description: 'Sends only what nobody has acknowledged (logmon alert ack) and what still lasts after this time.',
    $ref: '#/$defs/duration',
  },
  active_times: { $ref: '#/$defs/hours' },
  quiet_times: { $ref: '#/$defs/hours' },
  wake_for: {
    description: 'What is at least this bad is sent outside these times, too.',
    $ref: '#/$defs/min_severity',
  },
  tz: { $ref: '#/$defs/zone' },
  timeout: { description: 'Longest time for one try.', $ref: '#/$defs/duration' },
  retry_for: { description: 'How long what cannot be sent is tried again.', $ref: '#/$defs/duration' },
}

const channelSchemas = channels => ({
  channel: {
    description: 'a channel is a group of keys with a type',
    type: 'object',
    required: ['type'],
    properties: { type: { enum: channels.map(({ type }) => type) } },
    discriminator: { propertyName: 'type' },
    oneOf: channels.map(({ type }) => ({ $ref: `#/$defs/${type}_channel` })),
  },
  ...Object.fromEntries(
    channels.map(({ type, via, settings }) => [
      `${type}_channel`,
      {
        type: 'object',
        required: ['type', ...(settings.required ?? [])],
        properties: {
          type: { const: type },
          name: { $ref: '#/$defs/channel_name' },
          ...(via === 'stdout' ? {} : SENDING),
          ...settings.properties,
        },
        additionalProperties: false,
      },
    ]),
  ),
})

/** The schemas of the job file as a module: they must be there in a bundle too. */
const configSchemas = job =>
  `// Generated from schemas/ by scripts/generate.js; change the schemas instead.\nexport const schemas: readonly object[] = ${JSON.stringify([job, ...OTHER_CONFIGURATION.map(readSchema)], null, 2)}\n`

/**
 * One function per configuration schema that only says yes or no. To compile the schemas at every start would cost as
 * much time as Node's own start, so that is left to the case in which something is wrong and must be explained.
 */
function configShapes(job) {
  const ajv = new Ajv2020({
    code: { source: true, esm: true, lines: true, formats: _`formats` },
    discriminator: true,
    strict: false,
    // .nan is a number to YAML, and no threshold.
    strictNumbers: true,
    schemas: [job, ...OTHER_CONFIGURATION.map(readSchema)].map(withoutWords),
    formats: Object.fromEntries(configFormats(job).map(name => [name, () => true])),
  })
  const code = standaloneCode.default(ajv, {
    job: job.$id,
    ...Object.fromEntries(OTHER_CONFIGURATION.map(name => [`is_${snake(name)}`, readSchema(name).$id])),
  })
  const required = [...new Set([...code.matchAll(/require\("(ajv\/dist\/runtime\/\w+)"\)/g)].map(([, path]) => path))]
  return [
    '// Generated from schemas/ by scripts/generate.js; change the schemas instead.',
    "import { FORMATS } from './formats.ts'",
    ...required.map((path, index) => `import runtime${index} from '${path}.js'`),
    'const formats = Object.fromEntries(Object.entries(FORMATS).map(([name, explain]) => [name, text => explain(text) === undefined]))',
    required.reduce((text, path, index) => text.replaceAll(`require("${path}")`, `runtime${index}`), yesOrNo(code)),
  ].join('\n')
}
const withoutWords = value => {
  if (Array.isArray(value)) return value.map(withoutWords)
  if (value === null || typeof value !== 'object') return value
  const entries = Object.entries(value).filter(
    ([key, inner]) => !((key === 'description' || key === 'title') && typeof inner === 'string'),
  )
  return Object.fromEntries(entries.map(([key, inner]) => [key, withoutWords(inner)]))
}
const snake = name => name.replaceAll('-', '_')
/** Names of the text formats that a schema, or one that it refers to, uses. */
const configFormats = job => {
  const text = JSON.stringify([job, ...OTHER_CONFIGURATION.map(readSchema)])
  return [...new Set([...text.matchAll(/"format":"([\w-]+)"/g)].map(([, name]) => name))]
}

/** The linter's configuration with the fences between the rooms; what it says besides of single files stays. */
function withFences(text) {
  const settings = JSON.parse(text)
  const isFence = ({ linter }) =>
    linter?.rules.style?.noRestrictedImports !== undefined || linter?.rules.style?.noRestrictedGlobals !== undefined
  settings.overrides = [...settings.overrides.filter(override => !isFence(override)), ...fences()]
  return `${JSON.stringify(settings, null, 2)}\n`
}

/** The names of what a folder declares, one in a file. */
const declaredIn = folder =>
  readdirSync(new URL(folder, ROOT))
    .filter(file => file.endsWith('.ts') && file !== 'index.ts')
    .map(file => file.replace(/\.ts$/, ''))

/** What people call: `logmon`, and each program. */
const EXECUTABLES = ['logmon', ...declaredIn('lib/programs').map(name => `logmon-${name}`)].sort()

/** The package's executables and man pages: one page for `logmon`, for each of its commands, and for each program. */
function withProgramsAndPages(text) {
  const pages = [...declaredIn('lib/cli/commands'), ...declaredIn('lib/programs')].sort()
  const { bin: _, man: __, ...rest } = JSON.parse(text)
  const entries = Object.entries(rest)
  const place = entries.findIndex(([name]) => name === 'files')
  const bin = Object.fromEntries(EXECUTABLES.map(name => [name, `bin/${name}.js`]))
  const man = ['dist/man/logmon.1', ...pages.map(name => `dist/man/logmon-${name}.1`)]
  entries.splice(place, 0, ['bin', bin], ['man', man])
  return `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`
}

/** The words of failures, counted over the samples of all rows. */
async function wordsOfSamples() {
  const [{ indexWords }, { SIGNATURES }] = await Promise.all([
    importSource('lib/classify/generic/words.ts'),
    importSource('lib/signatures/index.ts'),
  ])
  return [
    '// Generated from the samples of lib/signatures/ by scripts/generate.js; change the rows instead.',
    "import type { WordIndex } from './words.ts'",
    `export const WORDS: WordIndex = ${JSON.stringify(indexWords(SIGNATURES))}`,
    '',
  ].join('\n')
}

const job = await jobSchema()
/** What the build needs and git does not keep: every build makes it anew. */
const built = {
  'lib/record/types.generated.ts': await types(),
  'lib/record/shapes.generated.js': shapes(),
  'lib/config/schemas.generated.ts': configSchemas(job),
  'lib/config/shapes.generated.js': configShapes(job),
  'lib/formats/order.generated.ts': await orderOfFormats(),
  'lib/classify/generic/words.generated.ts': await wordsOfSamples(),
}
/** What is kept in git, because others read it there: editors the schema of job files, the linter its fences. */
const kept = {
  'schemas/job.schema.json': `${JSON.stringify(job, null, 2)}\n`,
  'package.json': withProgramsAndPages(readFileSync(new URL('package.json', ROOT), 'utf8')),
  'biome.json': withFences(readFileSync(new URL('biome.json', ROOT), 'utf8')),
}

for (const name of EXECUTABLES) kept[`bin/${name}.js`] = `#!/usr/bin/env node\nrequire('./start.js')('${name}')\n`

/** The Grafana kit, whole: others copy it from there. */
for (const [name, text] of Object.entries((await importSource('lib/grafana/kit.ts')).kitFiles()))
  kept[`deploy/grafana/${name}`] = text

const textOf = name => {
  try {
    return readFileSync(new URL(name, ROOT), 'utf8')
  } catch {
    return undefined // not made yet
  }
}
const [mode] = process.argv.slice(2)
for (const [name, text] of Object.entries(
  mode === '--build' ? built : mode === '--check' ? kept : { ...built, ...kept },
)) {
  if (textOf(name) === text) continue
  if (mode === '--check') {
    console.error(`${name} is not what it is made of: run npm run generate`)
    process.exitCode = 1
  } else {
    mkdirSync(new URL('.', new URL(name, ROOT)), { recursive: true })
    writeFileSync(new URL(name, ROOT), text, { mode: name.startsWith('bin/') ? 0o755 : 0o644 })
  }
}
