// Accelerators of other makers: AMD, AWS Neuron, TPU.
import type { Signature } from './signature.ts'

const ROCM = 'https://rocm.docs.amd.com/projects/HIP/en/latest/how-to/debugging.html'
const AMDGPU = 'https://docs.kernel.org/gpu/amdgpu/ras.html'
const NEURON = 'https://awsdocs-neuron.readthedocs-hosted.com/en/latest/neuron-runtime/nrt-troubleshoot.html'
const JAX = 'https://docs.jax.dev/en/latest/gpu_memory_allocation.html'
const TPU = 'https://docs.cloud.google.com/tpu/docs/troubleshooting/trouble-tf'

export const accelerators: readonly Signature[] = [
  {
    // Neuron's NCCL: it waits for others that do not come, and says so every two minutes.
    id: 'neuron.collectives-wait',
    anchors: ['CCOM WARN'],
    pattern: /CCOM WARN Timeout waiting for (?:incoming connection|RX)\b/,
    category: 'net_transport',
    role: 'symptom',
    source: 'https://awsdocs-neuron.readthedocs-hosted.com/en/latest/neuron-runtime/nrt-troubleshoot.html',
    samples: [
      '332066:332508 [31] bootstrap.cc:89 CCOM WARN Timeout waiting for incoming connection (waited 120 sec)',
      'include/socket.h:579 CCOM WARN Timeout waiting for RX (waited 120 sec) - retrying',
    ],
  },
  {
    id: 'amd.memory-access-fault',
    anchors: [
      'Memory access fault by GPU node',
      'HSA_STATUS_ERROR_MEMORY',
      'HSA_STATUS_ERROR_ILLEGAL',
      'HSA_STATUS_ERROR_EXCEPTION',
      '[gfxhub',
      '[mmhub',
    ],
    pattern:
      /Memory access fault by GPU node|HSA_STATUS_ERROR_(?:MEMORY_APERTURE_VIOLATION|MEMORY_FAULT|ILLEGAL_INSTRUCTION|EXCEPTION)|amdgpu[^\n]*\[(?:gfxhub|mmhub)\d*\] (?:no-retry )?page fault/,
    category: 'gpu_app_fault',
    role: 'initiator',
    // The runtime says the same of a program's wild access and of a driver's lost page: not sure enough to stop at
    // once.
    tier: 1,
    source: ROCM,
    samples: [
      'Memory access fault by GPU node-2 (Agent handle: 0x5581e0a0) on address 0x7f3c24000000. Reason: Unknown.',
    ],
  },
  {
    id: 'amd.hardware',
    anchors: [
      'amdgpu',
      'HSA_STATUS_ERROR_HARDWARE',
      'hipErrorECCNotCorrectable',
      'poison is consumed',
      'HW Exception by GPU',
    ],
    pattern:
      /HW Exception by GPU node-\d+|amdgpu[^\n]*(?:device inaccessible|uncorrectable (?:hardware )?error|RAS: UE|\*ERROR\*[^\n]*RAS|GPU reset begin|ring \S+ timeout|[Uu]ncorrectable errors? detected)|poison is consumed|HSA_STATUS_ERROR_HARDWARE\w*|hipErrorECCNotCorrectable/,
    category: 'gpu_hw_fatal',
    role: 'initiator',
    tier: 5,
    source: AMDGPU,
    samples: [
      'amdgpu 0000:83:00.0: amdgpu: ring gfx timeout, signaled seq=12345, emitted seq=12347',
      'amdgpu 0000:05:00.0: amdgpu: 1 uncorrectable hardware errors detected in umc block',
      'HW Exception by GPU node-2 (Agent handle: 0x5581e0a0) reason :GPU Hang',
    ],
  },
  {
    id: 'amd.hip-error',
    anchors: ['HIP error: '],
    pattern: /HIP error: (?!out of memory|invalid device)(?<error>[^\n.]+)/,
    category: 'gpu_app_fault',
    role: 'initiator',
    tier: 3,
    source: ROCM,
    samples: ['RuntimeError: HIP error: the operation cannot be performed in the present state'],
  },
  {
    id: 'neuron.hardware',
    anchors: [
      'uncorrectable',
      'NEURON_HW_ERR=',
      'SRAM_UNCORRECTABLE',
      'HBM_UNCORRECTABLE',
      'NRT_EXEC_HW_ERR',
      'DMA_ABORT',
    ],
    pattern:
      /NEURON_HW_ERR=(?<error>[A-Z_]+)(?:[^\n]*hostname=(?<node>[\w.-]+))?(?:[^\n]*nd-id=(?<gpu>\d+))?|(?:SRAM|HBM)_UNCORRECTABLE\w*|NRT_EXEC_HW_ERR\w*|neuron[^\n]*uncorrectable/,
    category: 'gpu_hw_fatal',
    role: 'initiator',
    tier: 5,
    source: NEURON,
    samples: [
      'neuron: nd0: DMA error: hbm uncorrectable',
      'NEURON_HW_ERR=SRAM_UNCORRECTABLE_ERROR instance-id=i-0592464924bd45322 hostname=ip-172-31-61-252 nd-id=0 nc-id=0 serial-num=19fcda00 action=TERMINATE_INSTANCE',
    ],
  },
  {
    id: 'neuron.version',
    anchors: [
      'requires Neuron Driver version',
      'Unsupported hardware operator code',
      'neuronxcc is incompatible',
      'is not supported by this runtime',
      'NEFF version',
    ],
    pattern:
      /requires Neuron Driver version|Unsupported hardware operator code|[Nn][Ee][Ff][Ff] version[^\n]*(?:is not supported|not supported)/,
    category: 'driver_mismatch',
    role: 'initiator',
    source: NEURON,
    samples: [
      'This runtime requires Neuron Driver version 2.0 or greater. Please upgrade aws-neuron-dkms package.',
      'Unsupported hardware operator code 214 found in neff.',
    ],
  },
  {
    id: 'neuron.init',
    anchors: ['nrt_init', 'NRT:nrt_', 'No neuron device', 'nrt_allocate_neuron_cores', 'Neuron Device'],
    pattern:
      /nrt_init[^\n]*(?:[Uu]nable to (?:determine|find)|[Ff]ailed|error)|No neuron device available|nrt_allocate_neuron_cores[^\n]*(?:NeuronCore\(s\) not available|[Ff]ailed|NOT_FOUND)/,
    category: 'gpu_driver_host',
    role: 'initiator',
    tier: 3,
    source: NEURON,
    samples: [
      '2021-Aug-27 23:22:12.0323 28078:28078 ERROR   NRT:nrt_allocate_neuron_cores               NeuronCore(s) not available - Requested:nc1-nc1 Available:0',
      'NRT:nrt_allocate_neuron_cores NeuronCore(s) not available - Requested:lnc16-lnc16 Available:0 Logical Core size:1',
    ],
  },
  {
    id: 'neuron.call-failed',
    anchors: ['Nrt::', 'nrt_load', 'nrt_execute'],
    pattern: /\bNrt::\w+ failed|\bnrt_(?:load|execute)\w*:? (?:failed\b|status=[1-9])/,
    category: 'gpu_unknown',
    role: 'initiator',
    source: NEURON,
    samples: [
      'INTERNAL: Nrt::Load failed on NeuronCores 0-0(2): nrt_load status=1, error message="Non specific failure".',
      'Execute failed: nrt_execute: status=1004, error message="Execution was completed with other errors".',
    ],
    also: ['neuron.init'],
  },
  {
    id: 'neuron.out-of-memory',
    anchors: ['Failed to allocate', 'DEVICE memory', 'NRT_RESOURCE'],
    pattern: /TDRV:[^\n]*Failed to alloc|dmem_alloc[^\n]*Failed to allocate|NRT_RESOURCE\b/,
    category: 'oom_gpu',
    role: 'initiator',
    source: NEURON,
    samples: ['ERROR  TDRV:dmem_alloc_internal Failed to alloc DEVICE memory: 589824 Failed to allocate'],
  },
  {
    id: 'neuron.numerics',
    anchors: ['NRT_EXEC_COMPLETED_WITH_NUM_ERR'],
    pattern: /NRT_EXEC_COMPLETED_WITH_NUM_ERR/,
    category: 'nan_divergence',
    role: 'initiator',
    source: NEURON,
    samples: ['nrt_execute returned NRT_EXEC_COMPLETED_WITH_NUM_ERR'],
  },
  {
    id: 'xla.out-of-memory',
    anchors: [
      'ran out of memory trying to allocate',
      'RESOURCE_EXHAUSTED',
      'Resource exhausted',
      'ResourceExhaustedError',
    ],
    pattern:
      /RESOURCE_EXHAUSTED: (?:Out of memory|Attempting to (?:allocate|reserve)|[^\n]*(?:memory|hbm|HBM|vmem))|Resource exhausted: (?:Out of memory|Attempting to (?:allocate|reserve))|ResourceExhaustedError[^\n]*OOM|ran out of memory trying to allocate/,
    category: 'oom_gpu',
    role: 'initiator',
    source: JAX,
    samples: [
      'bfc_allocator.cc:497] Allocator (GPU_0_bfc) ran out of memory trying to allocate 20.00GiB (rounded to 21474836480)requested by op',
      'jaxlib.xla_extension.XlaRuntimeError: RESOURCE_EXHAUSTED: Out of memory while trying to allocate 68719476736 bytes.',
      'Resource exhausted: Attempting to allocate 180.59M. That was not possible. There are 142.58M free.; (0x3x0_HBM1)',
      'RESOURCE_EXHAUSTED: Ran out of memory in memory space hbm. Used 33.38G of 31.25G hbm.',
    ],
  },
  {
    id: 'tpu.hardware',
    anchors: [
      'TPU',
      'accel driver',
      'Device unhealthy',
      'halted prematurely',
      'halted unexpectedly',
      'SLICE_FAILURE_CHIP',
    ],
    pattern:
      /TPU (?:chip|core|device)[^\n]*(?:unhealthy|hardware (?:error|failure)|halted unexpectedly)|The TPU (?:chip )?is (?:dead|unhealthy)|TPU[^\n]*(?:HBM|ECC) (?:uncorrectable|error)|accelerator device halted prematurely|TPU driver error|TPU session error from worker (?<node>[\w-]+)|SLICE_FAILURE_CHIP_\w+/,
    category: 'gpu_hw_fatal',
    role: 'initiator',
    tier: 5,
    source: TPU,
    samples: [
      'Session master detected TPU session error from worker tpu-job-5-15.headless-svc:8471.',
      'INTERNAL: Core halted unexpectedly: TPU core 3 halted unexpectedly at tag 33',
      'INTERNAL: TPU driver error: accelerator device halted prematurely, perhaps due to an on-device check-failure.',
    ],
  },
  {
    id: 'tpu.unavailable',
    anchors: [
      'Unable to initialize backend',
      'open(/dev/accel',
      'open(/dev/vfio',
      'The TPU is already in use',
      'TPU backend',
    ],
    pattern:
      /RuntimeError: Unable to initialize backend '(?:tpu|cuda|rocm)'|open\(\/dev\/(?:accel|vfio)[^)]*\): (?:Operation not permitted|Device or resource busy)|The TPU is already in use|TPU backend setup\/initialization error/,
    category: 'gpu_driver_host',
    role: 'initiator',
    errorsOnly: true,
    source: TPU,
    samples: [
      "RuntimeError: Unable to initialize backend 'tpu': UNAVAILABLE: TPU initialization failed: open(/dev/vfio/0): Device or resource busy",
    ],
    also: [],
  },
]
