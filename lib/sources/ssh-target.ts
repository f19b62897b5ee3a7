// Files on other hosts: what `ssh://user@host:port/path` names, and how ssh is called.

export interface SshHost {
  readonly host: string
  readonly user: string | undefined
  readonly port: number | undefined
}

export interface SshTarget extends SshHost {
  /** Absolute, and may be a pattern. */
  readonly path: string
}

const URL_FORM =
  /^ssh:\/\/(?:(?<user>[^@/:]+)@)?(?<host>\[[0-9A-Fa-f:.]+\]|[^/:@]+)(?::(?<port>\d{1,5}))?(?<path>\/.+)$/s

/**
 * Returns what an argument names, undefined where it is no ssh:// URL at all, or why it is a bad one. The path is taken
 * as it stands: no %-escapes.
 */
export function parseSshTarget(argument: string): SshTarget | undefined | { readonly reason: string } {
  if (!argument.startsWith('ssh://')) return undefined
  const groups = URL_FORM.exec(argument)?.groups
  if (groups === undefined) return { reason: 'is not of the form ssh://user@host:port/path' }
  const { user, host = '', port, path = '' } = groups
  // They become words of the ssh command: one that starts with a dash would be an option.
  if (!/^[\w.-]+$|^\[/.test(host) || host.startsWith('-')) return { reason: `"${host}" is no host name` }
  if (user !== undefined && (!/^[\w.@-]+$/.test(user) || user.startsWith('-')))
    return { reason: `"${user}" is no user name` }
  if (port !== undefined && (Number(port) < 1 || Number(port) > 65_535)) return { reason: `${port} is no port` }
  if (path.includes('\0') || path.includes('\n')) return { reason: 'the path holds a line break' }
  return { host: host.replace(/^\[|\]$/g, ''), user, port: port === undefined ? undefined : Number(port), path }
}

/** Returns `ssh://user@host:port`, which names one connection. */
export function hostName({ user, host, port }: SshHost): string {
  return `ssh://${user === undefined ? '' : `${user}@`}${host.includes(':') ? `[${host}]` : host}${port === undefined ? '' : `:${port}`}`
}

/** Returns ssh's arguments. Nothing is asked on a terminal, and a host whose key is not known already is refused. */
export function sshArguments({ user, host, port }: SshHost, options: readonly string[]): readonly string[] {
  const own = [
    'BatchMode=yes',
    'StrictHostKeyChecking=yes',
    'ConnectTimeout=15',
    'ServerAliveInterval=15',
    'ServerAliveCountMax=3',
    'ClearAllForwardings=yes',
  ]
  return [
    '-T',
    // ssh takes the first value that it is given: the user's come first.
    ...[...options, ...own].flatMap(option => ['-o', option]),
    ...(port === undefined ? [] : ['-p', String(port)]),
    ...(user === undefined ? [] : ['-l', user]),
    '--',
    host,
    // Whatever the login shell is: it only starts the one that we talk to.
    'exec sh',
  ]
}
