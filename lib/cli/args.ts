// The only file that knows yargs: an option table and argv in; options, text to print or a problem out. Reads no file,
// prints nothing.

import type { Argv } from 'yargs'
import type { OptionSpec, OptionTable, OptionValue, OptionValues } from '../options.ts'
import type { Problem } from '../problem.ts'
import { nearestName } from '../record/nearest.ts'
import { parseDuration } from '../record/time.ts'
import { describeOption, FIRST_GROUP, optionGroups, shownOptions, valueName } from './option-words.ts'

export interface CommandLine {
  readonly program: string
  readonly summary: string
  readonly options: OptionTable
  /** Options that stand under another title than the one that they name themselves. */
  readonly groups?: readonly { readonly title: string; readonly names: readonly string[] }[]
  /** Names of positional arguments for the usage line, such as `FILE...`; absent where none are taken. */
  readonly positionals?: string
  /** Option whose value may as well be given as the only argument. */
  readonly argumentIs?: string
  /** True for what reads no standard input. */
  readonly readsNothing?: boolean
  readonly examples: readonly { readonly command: string; readonly describe: string }[]
  readonly epilogue?: string
  readonly version: string
}

export type Parsed =
  | { readonly is: 'run'; readonly values: OptionValues; readonly positionals: readonly string[] }
  | { readonly is: 'print'; readonly text: string }
  | { readonly is: 'usage'; readonly problems: readonly Problem[] }

/** Returns what argv asks for. `file` options arrive as their path. */
export async function parseArguments(line: CommandLine, argv: readonly string[]): Promise<Parsed> {
  // yargs costs as much start-up time as Node itself; a program without arguments does not need it.
  if (argv.length === 0) return convert(line, { _: [] })
  const { default: yargs } = await import('yargs')
  let parser = yargs([])
    .scriptName(line.program)
    .parserConfiguration({
      'duplicate-arguments-array': true,
      'camel-case-expansion': false,
      'parse-positional-numbers': false,
      'parse-numbers': false,
      'boolean-negation': false,
      'dot-notation': false,
      'greedy-arrays': false,
    })
    .version(`${line.program} ${line.version}`)
    .alias('h', 'help')
  for (const [name, spec] of Object.entries(line.options)) {
    parser = parser.option(name, {
      type: spec.type === 'flag' ? 'boolean' : 'string',
      ...(spec.alias === undefined ? {} : { alias: spec.alias }),
      ...(spec.type === 'flag' ? {} : { requiresArg: true }),
    })
  }
  let printed = ''
  const parsed = (await parser
    .exitProcess(false)
    .parse([...argv], {}, (_error: unknown, _argv: unknown, output: string) => {
      printed = output
    })) as Record<string, unknown> & { _: string[] }
  if (parsed['help'] === true) return { is: 'print', text: `${await helpOf(yargs([]), line)}\n` }
  if (parsed['version'] === true) return { is: 'print', text: `${printed}\n` }

  const problems = unknownOptions(line, parsed)
  // Not strict mode: it cannot name the nearest option, and it mixes its words into the help text.
  if (problems.length === 0 && printed !== '') problems.push(complaintOf(printed))
  takeArgument(line, parsed)
  if ((line.positionals === undefined || line.argumentIs !== undefined) && parsed._.length > 0)
    problems.push({
      place: parsed._[0] as string,
      reason: `unexpected argument${line.readsNothing === true ? '' : ': input comes on standard input'}`,
    })
  return problems.length > 0 ? { is: 'usage', problems } : convert(line, parsed)
}

/** Makes the first argument the value of the option that it stands for, where that is not given. */
function takeArgument({ argumentIs }: CommandLine, parsed: Record<string, unknown> & { _: string[] }): void {
  if (argumentIs === undefined || parsed[argumentIs] !== undefined) return
  const [given, ...more] = parsed._
  if (given === undefined) return
  parsed[argumentIs] = given
  parsed._ = more
}

/**
 * Returns the help: every option with the name of its value, which yargs takes for a part of the option's own name, so
 * that the columns stay straight.
 */
