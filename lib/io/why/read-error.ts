// Why a log could not be read, in words: an errno alone tells a person nothing.

const WORDS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EACCES: 'you may not read it',
  EPERM: 'you may not read it',
  EISDIR: 'it is a directory',
  ELOOP: 'its symbolic links go round in a circle',
  ENAMETOOLONG: 'its name is too long',
  EMFILE: 'too many files are open (see ulimit -n)',
  EIO: 'the disk cannot read it (input/output error)',
  ESTALE: 'the file server has lost it (stale file handle)',
  Z_DATA_ERROR: 'it is no gzip file, or damaged',
  Z_BUF_ERROR: 'it is a gzip file without its end',
}

/** Returns what is wrong, to stand behind "cannot be read:". */
export function readErrorOf(error: unknown): string {
  const { code, message, path } = error as NodeJS.ErrnoException
  if (code === 'ENOENT' && path === 'zstd') return 'the program zstd, which unpacks it, is not installed'
  const words = WORDS[code ?? '']
  return words ?? (code === undefined ? message : `${message.replace(/^[A-Z]+: /, '')} (${code})`)
}
