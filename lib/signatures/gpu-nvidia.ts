// NVIDIA GPUs as the application and the CUDA runtime name their failures.
import type { Signature } from './signature.ts'

const CUDA_ERRORS = 'https://docs.nvidia.com/cuda/cuda-runtime-api/group__CUDART__TYPES.html'
const NVML = 'https://docs.nvidia.com/deploy/nvml-api/group__nvmlDeviceEnumvs.html'
const PYTORCH_CUDA = 'https://docs.pytorch.org/docs/stable/notes/cuda.html'

export const gpuNvidia: readonly Signature[] = [
  {
    id: 'cuda.uncorrectable-ecc',
    anchors: [
      'uncorrectable ECC error',
      'CUDA_ERROR_ECC_UNCORRECTABLE',
      'cudaErrorECCUncorrectable',
      'cuda runtime error (39)',
    ],
    pattern: /uncorrectable ECC error|CUDA_ERROR_ECC_UNCORRECTABLE|cudaErrorECCUncorrectable|cuda runtime error \(39\)/,
    category: 'gpu_hw_fatal',
    role: 'initiator',
    tier: 5,
    source: CUDA_ERRORS,
    samples: [
      'RuntimeError: CUDA error: uncorrectable ECC error encountered',
      'RuntimeError: transform: failed to synchronize: cudaErrorECCUncorrectable: uncorrectable ECC error encountered',
    ],
  },
  {
    id: 'nvml.gpu-lost',
    anchors: [
      'fallen off the bus',
      'GPU is lost',
      'Unable to determine the device handle for',
      'RmInitAdapter failed',
      'DBE detected',
      'Double Bit ECC Error',
    ],
    pattern:
      /NVRM: [^\n]*RmInitAdapter failed|\bDBE detected|Double Bit ECC Error|\bfallen off the bus|GPU is lost|Unable to determine the device handle for (?:GPU ?)?(?<gpu>[0-9a-fA-F:.]*)/,
    category: 'gpu_hw_fatal',
    role: 'initiator',
    tier: 5,
    also: ['xid.off-the-bus'],
    source: NVML,
    samples: [
      'NVRM: GPU at PCI:0000:3b:00: GPU-12345678 has fallen off the bus',
      'Unable to determine the device handle for GPU 0000:3B:00.0: GPU is lost.  Reboot the system to recover this GPU',
      'NVRM: GPU 0000:b3:00.0: RmInitAdapter failed! (0x25:0x65:1457)',
    ],
  },
  {
    id: 'cuda.unspecified-launch-failure',
    anchors: [
      'hardware stack error',
      'the launch timed out and was terminated',
      'unspecified launch failure',
      'CUDA_ERROR_LAUNCH_FAILED',
      'cudaErrorLaunchFailure',
    ],
    pattern:
      /unspecified launch failure|CUDA_ERROR_LAUNCH_FAILED|cudaErrorLaunchFailure|CUDA error: hardware stack error|the launch timed out and was terminated/,
    category: 'gpu_unknown',
    role: 'initiator',
    source: CUDA_ERRORS,
    samples: ['RuntimeError: CUDA error: unspecified launch failure'],
  },
  {
    id: 'cuda.illegal-access',
    anchors: [
      'an illegal memory access was encountered',
      'misaligned address',
      'CUDA_ERROR_ILLEGAL_ADDRESS',
      'an illegal instruction was encountered',
    ],
    pattern:
      /an illegal memory access was encountered|CUDA[^\n]*misaligned address|CUDA_ERROR_ILLEGAL_ADDRESS|an illegal instruction was encountered/,
    category: 'gpu_app_fault',
    role: 'initiator',
    source: CUDA_ERRORS,
    samples: ['RuntimeError: CUDA error: an illegal memory access was encountered', 'CUDA error: misaligned address'],
  },
  {
    // The kernel's own line: printed once per thread, before the Python exception that only reports it.
    id: 'cuda.kernel-assertion',
    anchors: ['Assertion `'],
    pattern: /\.cuh?:\d+: .*block: \[\d+,\d+,\d+\], thread: \[\d+,\d+,\d+\] Assertion `(?<assertion>[^`']*)['`] failed/,
    category: 'gpu_app_fault',
    role: 'initiator',
    source: 'https://docs.nvidia.com/cuda/cuda-c-programming-guide/#assertion',
    samples: [
      '../aten/src/ATen/native/cuda/Indexing.cu:1292: indexSelectLargeIndex: block: [118,0,0], thread: [31,0,0] Assertion `srcIndex < srcSelectDimSize` failed.',
    ],
  },
  {
    id: 'cuda.device-side-assert',
    anchors: ['device-side assert triggered', 'CUDA_ERROR_ASSERT'],
    pattern: /device-side assert triggered|CUDA_ERROR_ASSERT/,
    category: 'gpu_app_fault',
    role: 'initiator',
    source: CUDA_ERRORS,
    samples: ['RuntimeError: CUDA error: device-side assert triggered'],
  },
  {
    id: 'cuda.unknown-error',
    anchors: ['CUDA error: unknown error', 'CUDA_ERROR_UNKNOWN', 'CUDA unknown error'],
    pattern: /CUDA error: unknown error|CUDA_ERROR_UNKNOWN|CUDA unknown error/,
    category: 'gpu_unknown',
    role: 'initiator',
    errorsOnly: true,
    source: CUDA_ERRORS,
    samples: ['RuntimeError: CUDA error: unknown error'],
  },
  {
    id: 'cuda.invalid-ordinal',
    anchors: ['invalid device ordinal', 'CUDA_ERROR_INVALID_DEVICE'],
    pattern: /invalid device ordinal|CUDA_ERROR_INVALID_DEVICE/,
    category: 'config_error',
    role: 'initiator',
    source: CUDA_ERRORS,
    samples: ['RuntimeError: CUDA error: invalid device ordinal'],
  },
  {
    id: 'cuda.nvlink',
    anchors: ['uncorrectable NVLink error', 'CUDA_ERROR_NVLINK_UNCORRECTABLE', 'cudaErrorNvlinkUncorrectable'],
    pattern: /uncorrectable NVLink error|CUDA_ERROR_NVLINK_UNCORRECTABLE|cudaErrorNvlinkUncorrectable/,
    category: 'nvlink',
    role: 'initiator',
    tier: 5,
    source: CUDA_ERRORS,
    samples: ['RuntimeError: CUDA error: uncorrectable NVLink error detected during the execution'],
  },
  {
    id: 'cuda.peer-access',
    anchors: ['Invalid access of peer GPU memory over nvlink'],
    pattern: /Invalid access of peer GPU memory over nvlink or a hardware error/,
    // No proof of broken hardware: the other side's death looks the same.
    category: 'gpu_unknown',
    role: 'initiator',
    source: CUDA_ERRORS,
    samples: ['RuntimeError: CUDA error: Invalid access of peer GPU memory over nvlink or a hardware error'],
  },
  {
    id: 'cuda.out-of-memory',
    anchors: [
      'NPU out of memory',
      'No available memory for the cache blocks',
      'HBM OOM',
      'CUDA out of memory',
      'OutOfMemoryError',
      'CUDA error: out of memory',
      '[CUDA]: out of memory',
      'CUDA driver error: out of memory',
      'CUDA_ERROR_OUT_OF_MEMORY',
      'cudaErrorMemoryAllocation',
      'HIP out of memory',
      'hipErrorOutOfMemory',
      'XPU out of memory',
    ],
    pattern:
      /(?:CUDA|HIP|XPU|NPU) out of memory(?:\. Tried to allocate (?<asked>[\d.]+ [KMG]iB)(?:\. | \()GPU (?<gpu>\d+))?|^(?:torch\.(?:cuda\.)?)?OutOfMemoryError(?!: (?:CUDA|HIP|XPU|NPU) out)|(?:CUDA|HIP)(?: driver)? error: out of memory|Triton Error \[(?:CUDA|HIP)\]: out of memory|failed to alloc[^\n]*CUDA_ERROR_OUT_OF_MEMORY|CUDA_ERROR_OUT_OF_MEMORY|cudaErrorMemoryAllocation|hipErrorOutOfMemory|No available memory for the cache blocks/,
    category: 'oom_gpu',
    role: 'initiator',
    errorsOnly: true,
    source: PYTORCH_CUDA,
    samples: [
      'RuntimeError: NPU out of memory. Tried to allocate 2.00 GiB (NPU 0; 29.50 GiB total capacity)',
      'torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 892.00 MiB. GPU 0 has a total capacity of 178.35 GiB of which 683.50 MiB is free.',
      'RuntimeError: CUDA error: out of memory',
      'RuntimeError: CUDA driver error: out of memory',
      'torch.OutOfMemoryError: HIP out of memory. Tried to allocate 2.00 GiB. GPU 3 has a total capacity of 191.98 GiB',
    ],
  },
  {
    id: 'cuda.graph-capture',
    anchors: ['operation not permitted when stream is capturing', 'cudaErrorStreamCapture'],
    pattern: /operation not permitted when stream is capturing|cudaErrorStreamCapture\w+/,
    category: 'code_bug',
    role: 'initiator',
    source: CUDA_ERRORS,
    samples: ['RuntimeError: CUDA error: operation not permitted when stream is capturing'],
  },
  {
    id: 'nvidia.slowdown',
    anchors: ['HW Slowdown', 'Thermal Slowdown', 'Power Brake', 'power brake'],
    pattern: /HW Slowdown|(?:HW|SW) Thermal Slowdown|[Pp]ower [Bb]rake/,
    category: 'straggler',
    role: 'context',
    source: 'https://docs.nvidia.com/deploy/nvml-api/group__nvmlClocksEventReasons.html',
    samples: ['GPU 0000:1B:00.0 clocks event reason: HW Slowdown active'],
  },
  {
    id: 'nvidia.silent-corruption',
    anchors: [
      'Need to rerun on a different GPU',
      'weight hash',
      'Possible persistent error',
      'persistent error!',
      'SDC ',
      'ilent data corruption',
    ],
    pattern:
      /Need to rerun on a different GPU to verify correctness|weight hash[^\n]* mismatch|Possible persistent error|\b(?:SDC|[Ss]ilent data corruption)\b[^\n]{0,40}\b(?:check failed|failed|detected|suspected|found|mismatch)/,
    category: 'sdc_suspect',
    role: 'initiator',
    source: 'https://github.com/NVIDIA/Megatron-LM/blob/main/megatron/core/rerun_state_machine.py',
    samples: [
      'Rank 5, node gpu-17, device 5, iteration 1200: Need to rerun on a different GPU to verify correctness',
      'SDC check failed: rank 129 on host pd-099 differs from 127 other replicas',
    ],
  },
  {
    // The spare rows of a bank are used up, or the remap itself failed: the GPU is to be replaced.
    id: 'nvidia.remap-failed',
    anchors: ['emapping failure occurred', 'emapping Failure Occurred', 'RowRemapFailure', 'row_remap_failure'],
    pattern:
      /[Rr]emapping [Ff]ailure [Oo]ccurred\s*[:=] *Yes|\bRowRemapFailure\b|\brow_remap_failure\b[^\n]{0,20}[:= ](?:1|true)\b/,
    category: 'gpu_hw_fatal',
    role: 'initiator',
    tier: 5,
    source: 'https://docs.nvidia.com/deploy/a100-gpu-mem-error-mgmt/index.html',
    samples: ['Remapping Failure Occurred : Yes', 'reason: RowRemapFailure'],
  },
]
