// Which view an address means, and back: what stands behind its `#`, so that links can be shared.

export interface Route {
  /** Number of the job that is looked at; undefined for all of them. */
  readonly job: number | undefined
  /** What is chosen in the view: a filter, a range of time. */
  readonly choices: Readonly<Record<string, string>>
}

/** Returns the route of what stands behind the `#`; that of all jobs for what is none. */
export function routeOf(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#/, '').split('?')
  const job = /^\/jobs\/(\d{1,15})$/.exec(path)?.[1]
  return {
    job: job === undefined ? undefined : Number(job),
    choices: Object.fromEntries(new URLSearchParams(query)),
  }
}

/** Returns what stands behind the `#` of a route, the `#` included. */
export function hashOf({ job, choices }: Route): string {
  const query = new URLSearchParams(Object.entries(choices).filter(([, value]) => value !== '')).toString()
  return `#${job === undefined ? '/' : `/jobs/${job}`}${query === '' ? '' : `?${query}`}`
}

/** Returns the range of time that a route names; undefined where it names none, or nonsense. */
export function rangeOf({ choices }: Route): { readonly from: number; readonly to: number } | undefined {
  const [from, to] = [choices['from'], choices['to']].map(text => Date.parse(text ?? ''))
  if (from === undefined || to === undefined || !(to > from)) return undefined
  return { from, to }
}
