// What the real shells offer behind command lines, once they have read the completions of logmon.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { environment } from './shell.ts'

/** Returns what each line is offered, in a folder. */
export type Offers = (lines: readonly string[], folder: string) => readonly (readonly string[])[]

const ALARM_MS = 60_000

function run(program: string, words: readonly string[], folder: string, more: NodeJS.ProcessEnv = {}): string {
  const { stdout, stderr, error } = spawnSync(program, words, {
    cwd: folder,
    encoding: 'utf8',
    timeout: ALARM_MS,
    env: { ...environment(), ...more },
  })
  if (error !== undefined || stderr !== '') throw new Error(`${program}: ${error?.message ?? stderr}`)
  return stdout
}

/** Puts answers that stand below lines of `$` into lists. */
const answersIn = (text: string): readonly (readonly string[])[] =>
  text
    .split(/^\$ .*\n?/m)
    .slice(1)
    .map(answer => [...new Set(answer.split('\n').filter(word => word !== ''))])

/** A new folder for what a shell reads and writes. */
const scratch = (): string => mkdtempSync(join(tmpdir(), 'logmon-shell-'))

/** bash takes a line apart itself; its words are given here as it would. */
export const bashOffers: Offers = (lines, folder) => {
  const quoted = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`
  const asks = lines.map(line => {
    const words = line.split(' ').flatMap(word => word.split(/(=)/).filter((part, index) => index === 0 || part !== ''))
    return `ask ${quoted(line)} ${words.map(quoted).join(' ')}`
  })
  const script = `source <(logmon completion bash)
ask() {
  echo "$ $1"; shift
  COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
  _logmon 2>&1; printf '%s\\n' "\${COMPREPLY[@]}"
}
${asks.join('\n')}`
  return answersIn(run('bash', ['--norc', '-c', script], folder))
}

export const fishOffers: Offers = (lines, folder) => {
  const file = join(scratch(), 'lines')
  writeFileSync(file, lines.map(line => `${line}\n`).join(''))
  const script = `logmon completion fish | source
while read -l line
  echo "\\$ $line"
  complete -C "$line" | string split -f 1 \\t
end < ${file}`
  return answersIn(run('fish', ['--no-config', '-c', script], folder))
}

/** zsh completes on a terminal alone: another zsh gives it one, and all that it would offer goes to a file. */
export const zshOffers: Offers = (lines, folder) => {
  const own = scratch()
  const [asked, told, inner] = ['asked', 'told', 'inner.zsh'].map(name => join(own, name)) as [string, string, string]
  writeFileSync(asked, lines.map(line => `${line}\n`).join(''))
  writeFileSync(
    inner,
    `autoload -Uz compinit; compinit -u -D
source <(logmon completion zsh)
compadd() {
  if [[ " \${(j: :)@[1,(i)(-|--)]} " == *" -"[OAD]" "* ]]; then builtin compadd "$@"; return; fi
  local -a hits
  builtin compadd -O hits "$@"
  print -rl -- $hits >> ${told}
  builtin compadd "$@"
}
probe() {
  local line
  for line in "\${(@f)$(<${asked})}"; do
    print -r -- "$ $line" >> ${told}
    BUFFER=$line CURSOR=\${#line}
    zle complete-word
  done
  exit
}
zle -N probe
bindkey '^T' probe
`,
  )
  const driver = `zmodload zsh/zpty
zpty inner zsh -f -i
zpty -w inner "source ${inner}"
zpty -w -n inner $'\\x14'
while zpty -r inner line; do :; done`
  run('zsh', ['-f', '-c', driver], folder)
  return answersIn(readFileSync(told, 'utf8')).map(words => words.map(word => word.replaceAll('\\', '')))
}
