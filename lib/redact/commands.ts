// Programs that take a password behind an option whose name does not tell it: `mysql -pX`, `curl -u user:X`.

import { isHarmless } from './harmless.ts'
import { type ClosingFinder, closingFinder, openingAt, type Search } from './quotes.ts'
import { looksMadeUp, looksSecret } from './random-looking.ts'
import { NAMED_MARK, type Span } from './span.ts'
import { valueAt } from './values.ts'

interface Command {
  readonly names: RegExp
  /** Only behind a word such as `login`. */
  readonly verbs?: RegExp
  /** Options with a secret behind them, in a word of its own or in theirs. */
  readonly options?: RegExp
  /** Options with `user:secret` behind them. */
  readonly users?: RegExp
  /** The secret is the first word without a dash. */
  readonly takesWord?: (word: string) => boolean
}

const isKey = (word: string): boolean => /^[0-9a-f]{40}$/.test(word) || looksSecret(word)

const COMMANDS: readonly Command[] = [
  { names: /^(?:sshpass)$/i, options: /^-p/ },
  { names: /^(?:mysql\w*|mariadb\w*|mysql-\w+|innobackupex|xtrabackup|pt-[\w-]+|mycli)$/i, options: /^-p(?=.)/ },
  {
    names: /^(?:curl|wget|httpie|https?|xh|curlie|aria2c|lftp|svn)$/i,
    users: /^(?:-u|-U|-a|--user|--proxy-user|--auth)(?:=|$|(?=[^-]))/,
  },
  {
    names: /^(?:docker|podman|nerdctl|buildah|skopeo|crane|oras|regctl|helm|oc|az|cf|ibmcloud|twine)$/i,
    verbs: /^(?:login|auth|upload)$/,
    options: /^(?:-p|-P)(?=$|[^a-z=-]|[^-]*\d)/,
  },
  {
    names:
      /^(?:mongo\w*|rabbitmqadmin|clickhouse-client|sqlcmd|kinit|ldap\w+|ipmitool|snmp\w+|7z|zip|unzip|rar|cqlsh|influx|smbclient|htpasswd|x?freerdp)$/i,
    options: /^(?:-p|-P|-w|-pw|\/p:)(?=$|[^a-z=-]|[^-]*\d)/,
  },
  {
    names: /^(?:redis-cli|valkey-cli|keydb-cli|redis-benchmark)$/i,
    options: /^(?:-a|--pass)(?:=|$)/,
    users: /^--user-pass/,
  },
  { names: /^(?:plink|pscp|psftp|putty)(?:\.exe)?$/i, options: /^-pw/ },
  { names: /^openssl$/i, options: /^-[kK]$/ },
  { names: /^ssh-keygen$/i, options: /^-[NP]$/ },
  {
    names: /^(?:wandb|weave|swanlab|comet|huggingface-cli|hf|ngc)$/i,
    verbs: /^(?:login|auth|config|set)$/,
    takesWord: isKey,
  },
]
const NAMES =
  /(?<![\w.-])(?:sshpass|mysql[\w-]*|mariadb[\w-]*|innobackupex|xtrabackup|mycli|curl|wget|httpie|https?|xh|aria2c|lftp|svn|docker|podman|nerdctl|buildah|skopeo|crane|oras|regctl|helm|oc|az|cf|ibmcloud|twine|mongo\w*|rabbitmqadmin|clickhouse-client|sqlcmd|kinit|ldap\w+|ipmitool|snmp\w+|7z|zip|unzip|rar|cqlsh|influx|x?freerdp|smbclient|htpasswd|redis-cli|valkey-cli|keydb-cli|redis-benchmark|plink|pscp|psftp|openssl|ssh-keygen|wandb|weave|swanlab|comet|huggingface-cli|hf|ngc)(?![\w-])/g

/** Longest part of a line that is read behind a program's name, in characters, and in words. */
const MAX_LINE = 4096
const MAX_WORDS = 64
/** Between words: blanks, or what parts the items of a list. */
const BETWEEN = /(?:[ \t]{0,40},\s{0,40}|[ \t]{1,40}(?:\\\n\s{0,40})?|\\\n\s{0,40})/y

