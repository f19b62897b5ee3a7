// The secrets of a channel: declared once, so that the schema takes them, the checks know them, the sender gets them
// and no program that is started sees them.

/**
 * One secret of a channel, by the path of its setting (`smtp.password`). At most one of `_file`, `_env` and, where a
 * question is declared, `_prompt` is added to the name of the setting to say where the value is: it never stands in the
 * job file itself.
 */
export interface SecretDeclaration<Config> {
  /** What it is, in words that follow "holds": `the password`. */
  readonly what: string
  readonly isRequired?: true
  /** JSON Schema of the setting itself, where the value may stand in the job file because it need not be secret. */
  readonly inline?: Schema
  /** The question to ask on the terminal. */
  readonly question?: (config: Config) => string
}

/** Values of secrets by the paths of their settings; undefined where none is given. */
export type SecretValues = Readonly<Record<string, string | undefined>>

/** A JSON Schema. */
type Schema = Readonly<Record<string, unknown>>
export type SchemaProperties = Readonly<Record<string, Schema>>

/** Something wrong with a section that meets its schema. */
export interface ChannelIssue {
  /** Steps from the section of the channel to the setting. */
  readonly path: readonly string[]
  readonly reason: string
}

/** Where a secret of a channel is kept; nowhere, where none is given. */
export interface SecretSource {
  /** Path of its setting in the channel's section, without `_file`, `_env` or `_prompt`. */
  readonly path: string
  readonly file: string | undefined
  /** Name of an environment variable. */
  readonly env: string | undefined
  /** The question to ask on the terminal. */
  readonly question: string | undefined
  /** The same for a person: `the address in $HOOK_URL`. */
  readonly words: string | undefined
}

/** Returns the settings by which a secret may be given: properties of a schema that hold nothing else of it. */
export function secretProperties<Config>(
  path: string,
  { what, inline, question }: SecretDeclaration<Config>,
): SchemaProperties {
  const name = path.slice(path.lastIndexOf('.') + 1)
  return {
    [name]: inline ?? { $ref: '#/$defs/inline_secret' },
    [`${name}_file`]: { description: `File whose first line is ${what}.`, type: 'string' },
    [`${name}_env`]: { description: `Environment variable that holds ${what}.`, type: 'string' },
    ...(question === undefined
      ? {}
      : { [`${name}_prompt`]: { description: `Asks for ${what} on the terminal at the start.`, const: true } }),
  }
}

/** Returns what is wrong with the ways in which a section gives a secret. */
export function secretIssues<Config>(
  path: string,
  secret: SecretDeclaration<Config>,
  config: object,
): readonly ChannelIssue[] {
  const steps = path.split('.')
  const ways = [
    ...(secret.inline === undefined ? [] : [path]),
    `${path}_file`,
    `${path}_env`,
    ...(secret.question === undefined ? [] : [`${path}_prompt`]),
  ]
  const given = ways.filter(way => valueAt(config, way) !== undefined)
  const names = (given.length > 0 ? given : ways).map(way => way.slice(way.lastIndexOf('.') + 1))
  if (given.length > 1) return [{ path: steps.slice(0, -1), reason: `${names.join(' and ')}: one of them is enough` }]
  if (given.length > 0 || secret.isRequired !== true) return []
  const last = secret.question === undefined ? names.at(-1) : `${names.at(-1)}: true`
  return [{ path: steps, reason: `is missing: give ${names.slice(0, -1).join(', ')} or ${last}` }]
}

/** Returns where a section keeps a secret. */
export function secretSource<Config extends object>(
  path: string,
  { what, question }: SecretDeclaration<Config>,
  config: Config,
): SecretSource {
  const file = textAt(config, `${path}_file`)
  const env = textAt(config, `${path}_env`)
  const isAsked = question !== undefined && valueAt(config, `${path}_prompt`) === true
  const words =
    file !== undefined
      ? `${what} in ${file}`
      : env !== undefined
        ? `${what} in $${env}`
        : isAsked
          ? `${what} asked for at the start`
          : undefined
  return { path, file, env, question: isAsked ? question(config) : undefined, words }
}

/** Returns the text of a setting by its path; undefined where it is not given. */
export function textAt(config: object, path: string): string | undefined {
  const value = valueAt(config, path)
  return typeof value === 'string' ? value : undefined
}

function valueAt(config: object, path: string): unknown {
  let value: unknown = config
  for (const step of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined
    value = (value as Readonly<Record<string, unknown>>)[step]
  }
  return value
}