async function helpOf(yargs: Argv, line: CommandLine): Promise<string> {
  const shownAs = (name: string): string => {
    const value = valueName(line.options[name] as OptionSpec)
    return value === undefined ? name : `${name} ${value}`
  }
  let help = yargs
    .scriptName(line.program)
    .usage(`${line.summary}\n\nUsage: $0 [options]${line.positionals === undefined ? '' : ` ${line.positionals}`}`)
    .help(false)
    .version(false)
    .option('version', { describe: 'Show version number' })
    .wrap(Math.min(80, process.stdout.columns || 80))
  const groups = optionGroups(line)
  for (const { names } of groups)
    for (const name of names) {
      const spec = line.options[name] as OptionSpec
      help = help.option(shownAs(name), {
        describe: describeOption(spec),
        ...(spec.alias === undefined ? {} : { alias: spec.alias }),
      })
    }
  help = help.option('help', { alias: 'h', describe: 'Show help' })
  for (const { title, names } of groups) {
    const shown = names.map(shownAs)
    help = help.group(title === FIRST_GROUP ? ['version', ...shown, 'help'] : shown, title)
  }
  for (const example of line.examples) help = help.example(example.command, example.describe)
  if (line.epilogue !== undefined) help = help.epilogue(line.epilogue)
  return await help.getHelp()
}

/** What yargs says below its help text. */
function complaintOf(printed: string): Problem {
  const complaint = printed.trim().split('\n').at(-1) ?? ''
  const name = /^Not enough arguments following: (\S+)$/.exec(complaint)?.[1]
  return name === undefined
    ? { place: '', reason: complaint }
    : { place: name.length === 1 ? `-${name}` : `--${name}`, reason: 'needs a value' }
}

function unknownOptions(line: CommandLine, parsed: Record<string, unknown>): Problem[] {
  const known = new Set(['_', '$0', 'help', 'h', 'version'])
  for (const [name, spec] of Object.entries(line.options)) {
    known.add(name)
    if (spec.alias !== undefined) known.add(spec.alias)
  }
  return Object.keys(parsed)
    .filter(name => !known.has(name))
    .map(name => {
      const near = nearestName(name, shownOptions(line))
      return {
        place: name.length === 1 ? `-${name}` : `--${name}`,
        reason: `unknown option${near === undefined ? '' : `; did you mean --${near}?`}`,
      }
    })
}

function convert(line: CommandLine, parsed: Record<string, unknown> & { _: string[] }): Parsed {
  const values: Record<string, OptionValue> = {}
  const problems: Problem[] = []
  for (const [name, spec] of Object.entries(line.options)) {
    const given = parsed[name]
    const list = given === undefined ? [] : [given].flat().map(String)
    if (spec.type === 'flag') {
      values[name] = list.at(-1) === 'true'
      continue
    }
    if (spec.type === 'strings') {
      values[name] = list
      const { choices = list } = spec
      for (const text of list)
        if (!choices.includes(text)) problems.push({ place: `--${name}`, reason: noneOf(text, choices) })
      continue
    }
    if (list.length > 1) problems.push({ place: `--${name}`, reason: 'given more than once' })
    const text = list[0] ?? ('default' in spec ? spec.default : undefined)
    if (text === undefined) continue
    const value = convertOne(spec, String(text))
    if (typeof value === 'object') problems.push({ place: `--${name}`, reason: value.reason })
    else values[name] = value
  }
  return problems.length > 0 ? { is: 'usage', problems } : { is: 'run', values, positionals: parsed._.map(String) }
}

function noneOf(text: string, choices: readonly string[]): string {
  const near = nearestName(text, choices)
  return `"${text}" is none of ${choices.join(', ')}${near === undefined ? '' : `; did you mean ${near}?`}`
}

function convertOne(spec: OptionSpec, text: string): string | number | { reason: string } {
  switch (spec.type) {
    case 'count':
      return /^\d+$/.test(text) && Number.isSafeInteger(Number(text))
        ? Number(text)
        : { reason: `"${text}" is no whole number of 0 or more` }
    case 'number':
      return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : { reason: `"${text}" is no number` }
    case 'duration':
      return (
        parseDuration(text) ?? {
          reason: `"${text}" is no duration; write a number with a unit, such as 200ms, 60s, 5m or 1h`,
        }
      )
    case 'choice': {
      return spec.choices.includes(text) ? text : { reason: noneOf(text, spec.choices) }
    }
    default:
      return text
  }
}
