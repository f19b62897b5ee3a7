// Completions as scripts of the shells. Nothing of logmon runs while somebody types.

import type { Completed, CompletedOption, Wanted } from './completion-words.ts'
import type { Shell } from './shells.ts'

export function completionScript(shell: Shell, all: readonly Completed[]): string {
  return { bash: bashScript, zsh: zshScript, fish: fishScript }[shell](all)
}

/** A text as one word of a POSIX shell. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`
const joined = (parts: readonly string[]): string => `${parts.join('\n')}\n`
const executables = (all: readonly Completed[]): readonly string[] => [
  'logmon',
  ...all.flatMap(({ program }) => program ?? []),
]
const withDashes = ({ name, alias }: CompletedOption): readonly string[] => [
  `--${name}`,
  ...(alias === undefined ? [] : [`-${alias}`]),
]

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: these are variables of the shells

// bash

/** A line that completes it. Options of bash's `compgen` alone would split file names with blanks. */
const bashWanted = ({ words, paths }: Wanted): string =>
  `_logmon_offer ${quoted(words.join(' '))} ${paths === 'files' ? '-f' : paths === 'folders' ? '-d' : "''"}`

function bashScript(all: readonly Completed[]): string {
  const cases = all.flatMap(({ names, options, arguments: given }) => [
    `    ${names.join('|')})`,
    '      case "$before" in',
    ...options.flatMap(option =>
      option.value === undefined
        ? []
        : [`        ${withDashes(option).join('|')}) ${bashWanted(option.value)}; return ;;`],
    ),
    '      esac',
    `      if [[ "$word" == -* ]]; then _logmon_offer ${quoted(options.flatMap(withDashes).join(' '))} ''`,
    `      else ${bashWanted(given)}; fi`,
    '      ;;',
  ])
  const names = all.flatMap(each => each.names).join(' ')
  return joined([
    '# Completions of logmon for bash: logmon completion bash > ~/.local/share/bash-completion/completions/logmon',
    '_logmon_offer() {',
    '  # $1: words; $2: -f or -d for names of files or folders',
    '  local line',
    '  while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -W "$1" -- "$word")',
    '  [[ -z "$2" ]] && return',
    '  compopt -o filenames 2>/dev/null',
    '  while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen "$2" -- "$word")',
    '}',
    '_logmon() {',
    '  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} name=${COMP_WORDS[0]##*/}',
    '  COMPREPLY=()',
    '  # bash takes --option=value for three words',
    '  if [[ "$word" == "=" ]]; then word=; elif [[ "$before" == "=" ]]; then before=${COMP_WORDS[COMP_CWORD-2]}; fi',
    '  if [[ "$name" == logmon ]]; then',
    `    if ((COMP_CWORD == 1)); then _logmon_offer ${quoted(`${names} help --help --version`)} ''; return; fi`,
    '    name=${COMP_WORDS[1]}',
    `    if [[ "$name" == help ]]; then _logmon_offer ${quoted(names)} ''; return; fi`,
    '  else name=${name#logmon-}; fi',
    '  case "$name" in',
    ...cases,
    '  esac',
    '}',
    `complete -F _logmon ${executables(all).join(' ')}`,
  ])
}

// zsh

/** What stands for a colon in a specification of _arguments, and for a bracket in a description. */
const zshText = (text: string): string => text.replaceAll(/[\\:[\]]/g, character => `\\${character}`)

const zshAction = ({ words, paths }: Wanted): string => {
  const files = paths === 'files' ? '_files' : paths === 'folders' ? '_files -/' : ''
  const choices = words.map(word => word.replaceAll(':', '\\:')).join(' ')
  if (words.length === 0) return files === '' ? ' ' : files
  return files === '' ? `(${choices})` : `{compadd -- ${choices}; ${files}}`
}

function zshOption(option: CompletedOption): readonly string[] {
  const { repeats, value, describe } = option
  return withDashes(option).map(word => {
    const takes = value === undefined ? '' : word.startsWith('--') ? '=' : ''
    const argument = value === undefined ? '' : `:${zshText(value.name)}:${zshAction(value)}`
    return quoted(`${repeats ? '*' : ''}${word}${takes}[${zshText(describe)}]${argument}`)
  })
}