/** Adds the secrets in command lines, in any quoting: as typed, or as lists of arguments. */
export function findInCommands(text: string, found: Span[]): void {
  let closings: ClosingFinder | undefined
  NAMES.lastIndex = 0
  for (let match = NAMES.exec(text); match !== null; match = NAMES.exec(text)) {
    const name = match[0]
    const command = COMMANDS.find(({ names }) => names.test(name))
    if (command === undefined) continue
    closings ??= closingFinder(text)
    NAMES.lastIndex = Math.max(NAMES.lastIndex, readWords({ text, closings, found }, NAMES.lastIndex, command))
  }
  if (/wandb/i.test(text)) findWandbKeys(text, found)
  for (const match of text.matchAll(IDENTIFIED)) {
    closings ??= closingFinder(text)
    const value = valueAt(text, match.index + match[0].length, WORD, closings)
    if (value !== undefined) found.push({ start: value.start, end: value.end, mark: NAMED_MARK })
  }
  for (const match of text.matchAll(PASS_SOURCE)) {
    const end = match.index + match[0].length
    found.push({ start: end - (match[1] as string).length, end, mark: NAMED_MARK })
  }
}

/** A key of W&B looks like a commit of Git: what is said before it on its line tells them apart. */
function findWandbKeys(text: string, found: Span[]): void {
  for (const match of text.matchAll(/(?<![0-9A-Za-z])[0-9a-f]{40}(?![0-9A-Za-z])/g)) {
    const said = text.slice(Math.max(0, match.index - 160), match.index)
    const line = said.slice(said.lastIndexOf('\n') + 1)
    if (/wandb.{0,150}(?:key|login)/i.test(line) && !/commit|revision|sha|hash/i.test(line))
      found.push({ start: match.index, end: match.index + 40, mark: NAMED_MARK })
  }
}

/** SQL. */
const IDENTIFIED = /\bidentified\s{1,8}by\s{1,8}(?:password\s{1,8})?(?=['"])/gi
/** OpenSSL's way to hand over a password. */
const PASS_SOURCE = /(?<![\w-])-pass(?:in|out)?(?:\s{1,8}|["'],?\s{0,8}["'])pass:([^\s"',]{1,})/g
const WORD = { isQuery: false, isWord: true, limit: MAX_LINE }
const isUserAndSecret = (word: string): boolean =>
  /^[^\s:/]{0,128}:[^/\s:][^\s]*$/.test(word) && !/^\d+:\d+$/.test(word)

/** Reads the words behind a program's name; returns where it stopped. */
function readWords({ text, closings, found }: Search, from: number, command: Command): number {
  const line = text.indexOf('\n', from)
  const stop = Math.min(from + MAX_LINE, line === -1 ? text.length : line)
  let at = from
  let waits: 'secret' | 'user' | undefined
  let isMeant = command.verbs === undefined
  // The closing quote of the name itself, in a list.
  at += /^\\{0,8}["']/.exec(text.slice(at, at + 9))?.[0].length ?? 0
  for (let count = 0; count < MAX_WORDS && at < stop; count++) {
    BETWEEN.lastIndex = at
    if (!BETWEEN.test(text)) return at
    const begin = BETWEEN.lastIndex
    if (/^(?:&&|\|\|?|;|\))/.test(text.slice(begin, begin + 2))) return begin
    const quote = openingAt(text, begin)
    const value = valueAt(text, begin, WORD, closings)
    if (value === undefined) return begin
    const word = text.slice(value.start, Math.min(value.end, value.start + 600))
    at = value.end + (quote === undefined ? 0 : quote.closing.length + quote.escapes)
    if (at > stop) at = Math.max(value.end, stop)
    if (!isMeant) {
      isMeant = command.verbs?.test(word) === true
      continue
    }
    const secret = secretIn(word, waits, command)
    if (secret !== undefined && !isHarmless(word.slice(secret), true, ''))
      found.push({ start: value.start + secret, end: value.end, mark: NAMED_MARK })
    waits = nextOf(word, command)
  }
  return at
}

/** Where in a word its secret begins; undefined where it has none. */
function secretIn(word: string, waits: 'secret' | 'user' | undefined, command: Command): number | undefined {
  if (waits === 'secret') return word.startsWith('-') ? undefined : 0
  if (waits === 'user') return isUserAndSecret(word) ? word.indexOf(':') + 1 : undefined
  const option = command.options?.exec(word)?.[0]
  if (option !== undefined && option.length < word.length)
    return looksMadeUp(word.slice(option.length)) ? option.length : undefined
  const user = command.users?.exec(word)?.[0]
  if (user !== undefined && user.length < word.length) {
    const rest = word.slice(user.length)
    return isUserAndSecret(rest) ? user.length + rest.indexOf(':') + 1 : undefined
  }
  return command.takesWord?.(word) === true && !word.startsWith('-') ? 0 : undefined
}

function nextOf(word: string, command: Command): 'secret' | 'user' | undefined {
  if (command.options?.exec(word)?.[0] === word) return 'secret'
  return command.users?.exec(word)?.[0] === word ? 'user' : undefined
}
