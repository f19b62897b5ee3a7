// `logmon down`: ends what `logmon up` started.
import { compose } from '../../io/cluster/compose.ts'
import { stopHost } from '../../io/cluster/hosts.ts'
import { version } from '../../io/version.ts'
import { isProblems } from '../../problem.ts'
import { printable } from '../../record/printable.ts'
import { CLUSTER_OPTION, readCluster } from '../cluster-file.ts'
import type { FrontCommand } from '../command.ts'
import { EXIT } from '../exit-codes.ts'

export const down: FrontCommand = {
  name: 'down',
  summary: 'stop what logmon up started',
  line: {
    program: 'logmon down',
    summary: 'Stop what logmon up started, and nothing else. Positions stay, and so does what Loki has.',
    options: {
      ...CLUSTER_OPTION,
      'keep-server': { type: 'flag', describe: 'leave the server of the compose file running' },
    },
    readsNothing: true,
    examples: [{ command: 'logmon down -c cluster.yaml', describe: 'logmon up goes on where this has stopped' }],
    version,
  },
  async act({ values }, { print, say }) {
    const read = await readCluster(values)
    if (isProblems(read)) return read
    let hasFailed = false
    await Promise.all(
      read.cluster.hosts.map(async host => {
        const outcome = await stopHost(read, host)
        hasFailed ||= outcome.hasFailed
        const line = `${printable(outcome.host)}: ${printable(outcome.said)}`
        if (outcome.hasFailed) say(line)
        else await print(`${line}\n`)
      }),
    )
    if (read.composeFile !== undefined && values['keep-server'] !== true) {
      const wrong = await compose(read.composeFile, ['stop'])
      if (wrong !== undefined) say(`${printable(read.composeFile)}: ${printable(wrong)}`)
      hasFailed ||= wrong !== undefined
    }
    return hasFailed ? EXIT.failed : EXIT.ok
  },
}
