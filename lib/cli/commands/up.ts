// `logmon up`: logs of many hosts to one Loki, with one word.
import { compose, waitUntilReady } from '../../io/cluster/compose.ts'
import { startHost } from '../../io/cluster/hosts.ts'
import { version } from '../../io/version.ts'
import { isProblems } from '../../problem.ts'
import { printable } from '../../record/printable.ts'
import { parseDuration } from '../../record/time.ts'
import { CLUSTER_OPTION, readCluster } from '../cluster-file.ts'
import type { FrontCommand } from '../command.ts'
import { EXIT } from '../exit-codes.ts'

const READY_WITHIN = '60s'

export const up: FrontCommand = {
  name: 'up',
  summary: 'start shipping the logs of many hosts, over ssh',
  line: {
    program: 'logmon up',
    summary:
      'Start the server where a compose file is named, wait until it is ready, then\nstart on every host what the job file says: follow, parse, redact, ship.\nIt goes on when this ends.',
    options: {
      ...CLUSTER_OPTION,
      fresh: {
        type: 'flag',
        describe: "start anew where it runs, with clean positions; nothing else's are touched",
      },
      'no-wait': { type: 'flag', describe: 'start the hosts whether the server is ready or not' },
    },
    readsNothing: true,
    examples: [
      { command: 'logmon up -c cluster.yaml', describe: 'says a line per host, as each is done' },
      { command: 'logmon status -c cluster.yaml', describe: 'how they are; logmon down -c cluster.yaml stops them' },
    ],
    epilogue: 'Exit status 1 where the server or a host failed; the others are started all the same.',
    version,
  },
  async act({ values }, { print, say }) {
    const read = await readCluster(values)
    if (isProblems(read)) return read
    const { cluster, composeFile, readyUrl } = read
    let hasFailed = false
    if (composeFile !== undefined) {
      const wrong = await compose(composeFile, ['up', '-d'])
      if (wrong !== undefined) say(`${printable(composeFile)}: ${printable(wrong)}`)
      hasFailed = wrong !== undefined
    }
    if (readyUrl !== undefined && values['no-wait'] !== true) {
      // Nobody waits for what could not be started.
      const within = hasFailed ? 0 : (parseDuration(cluster.ready_within ?? READY_WITHIN) ?? 0)
      const answer = await waitUntilReady(readyUrl, within, Date.now)
      if (answer !== undefined) {
        say(`${readyUrl} is not ready (${printable(answer)}): no host was started; --no-wait starts them all the same`)
        return EXIT.failed
      }
      // Somebody else has started it.
      hasFailed = false
    }
    await Promise.all(
      cluster.hosts.map(async host => {
        const outcome = await startHost(read, host, values['fresh'] === true)
        hasFailed ||= outcome.hasFailed
        const line = `${printable(outcome.host)}: ${printable(outcome.said)}`
        if (outcome.hasFailed) say(line)
        else await print(`${line}\n`)
      }),
    )
    return hasFailed ? EXIT.failed : EXIT.ok
  },
}