function zshScript(all: readonly Completed[]): string {
  const names = all.flatMap(({ names, summary }) => names.map(name => quoted(`${name}:${summary}`)))
  const cases = all.flatMap(({ names, options, arguments: given }) => [
    `    ${names.join('|')})`,
    '      _arguments -s : \\',
    ...options.flatMap(zshOption).map(spec => `        ${spec} \\`),
    `        ${quoted(`*: :${zshAction(given)}`)}`,
    '      ;;',
  ])
  return joined([
    `#compdef ${executables(all).join(' ')}`,
    '# Completions of logmon for zsh: logmon completion zsh > a file _logmon in a folder of $fpath',
    '_logmon_names() {',
    '  local -a names',
    '  names=(',
    ...names.map(name => `    ${name}`),
    '  )',
    "  _describe -t commands 'command of logmon' names",
    '}',
    '_logmon() {',
    '  local name=${words[1]:t}',
    '  if [[ $name == logmon ]]; then',
    '    if ((CURRENT == 2)); then',
    "      _alternative 'commands:command:_logmon_names' 'options:option:(help --help --version)'",
    '      return',
    '    fi',
    '    name=${words[2]}',
    '    if [[ $name == help ]]; then _logmon_names; return; fi',
    '    shift words',
    '    ((CURRENT--))',
    '  else name=${name#logmon-}; fi',
    '  case $name in',
    ...cases,
    '  esac',
    '}',
    '# Read by compinit it completes at once; sourced it says for whom it is.',
    'if [[ ${funcstack[1]} == _logmon ]]; then _logmon "$@"',
    `else compdef _logmon ${executables(all).join(' ')}; fi`,
  ])
}

// biome-ignore-end lint/suspicious/noTemplateCurlyInString: see above

// fish

/** A text as one word of fish, which knows two escapes in single quotes. */
const fishQuoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`

const fishWanted = ({ words, paths }: Wanted): string => {
  const given = words.length === 0 ? '' : ` -a ${fishQuoted(words.join(' '))}`
  if (paths === 'files') return `${given} -F`
  return paths === 'folders' ? ` -f -a '(__fish_complete_directories)'${given}` : ` -f${given}`
}

const fishOption = (start: string, { name, alias, describe, value }: CompletedOption): string =>
  `${start} -l ${name}${alias === undefined ? '' : ` -s ${alias}`} -d ${fishQuoted(describe)}` +
  (value === undefined ? '' : ` -r${fishWanted(value)}`)

function fishScript(all: readonly Completed[]): string {
  const names = all.flatMap(each => each.names)
  const first = '-n __logmon_needs_name'
  return joined([
    '# Completions of logmon for fish: logmon completion fish > ~/.config/fish/completions/logmon.fish',
    'function __logmon_needs_name',
    '  test (count (commandline -opc)) -eq 1',
    'end',
    'function __logmon_name_is',
    '  set -l words (commandline -opc)',
    '  test (count $words) -gt 1; and contains -- $words[2] $argv',
    'end',
    ...executables(all).map(program => `complete -c ${program} -f`),
    ...all.flatMap(each =>
      each.names.map(name => `complete -c logmon ${first} -f -a ${name} -d ${fishQuoted(each.summary)}`),
    ),
    `complete -c logmon ${first} -f -a help -d 'what a command takes'`,
    `complete -c logmon ${first} -l help -s h -d 'show help'`,
    `complete -c logmon ${first} -l version -d 'show the version'`,
    `complete -c logmon -n '__logmon_name_is help' -f -a ${fishQuoted(names.join(' '))}`,
    ...all.flatMap(({ names: called, program, options, arguments: given }) =>
      [
        `complete -c logmon -n ${fishQuoted(`__logmon_name_is ${called.join(' ')}`)}`,
        ...(program === undefined ? [] : [`complete -c ${program}`]),
      ].flatMap(start => [
        ...options.map(option => fishOption(start, option)),
        ...(given.words.length === 0 && given.paths === 'none' ? [] : [`${start}${fishWanted(given)}`]),
      ]),
    ),
  ])
}
