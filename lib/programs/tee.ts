import { wallClock } from '../io/clock.ts'
import { pipeInput } from '../io/input.ts'
import { passOn } from '../io/tee/pass-on.ts'
import { settleTee } from '../io/tee/settings.ts'
import { keptInput } from '../io/tee/tee.ts'
import { toolProgram } from '../program.ts'
import { NVRX_DEFAULTS } from '../sources/nvrx-files.ts'

export const tee = toolProgram({
  name: 'tee',
  summary: "Pass a rank's output on unchanged, and keep it in NVRx message files.",
  positionals: '[-- COMMAND...]',
  options: {
    dir: {
      type: 'string',
      placeholder: 'DIR',
      describe: 'where the message files are kept, on a local disk (also: NVRX_NODE_LOCAL_TMPDIR)',
    },
    prefix: {
      type: 'string',
      placeholder: 'NAME',
      describe:
        'part of the file names; a restart with the same one goes on in its newest file [default: the process id]',
    },
    'max-file-kb': {
      type: 'count',
      describe: `begin a new file beyond so many KiB (also: NVRX_LOG_MAX_FILE_SIZE_KB) [default: ${NVRX_DEFAULTS.maxFileSizeKb}]`,
    },
    'max-files': {
      type: 'count',
      describe: `keep so many finished files; 0 keeps all; none is deleted that a running logmon-collect has not read (also: NVRX_LOG_MAX_LOG_FILES) [default: ${NVRX_DEFAULTS.maxFiles}]`,
    },
  },
  examples: [
    { command: 'python train.py 2>&1 | logmon-tee --dir /local/logs', describe: 'as a part of a pipe' },
    {
      command: 'logmon-tee --dir /local/logs -- python train.py',
      describe: 'run the command itself: its exit status and signals are ours',
    },
  ],
  settle: settleTee,
  act: passOn,
  front: {
    options: {
      tee: {
        type: 'string',
        placeholder: 'DIR',
        describe: 'keep standard input in NVRx message files in DIR (logmon-tee)',
      },
    },
    asked: ({ tee }) => (typeof tee === 'string' ? { options: { dir: tee }, words: [], place: '--tee' } : undefined),
    open(settings, say) {
      const { stream, failed } = keptInput(settings, wallClock, say)
      return { ...pipeInput(stream), trust: 'none', failed }
    },
    readsStandardInput: true,
    conflict: { place: '--tee', reason: 'keeps standard input: nothing else is read with it' },
  },
})
