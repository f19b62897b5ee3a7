// `logmon completion`: the script that makes a shell complete its command lines.
import { readShipped } from '../../io/read-shipped.ts'
import { version } from '../../io/version.ts'
import { nearestName } from '../../record/nearest.ts'
import type { FrontCommand } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { SHELLS } from '../help/shells.ts'

export const completion: FrontCommand = {
  name: 'completion',
  summary: 'print the completions of bash, zsh or fish',
  line: {
    program: 'logmon completion',
    summary: 'Print a script that completes programs, options, their words and files in a shell.',
    options: {},
    positionals: 'bash|zsh|fish',
    examples: [
      { command: 'source <(logmon completion bash)', describe: 'in this shell; in ~/.bashrc, in each' },
      { command: 'logmon completion zsh > ~/.zfunc/_logmon', describe: 'zsh: in a folder of $fpath' },
      {
        command: 'logmon completion fish > ~/.config/fish/completions/logmon.fish',
        describe: 'fish',
      },
    ],
    version,
  },
  async act({ positionals }, { print }) {
    const [shell, ...more] = positionals
    if (shell === undefined || more.length > 0 || !SHELLS.some(known => known === shell)) {
      const near = shell === undefined ? undefined : nearestName(shell, SHELLS)
      const hint = near === undefined ? '' : `; did you mean ${near}?`
      return [{ place: shell ?? '', reason: `name one shell: ${SHELLS.join(', ')}${hint}` }]
    }
    await print(readShipped(`completions/logmon.${shell}`))
    return EXIT.ok
  },
}
