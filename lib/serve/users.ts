// Who may ask: the file of users, a line each, with hashes of their tokens. The file holds no token.
import type { Problem } from '../problem.ts'

export interface User {
  readonly name: string
  /** SHA-256 of the token, 64 hexadecimal digits. */
  readonly hash: string
  /** True for who sees what all users have submitted. */
  readonly isAdmin: boolean
  /** The folder below which this user's logs lie; undefined for the root of the service. */
  readonly root: string | undefined
}

const NAME = /^[A-Za-z0-9_][A-Za-z0-9_.@-]{0,63}$/
const HASH = /^(?:sha256:)?([0-9a-f]{64})$/i

/**
 * Reads `NAME HASH [admin] [root=/FOLDER]` a line; `#` begins a comment. A user may have several lines, for tokens that
 * are being changed.
 */
export function parseUsers(text: string, file: string): readonly User[] | readonly Problem[] {
  const users: User[] = []
  const problems: Problem[] = []
  for (const [index, line] of text.split('\n').entries()) {
    const words = line
      .replace(/(?:^|\s)#.*$/, '')
      .trim()
      .split(/\s+/)
    if (words[0] === '') continue
    const user = userOf(words)
    if (typeof user === 'string')
      problems.push({ file: `${file}:${index + 1}`, place: words[0] as string, reason: user })
    else users.push(user)
  }
  if (problems.length === 0 && users.length === 0)
    problems.push({ file, place: '', reason: 'there is no user: write NAME HASH, see logmon serve --help' })
  return problems.length > 0 ? problems : users
}

/** Returns the user of a line, or what is wrong with it, which never quotes what may be a token. */
function userOf([name = '', hash = '', ...rest]: readonly string[]): User | string {
  if (!NAME.test(name)) return 'a name has letters, digits and _ . @ -, at most 64'
  const digits = HASH.exec(hash)?.[1]
  if (digits === undefined) return 'the second word must be the SHA-256 of a token: 64 hexadecimal digits'
  let root: string | undefined
  let isAdmin = false
  for (const word of rest) {
    if (word === 'admin') isAdmin = true
    else if (word.startsWith('root=/')) root = word.slice('root='.length)
    else return 'behind the hash only `admin` and `root=/FOLDER` may stand'
  }
  return { name, hash: digits.toLowerCase(), isAdmin, root }
}
