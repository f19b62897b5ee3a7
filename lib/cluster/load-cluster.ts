import { checkSchema } from '../config/check-schema.ts'
import { readDocument } from '../config/read-document.ts'
import type { NamedFile } from '../options.ts'
import { isProblems, type Problem } from '../problem.ts'
import { hostName, parseSshTarget, type SshHost } from '../sources/ssh-target.ts'

/** A cluster file, checked: where `logmon up` starts what. */
export interface ClusterConfig {
  readonly name: string
  readonly hosts: readonly ClusterHost[]
  readonly loki: string | undefined
  readonly compose: string | undefined
  readonly ready: string | undefined
  readonly ready_within: string | undefined
  readonly sshOptions: readonly string[]
}

export interface ClusterHost {
  /** As it was written. */
  readonly name: string
  readonly ssh: SshHost
  /** Path of its job file, as it was written. */
  readonly job: string
}

interface ClusterFile {
  readonly name?: string
  readonly job: string
  readonly hosts: readonly (string | { readonly host: string; readonly job?: string })[]
  readonly loki?: string
  readonly compose?: string
  readonly ready?: string
  readonly ready_within?: string
  readonly ssh_options?: readonly string[]
}

/** Returns what a cluster file says, or everything that is wrong with it. */
export async function loadCluster(file: NamedFile): Promise<ClusterConfig | readonly Problem[]> {
  const document = await readDocument(file)
  if (isProblems(document)) return document
  const misshapen = await checkSchema('cluster', document)
  if (misshapen.length > 0) return misshapen
  const value = document.value as ClusterFile
  const problems: Problem[] = []
  const known = new Map<string, number>()
  const hosts = value.hosts.flatMap((each, index): readonly ClusterHost[] => {
    const { host, job = value.job } = typeof each === 'string' ? { host: each } : each
    const target = parseSshTarget(`ssh://${host}/x`)
    if (target === undefined || 'reason' in target) {
      problems.push(document.problem(['hosts', index], target?.reason ?? 'is no host'))
      return []
    }
    const { path: _, ...ssh } = target
    const first = known.get(hostName(ssh))
    if (first !== undefined)
      problems.push(document.problem(['hosts', index], `${host} is host ${first + 1} already: one logmon is enough`))
    known.set(hostName(ssh), first ?? index)
    return [{ name: host, ssh, job }]
  })
  const { ready } = value
  if (ready !== undefined && ready !== 'off' && !(URL.canParse(ready) && /^https?:$/.test(new URL(ready).protocol)))
    problems.push(document.problem(['ready'], 'is no address of a server, and not off'))
  if (problems.length > 0) return problems
  const { name = 'cluster', loki, compose, ready_within, ssh_options: sshOptions = [] } = value
  return { name, hosts, loki, compose, ready, ready_within, sshOptions }
}
