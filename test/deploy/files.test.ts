// The files of examples/deploy, checked by what reads them.
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { parseAllDocuments } from 'yaml'
import { parseArguments } from '../../lib/cli/args.ts'
import { serve } from '../../lib/cli/commands/serve.ts'
import { skipUnless } from '../skip.ts'

const text = (name: string): string => readFileSync(join('examples/deploy', name), 'utf8')
const systemdMissing = skipUnless(existsSync('/usr/bin/systemd-analyze'), 'systemd-analyze is not installed')

/** What is read here of a part of the manifest. */
interface Part {
  readonly kind: string
  readonly spec: {
    readonly template: { readonly spec: { readonly containers: readonly [{ readonly args: readonly string[] }] } }
  }
}

/** What is wrong with the words behind `logmon serve`. */
async function problemsOf(words: readonly string[]): Promise<unknown> {
  const parsed = await parseArguments(serve.line, words)
  return parsed.is === 'run' ? parsed.positionals : parsed
}

t.test('the unit is one that systemd takes, and leaves little to attack', { skip: systemdMissing }, async t => {
  const printed = execFileSync(
    'systemd-analyze',
    ['security', '--offline=true', '--no-pager', 'examples/deploy/logmon-serve.service'],
    { encoding: 'utf8' },
  )
  const exposure = Number(/Overall exposure level for .*: ([\d.]+)/.exec(printed)?.[1])
  t.ok(exposure <= 2, `exposure ${exposure}`)
  const words =
    /^ExecStart=\/usr\/bin\/env logmon serve (.*)$/m.exec(text('logmon-serve.service'))?.[1]?.split(' ') ?? []
  t.same(await problemsOf(words), [])
})

t.test('the manifest: each part, and how the container may run', async t => {
  const documents = parseAllDocuments(text('kubernetes.yaml')).map(each => each.toJS({ maxAliasCount: 0 }) as Part)
  t.same(
    documents.map(({ kind }) => kind),
    ['StatefulSet', 'Service', 'NetworkPolicy'],
  )
  const pod = (documents[0] as Part).spec.template.spec
  t.match(pod, {
    automountServiceAccountToken: false,
    securityContext: { runAsNonRoot: true },
    containers: [
      {
        securityContext: {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        },
        readinessProbe: { httpGet: { path: '/healthz' } },
        livenessProbe: { httpGet: { path: '/healthz' } },
      },
    ],
  })
  t.same(await problemsOf(pod.containers[0].args), [])
  t.match(documents[2], { spec: { egress: [], ingress: [{ from: [{ podSelector: {} }] }] } })
})

t.test('the image: not root, with a health check that can fail, and options that there are', async t => {
  const dockerfile = text('Dockerfile')
  t.ok(dockerfile.lastIndexOf('\nUSER node\n') > dockerfile.lastIndexOf('\nRUN '), 'nothing is run as root after it')
  const check = JSON.parse(/^HEALTHCHECK .*? CMD (\[.*\])$/m.exec(dockerfile)?.[1] ?? '[]') as string[]
  t.equal(check[0], 'node')
  // Nobody listens there.
  const script = (check[2] as string).replace('8000', '9')
  t.equal(spawnSync(process.execPath, ['-e', script], { stdio: 'ignore' }).status, 1)
  t.same(await problemsOf(JSON.parse(/^CMD (\[.*\])$/m.exec(dockerfile)?.[1] ?? '[]') as string[]), [])
})

t.test('the job script is one that a shell takes', async t => {
  execFileSync('bash', ['-n', 'examples/deploy/serve.sbatch'])
  const words = /^logmon serve (.*?) > /m.exec(text('serve.sbatch'))?.[1]?.split(' ') ?? []
  t.same(await problemsOf(words.map(word => word.replaceAll('"', ''))), [])
})
