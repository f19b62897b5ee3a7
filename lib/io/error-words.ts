// Errors of the operating system in words: the name of an errno alone tells a person nothing.

const WORDS: Readonly<Record<string, string>> = {
  E2BIG: 'its arguments are too long',
  EACCES: 'permission denied',
  EADDRINUSE: 'another program listens there already',
  EADDRNOTAVAIL: 'this host has no such address',
  EAI_AGAIN: 'the name server does not answer',
  EBADF: 'it is closed',
  EBUSY: 'it is in use',
  ECONNABORTED: 'the connection was broken off',
  ECONNREFUSED: 'nothing listens there (connection refused)',
  ECONNRESET: 'the other side broke the connection off',
  EDQUOT: 'the disk quota is used up',
  EEXIST: 'it is there already',
  EFBIG: 'the file would be larger than allowed (see ulimit -f)',
  EHOSTUNREACH: 'there is no way to that host',
  EINVAL: 'that is not possible here (invalid argument)',
  EIO: 'the disk fails (input/output error)',
  EISDIR: 'it is a directory',
  ELOOP: 'its symbolic links go round in a circle',
  EMFILE: 'too many files are open (see ulimit -n)',
  ENAMETOOLONG: 'its name is too long',
  ENETUNREACH: 'there is no way to that network',
  ENFILE: 'too many files are open on this host',
  ENOENT: 'there is no such file or directory',
  ENOEXEC: 'it is no program that this host can run',
  ENOSPC: 'no space left on the disk',
  ENOTDIR: 'a part of its path is no directory',
  ENOTEMPTY: 'it is not empty',
  ENOTFOUND: 'there is no host of that name',
  ENXIO: 'nobody reads it',
  EPERM: 'that is not allowed (operation not permitted)',
  EPIPE: 'nobody reads it any more',
  EROFS: 'its file system is mounted read-only',
  ESTALE: 'the file server has lost it (stale file handle)',
  ETIMEDOUT: 'the other side does not answer',
  ETXTBSY: 'it is being run',
  EXDEV: 'it would go to another file system',
}

/** What Node puts around the words of the operating system: `ENOENT: no such file, open '/x'`. */
const NODE_MESSAGE = /^[A-Z][A-Z0-9_]+: (.*?)(?:, [a-z]+(?: '.*')?)?$/s
/** And what it says of connections: `connect ECONNREFUSED 127.0.0.1:25`. */
const NODE_CALL = /^[a-z]+ (E[A-Z]+)(?: \S+)?$/

/** Returns why something failed, as words to stand behind "cannot be read:" or the like. */
export function reasonOf(error: unknown): string {
  const { code, message, syscall } = error as Pick<NodeJS.ErrnoException, 'code' | 'message' | 'syscall'>
  if (code === 'ENOENT' && syscall?.startsWith('spawn') === true) return 'there is no such program'
  return WORDS[code ?? ''] ?? WORDS[NODE_CALL.exec(message)?.[1] ?? ''] ?? NODE_MESSAGE.exec(message)?.[1] ?? message
}

/** Returns an error as a sentence of its own: what of the operating system names a file names it here, too. */
export function sentenceOf(error: unknown): string {
  const { code, message, path, syscall } = error as NodeJS.ErrnoException
  if (code === undefined || syscall === undefined) return message
  const what = path ?? (syscall === 'write' ? 'output' : undefined)
  return what === undefined ? reasonOf(error) : `${what}: ${reasonOf(error)}`
}
