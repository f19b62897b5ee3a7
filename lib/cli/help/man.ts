// Man pages, in the macros of man(7): every roff knows them.
import type { OptionSpec } from '../../options.ts'
import type { CommandLine } from '../args.ts'
import { describeOption, FIRST_GROUP, optionGroups, valueName } from '../option-words.ts'
import type { Described } from './lines.ts'

export interface Edition {
  readonly version: string
  /** As YYYY-MM-DD. */
  readonly date: string
}

const EXIT_CODES = [
  ['0', 'done; also when the reader of the output went away'],
  ['1', 'ran, but something failed'],
  ['2', 'usage or configuration; no input was read'],
  ['130', 'interrupted'],
] as const

/** Returns text as roff shows it: no word of ours is a request, and dashes can be copied. */
const roff = (text: string): string =>
  text
    .replace(/\\/g, '\\e')
    .replace(/-/g, '\\-')
    .replace(
      /[^\x20-\x7e\n]/g,
      character => `\\[u${character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}]`,
    )
    .replace(/^([.'])/gm, '\\&$1')

const bold = (text: string): string => `\\fB${roff(text)}\\fR`
const italic = (text: string): string => `\\fI${roff(text)}\\fR`

/** Returns lines that say it as a paragraph; a line break in the text stays one behind a sentence. */
const prose = (text: string): readonly string[] =>
  roff(text.trim())
    .split('\n')
    .flatMap((line, index, lines) =>
      index > 0 && /[.:]$/.test(lines[index - 1] as string) ? ['.br', line.trim()] : [line.trim()],
    )

/** The name of a page: `logmon-run`, as the name of a program. */
export const pageName = ({ name }: Pick<Described, 'name'>): string => `logmon-${name}`

/** Returns the page of a program or a command. */
export function manPage(described: Described, others: readonly Described[], edition: Edition): string {
  const { line, summary, aliases, isProgram, name } = described
  const page = pageName(described)
  return lines(
    heading(page, edition),
    ...['.SH NAME', `${roff(page)} \\- ${roff(inASentence(summary))}`],
    ...[
      '.SH SYNOPSIS',
      `${bold(line.program)} [options]${line.positionals === undefined ? '' : ` ${roff(line.positionals)}`}`,
    ],
    ...['.SH DESCRIPTION', ...prose(line.summary)],
    ...(isProgram ? ['.PP', roff(alsoCalled(name, aliases))] : []),
    ...['.SH OPTIONS', ...optionLines(line)],
    ...(line.examples.length === 0
      ? []
      : ['.SH EXAMPLES', ...line.examples.flatMap((example, index) => exampleLines(example, index === 0))]),
    ...(line.epilogue === undefined ? [] : ['.SH NOTES', ...prose(line.epilogue)]),
    ...['.SH EXIT STATUS', ...EXIT_CODES.flatMap(([code, meaning]) => ['.TP', bold(code), roff(meaning)])],
    ...['.SH SEE ALSO', seeAlso(['logmon', ...others.filter(other => other !== described).map(pageName)])],
  )
}

/** Returns the page of `logmon` itself. */
export function frontPage(all: readonly Described[], edition: Edition): string {
  const rows = (isProgram: boolean): readonly string[] =>
    all
      .filter(each => each.isProgram === isProgram)
      .flatMap(each => ['.TP', `${bold(pageName(each))}(1)`, roff(`${each.summary}.`)])
  return lines(
    heading('logmon', edition),
    ...['.SH NAME', 'logmon \\- watch AI training jobs through their logs'],
    ...['.SH SYNOPSIS', `${bold('logmon')} ${italic('COMMAND')} [options]`],
    ...['.SH DESCRIPTION', 'Small programs that read lines or records on standard input and write records to standard'],
    ...[
      `output, and commands around them. ${bold('logmon')} ${italic('NAME')} is ${bold('logmon-')}${italic('NAME')};`,
    ],
    `${bold('logmon help')} ${italic('NAME')} tells what each takes.`,
    ...['.SH COMMANDS', ...rows(false)],
    ...['.SH PROGRAMS', ...rows(true)],
    ...[
      '.SH ENVIRONMENT',
      '.TP',
      bold('LOGMON_CLOCK'),
      roff('"record" where time is that of the records, for a whole pipe.'),
    ],
    ...['.SH EXIT STATUS', ...EXIT_CODES.flatMap(([code, meaning]) => ['.TP', bold(code), roff(meaning)])],
    ...['.SH SEE ALSO', seeAlso(all.map(pageName))],
  )
}

const lines = (...all: readonly string[]): string => `${all.join('\n')}\n`

/** Names of variables and options are not cut, and blanks in examples not stretched. */
const heading = (page: string, { version, date }: Edition): string =>
  `.TH ${roff(page.toUpperCase())} 1 ${date} "logmon ${version}" "logmon manual"\n.nh\n.ad l`

const inASentence = (summary: string): string => summary.charAt(0).toLowerCase() + summary.slice(1)

const alsoCalled = (name: string, aliases: readonly string[]): string =>
  `Also started as ${[name, ...aliases].map(each => `"logmon ${each}"`).join(' or ')}.`

function optionLines(line: CommandLine): readonly string[] {
  return optionGroups(line).flatMap(({ title, names }) => [
    ...(title === FIRST_GROUP || names.length === 0 ? [] : ['.SS', roff(title.replace(/:$/, ''))]),
    ...names.flatMap(name => optionLine(name, line.options[name] as OptionSpec)),
    ...(title === FIRST_GROUP ? [...optionLine('version', VERSION), ...optionLine('help', HELP)] : []),
  ])
}

const VERSION: OptionSpec = { type: 'flag', describe: 'show the version' }
const HELP: OptionSpec = { type: 'flag', alias: 'h', describe: 'show help' }

function optionLine(name: string, spec: OptionSpec): readonly string[] {
  const value = valueName(spec)
  const shown = value === undefined ? '' : ` ${italic(value)}`
  const short = spec.alias === undefined ? '' : `${bold(`-${spec.alias}`)}, `
  return ['.TP', `${short}${bold(`--${name}`)}${shown}`, roff(`${describeOption(spec)}.`)]
}

const exampleLines = ({ command, describe }: CommandLine['examples'][number], isFirst: boolean): readonly string[] => [
  ...(isFirst ? [] : ['.PP']),
  roff(`${describe.charAt(0).toUpperCase()}${describe.slice(1)}:`),
  ...['.PP', '.RS 4', '.nf', roff(command), '.fi', '.RE'],
]

const seeAlso = (pages: readonly string[]): string => pages.map(page => `${bold(page)}(1)`).join(',\n')
