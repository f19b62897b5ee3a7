// Intel accelerators and their collectives: Gaudi (Habana), Max and Arc GPUs, oneCCL.
import type { Signature } from './signature.ts'

const HABANA = 'https://docs.habana.ai/en/latest/Management_and_Monitoring/Embedded_System_Tools_Guide/'
const SYNAPSE = 'https://github.com/huggingface/optimum-habana/issues'
const ONECCL = 'https://uxlfoundation.github.io/oneCCL/env-variables.html'

export const intel: readonly Signature[] = [
  {
    id: 'gaudi.hardware',
    anchors: ['habanalabs'],
    pattern:
      /habanalabs[^\n]*(?:uncorrectable|ECC error|device reset|hard reset|DERR|Device is NOT usable|Failed to communicate with Device CPU|failed to initialize (?:CPU|the) H\/W)/,
    category: 'gpu_hw_fatal',
    role: 'initiator',
    tier: 5,
    source: HABANA,
    samples: [
      'habanalabs 0000:19:00.0: hard reset request due to H/W event: HBM uncorrectable DERR',
      'habanalabs hl2: Failed to communicate with Device CPU (CPU-CP timeout)',
    ],
  },
  {
    id: 'gaudi.compile',
    anchors: ['Graph compile failed', 'synNodeCreate', 'Can not compile graph'],
    pattern: /Graph compile failed|synNodeCreate\w* failed for node|Can not compile graph/,
    category: 'compile_error',
    role: 'initiator',
    source: SYNAPSE,
    samples: [
      'RuntimeError: Graph compile failed. synStatus=synStatus 26 [Generic failure].',
      'RuntimeError: synNodeCreateWithId failed for node: batch_gemm with synStatus 26 [Generic failure].',
    ],
    also: ['gaudi.fault'],
  },
  {
    id: 'gaudi.acquire',
    anchors: ['Device acquire failed', 'synDeviceAcquire'],
    pattern: /Device acquire failed|synDeviceAcquire[^\n]*failed/,
    category: 'gpu_driver_host',
    role: 'initiator',
    source: SYNAPSE,
    samples: [
      'RuntimeError: synStatus=20 [Device already acquired] Device acquire failed.',
      'synDeviceAcquire(&handle, nullptr) failed with synapse error: 20',
    ],
    also: ['gaudi.fault'],
  },
  {
    id: 'gaudi.fault',
    anchors: ['synStatus'],
    pattern: /synStatus(?: |=)(?!synSuccess|0\b)\w+/,
    category: 'gpu_unknown',
    role: 'initiator',
    tier: 3,
    source: SYNAPSE,
    samples: ['RuntimeError: synStatus=8 [Device not found] Synchronize failed.'],
  },
  {
    id: 'ze.out-of-memory',
    anchors: ['ZE_RESULT_ERROR_OUT_OF_', 'UR_RESULT_ERROR_OUT_OF_', 'PI_ERROR_OUT_OF_'],
    pattern: /(?:ZE|UR|PI)_(?:RESULT_)?ERROR_OUT_OF_(?:DEVICE_MEMORY|HOST_MEMORY|RESOURCES)/,
    category: 'oom_gpu',
    role: 'initiator',
    source: 'https://oneapi-src.github.io/level-zero-spec/level-zero/latest/core/api.html#ze-result-t',
    samples: [
      '|CCL_ERROR| worker.cpp:338 ccl_worker_func: worker 0 caught internal exception: oneCCL: ze_call.cpp:28 do_call: EXCEPTION: ze error at zeCommandQueueExecuteCommandLists, code: ZE_RESULT_ERROR_OUT_OF_DEVICE_MEMORY',
      'RuntimeError: Native API failed. Native API returns: 39 (UR_RESULT_ERROR_OUT_OF_DEVICE_MEMORY)',
    ],
    also: ['oneccl.error'],
  },
  {
    id: 'ze.device-lost',
    anchors: ['ERROR_DEVICE_LOST', 'GPU HANG', 'Engine reset'],
    pattern: /(?:ZE|UR|PI)_(?:RESULT_)?ERROR_DEVICE_LOST|(?:i915|xe) [^\n]*(?:GPU HANG|Engine reset)/,
    category: 'gpu_hw_fatal',
    role: 'initiator',
    source: 'https://oneapi-src.github.io/level-zero-spec/level-zero/latest/core/api.html#ze-result-t',
    samples: [
      'RuntimeError: Native API failed. Native API returns: 20 (UR_RESULT_ERROR_DEVICE_LOST)',
      'i915 0000:4d:00.0: [drm] GPU HANG: ecode 12:10:85def5fa, in python',
    ],
  },
  {
    id: 'oneccl.setup',
    anchors: ['CCL_ERROR|'],
    pattern:
      /\|CCL_ERROR\|[^\n]*(?:get_ze_context|is not supported|not implemented|unexpected value|unknown value|incorrect|fabric ports|topo)/,
    category: 'config_error',
    role: 'initiator',
    source: ONECCL,
    samples: [
      '|CCL_ERROR| stream.cpp:150 get_ze_context: condition backend == ccl::utils::get_level_zero_backend() failed',
    ],
    also: ['oneccl.error'],
  },
  {
    id: 'oneccl.error',
    anchors: ['CCL_ERROR|'],
    pattern: /\|CCL_ERROR\| /,
    category: 'net_transport',
    role: 'initiator',
    fallback: true,
    tier: 2,
    source: ONECCL,
    samples: [
      '2024:05:29-19:16:18:(202165) |CCL_ERROR| atl_ofi_helper.cpp:77 atl_ofi_wait_cancel_cq: fi_cq_readerr failed',
    ],
  },
]
