// Lines that are no failure whatever words they hold: quoted source, advice, retries, notices of libraries.
import type { Signature } from './signature.ts'

const LOGSAGE = 'https://github.com/NVIDIA/nvidia-resiliency-ext/tree/main/src/nvidia_resiliency_ext/attribution'

export const noise: readonly Signature[] = [
  {
    // A list of a traceback's lines, as one part of a program hands it to another: it is printed itself, too.
    id: 'noise.quoted-traceback',
    anchors: ["['Traceback (most recent call last)"],
    pattern: /^\['Traceback \(most recent call last\)/,
    category: 'unknown',
    role: 'noise',
    source: 'https://docs.python.org/3/library/traceback.html#traceback.format_exception',
    samples: ["['Traceback (most recent call last):\\n', 'RuntimeError: worker stopped\\n']"],
    also: ['fact.traceback'],
  },
  {
    // It announces the line that names the rank and how it ended.
    id: 'noise.container-failed',
    anchors: ['Container failed !!!'],
    pattern: /^(?:LAUNCH ERROR [\d-]+ [\d:,]+ )?Container failed !!!$/,
    category: 'unknown',
    role: 'noise',
    source:
      'https://github.com/PaddlePaddle/Paddle/blob/develop/python/paddle/distributed/launch/controllers/controller.py',
    samples: ['Container failed !!!'],
  },
  {
    // The source text under a frame quotes the error's words, and is not yet the error.
    id: 'noise.source-text',
    anchors: ['raise ', 'assert ', 'except ', 'logger.', 'warnings.warn('],
    pattern: /^(?:raise \w|assert \w[^:\n]*(?:$|, )|except \w|(?:self\.)?logger\.\w+\(|warnings\.warn\()/,
    category: 'unknown',
    role: 'noise',
    source: 'https://docs.python.org/3/library/traceback.html',
    samples: [
      'raise PipelineError("stage is empty")',
      'assert num_samples > 0',
      'logger.error("failed", exc_info=True)',
    ],
  },
  {
    id: 'noise.advice',
    anchors: [
      'CUDA_LAUNCH_BLOCKING',
      'TORCH_USE_CUDA_DSA',
      'asynchronously reported',
      'Search for `cudaError',
      'To enable traceback see',
    ],
    pattern:
      /CUDA_LAUNCH_BLOCKING|Compile with `TORCH_USE_CUDA_DSA`|might be asynchronously reported|^Search for `cudaError/,
    category: 'unknown',
    role: 'noise',
    source: LOGSAGE,
    samples: [
      'For debugging consider passing CUDA_LAUNCH_BLOCKING=1',
      'Compile with `TORCH_USE_CUDA_DSA` to enable device-side assertions.',
    ],
  },
  {
    id: 'noise.benign',
    anchors: [
      'raise SignalException',
      'Could not receive type from localRank',
      'Accept failed',
      'Failed to execute operation',
      'srun returned status',
      'Error encountered progressing operation',
      'Failed to get Compute running procs',
      'Prolog hung on node',
      'hypercorn.error',
      'RankShouldRestart',
      '[ft_launcher',
      '[workload:',
      'Error in sys.excepthook',
      'NCCL INFO',
      'frame #',
      'Exception ignored in',
      'Unable to register cu',
      'for benchmark choice',
      'No valid triton configs',
      'Runtime error during autotuning',
      'DEREG_MR',
      'can only test a child process',
      'Failed to load image Python extension',
      'libibverbs: Warning',
      'from LD_PRELOAD cannot be preloaded',
      'hostname of the client socket cannot be retrieved',
    ],
    pattern:
      /raise SignalException\(f"Process|Could not receive type from localRank|Accept failed (?:Resource temporarily unavailable|Success|Invalid argument)|Failed to execute operation (?:Close|Connect) from rank|srun returned status|Error encountered progressing operation|NVML: Failed to get Compute running procs|error: Prolog hung on node|INFO:hypercorn\.error|RankShouldRestart\('Interruption|^\[ft_launcher|Error in sys\.excepthook|NCCL INFO|^frame #\d+|Exception ignored in|Unable to register cu\w+ factory|for benchmark choice|^\[\d+\/\d+\] (?:No valid triton configs|Runtime error during autotuning)|Failed to process command DEREG_MR|can only test a child process|Failed to load image Python extension|libibverbs: Warning|from LD_PRELOAD cannot be preloaded|hostname of the client socket cannot be retrieved/,
    category: 'unknown',
    role: 'noise',
    source: LOGSAGE,
    samples: [
      'NVML: Failed to get Compute running procs',
      'error: Prolog hung on node n7',
      'INFO:hypercorn.error:Running on http://0.0.0.0:8000',
      'frame #1: <unknown function> + 0x48e14 (0x7f12fff58e14 in /lib/libc10_cuda.so)',
      '[7/0] Runtime error during autotuning:',
    ],
  },
  {
    // A client opens one end point per device, and is told so where another process of the node has opened it already.
    id: 'noise.daos-endpoint',
    anchors: ['mercury->'],
    pattern: /\bmercury->\w+ \[error\]/,
    category: 'unknown',
    role: 'noise',
    source: 'https://docs.alcf.anl.gov/aurora/data-management/daos/daos-overview/',
    samples: [
      '04/02-11:03:16.60 x4319c0s0b0n0 DAOS[53174/53174/0] external ERR  # [1092097.708457] mercury->ctx [error] na_ofi.c:5400 na_ofi_eq_open() fi_cq_open failed, rc: -17 (File exists)',
    ],
  },
  {
    // Tools that look around and go on: what they could not see is nobody's failure.
    id: 'noise.shell-tool',
    anchors: ['Permission denied', 'cannot access', 'Operation not permitted'],
    pattern:
      /^(?:find|ls|du|df|grep|rm|chmod|chown|stat|which|ps|dmesg|lsof): [^\n]*(?:Permission denied|cannot access|Operation not permitted)/,
    category: 'unknown',
    role: 'noise',
    source: 'https://www.gnu.org/software/coreutils/manual/coreutils.html',
    samples: [
      "find: '/proc/1/fd': Permission denied",
      "ls: cannot access '/data/cache': No such file or directory",
      'dmesg: read kernel buffer failed: Operation not permitted',
    ],
    also: ['storage.permission', 'shell.cannot-run', 'exception.file-not-found'],
  },
]
