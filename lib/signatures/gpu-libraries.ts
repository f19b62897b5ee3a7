// The driver and the libraries over it: versions, devices that cannot be used, cuBLAS and cuDNN.
import type { Signature } from './signature.ts'

const CUDA_ERRORS = 'https://docs.nvidia.com/cuda/cuda-runtime-api/group__CUDART__TYPES.html'
const CUBLAS = 'https://docs.nvidia.com/cuda/cublas/#cublasstatus-t'
const CUDNN = 'https://docs.nvidia.com/deeplearning/cudnn/latest/api/cudnn-graph-library.html'

export const gpuLibraries: readonly Signature[] = [
  {
    id: 'cuda.no-kernel-image',
    anchors: [
      'no kernel image is available',
      'is not compatible with the current PyTorch installation',
      'CUDA_ERROR_NO_BINARY_FOR_GPU',
      'CUDA_ERROR_COMPAT_NOT_SUPPORTED_ON_DEVICE',
      'invalid device function',
      'hipErrorNoBinaryForGpu',
      'TensileLibrary',
      'the provided PTX was compiled with an unsupported toolchain',
    ],
    pattern:
      /no kernel image is available|is not compatible with the current PyTorch installation|CUDA_ERROR_NO_BINARY_FOR_GPU|CUDA_ERROR_COMPAT_NOT_SUPPORTED_ON_DEVICE|(?:CUDA|HIP) error: invalid device function|hipErrorNoBinaryForGpu|rocBLAS error: Cannot read \S*TensileLibrary|the provided PTX was compiled with an unsupported toolchain/,
    category: 'driver_mismatch',
    role: 'initiator',
    source: CUDA_ERRORS,
    samples: [
      'RuntimeError: CUDA error: no kernel image is available for execution on the device',
      'RuntimeError: HIP error: invalid device function',
      'rocBLAS error: Cannot read /opt/rocm/lib/rocblas/library/TensileLibrary.dat: Illegal seek for GPU arch : gfx1100',
    ],
  },
  {
    id: 'cuda.no-device',
    anchors: [
      "NVIDIA-SMI has failed because it couldn't communicate",
      'CUDA-capable device',
      'No CUDA GPUs are available',
      'CUDA_ERROR_NO_DEVICE',
      'Found no NVIDIA driver',
      'No supported gpu backend found',
      'No supported GPU backend found',
    ],
    pattern:
      /all CUDA-capable devices are busy or unavailable|no CUDA-capable device is detected|No CUDA GPUs are available|CUDA_ERROR_NO_DEVICE|Found no NVIDIA driver|No supported [gG][pP][uU] backend found|NVIDIA-SMI has failed because it couldn't communicate/,
    category: 'gpu_driver_host',
    role: 'initiator',
    errorsOnly: true,
    source: CUDA_ERRORS,
    samples: [
      'RuntimeError: No CUDA GPUs are available',
      'RuntimeError: CUDA error: all CUDA-capable devices are busy or unavailable',
    ],
  },
  {
    // The loaded kernel module is older than the library beside it: an upgrade that waits for a reboot of this node.
    id: 'nvml.module-mismatch',
    anchors: ['Driver/library version mismatch'],
    pattern: /Driver\/library version mismatch/,
    category: 'gpu_driver_host',
    role: 'initiator',
    source: 'https://docs.nvidia.com/deploy/nvml-api/group__nvmlDeviceEnumvs.html',
    samples: ['Failed to initialize NVML: Driver/library version mismatch'],
    also: ['cuda.system-not-ready'],
  },
  {
    id: 'cuda.driver-version',
    anchors: [
      'driver version is insufficient',
      'NVIDIA driver on your system is too old',
      'CUDA_ERROR_SYSTEM_DRIVER_MISMATCH',
      'forward compatibility was attempted',
    ],
    pattern:
      /driver version is insufficient|NVIDIA driver on your system is too old|CUDA_ERROR_SYSTEM_DRIVER_MISMATCH|forward compatibility was attempted/,
    category: 'driver_mismatch',
    role: 'initiator',
    errorsOnly: true,
    source: 'https://docs.nvidia.com/deploy/cuda-compatibility/',
    samples: ['RuntimeError: The NVIDIA driver on your system is too old (found version 11040).'],
  },
  {
    id: 'cuda.system-not-ready',
    anchors: [
      'system not yet initialized',
      'cudaErrorSystemNotReady',
      'CUDA_ERROR_SYSTEM_NOT_READY',
      'Failed to initialize NVML',
      'torch.cuda.is_available() is False',
    ],
    pattern:
      /system not yet initialized|cudaErrorSystemNotReady|CUDA_ERROR_SYSTEM_NOT_READY|Failed to initialize NVML|CUDA device but torch\.cuda\.is_available\(\) is False/,
    category: 'gpu_driver_host',
    role: 'initiator',
    tier: 3,
    source: 'https://docs.nvidia.com/datacenter/tesla/fabric-manager-user-guide/',
    samples: [
      'RuntimeError: CUDA error: system not yet initialized',
      'RuntimeError: Attempting to deserialize object on a CUDA device but torch.cuda.is_available() is False.',
    ],
  },
  {
    id: 'cublas.memory',
    anchors: ['CUBLAS_STATUS_NOT_INITIALIZED', 'CUBLAS_STATUS_ALLOC_FAILED', 'CUDNN_STATUS_ALLOC_FAILED'],
    pattern: /CUBLAS_STATUS_(?:NOT_INITIALIZED|ALLOC_FAILED)|CUDNN_STATUS_ALLOC_FAILED/,
    category: 'gpu_library',
    role: 'initiator',
    tier: 3,
    source: CUBLAS,
    samples: ['RuntimeError: CUDA error: CUBLAS_STATUS_NOT_INITIALIZED when calling `cublasCreate(handle)`'],
  },
  {
    id: 'cublas.failed',
    anchors: ['CUBLAS_STATUS_', 'CUSOLVER_STATUS_', 'CUSPARSE_STATUS_', 'CUFFT_', 'HIPBLAS_STATUS_', 'rocblas_status_'],
    pattern:
      /CUBLAS_STATUS_(?!NOT_INITIALIZED|ALLOC_FAILED|SUCCESS)[A-Z_]+|CUSOLVER_STATUS_[A-Z_]+|CUSPARSE_STATUS_[A-Z_]+|CUFFT_(?:INTERNAL_ERROR|EXEC_FAILED|ALLOC_FAILED)|HIPBLAS_STATUS_(?!SUCCESS)[A-Z_]+|rocblas_status_(?!success)[a-z_]+/,
    category: 'gpu_library',
    role: 'initiator',
    tier: 3,
    source: CUBLAS,
    samples: [
      'RuntimeError: CUDA error: CUBLAS_STATUS_EXECUTION_FAILED when calling `cublasGemmEx( handle, opa, opb, m, n, k )`',
    ],
  },
  {
    id: 'cudnn.failed',
    anchors: [
      'MIOpen Error',
      'CUDNN_STATUS_',
      'miopenStatus',
      'Unable to find a valid cuDNN algorithm',
      'Could not create cudnn handle',
      'GET was unable to find an engine',
    ],
    pattern:
      /CUDNN_STATUS_(?!SUCCESS|ALLOC_FAILED)[A-Z_]+|miopenStatus(?!Success)\w+|Unable to find a valid cuDNN algorithm|Could not create cudnn handle|GET was unable to find an engine|MIOpen(?:\(HIP\):)? Error/,
    category: 'gpu_library',
    role: 'initiator',
    tier: 3,
    errorsOnly: true,
    source: CUDNN,
    samples: [
      'MIOpen Error: /MIOpen/src/hipoc/hipoc_program.cpp:300: Code object build failed',
      'RuntimeError: cuDNN error: CUDNN_STATUS_EXECUTION_FAILED',
      'RuntimeError: cuDNN error: CUDNN_STATUS_MAPPING_ERROR',
    ],
  },
  {
    id: 'nvidia.nvls',
    anchors: ['NVSHARP', 'NVLink SHARP (NVLS)', 'transport/nvls.cc', 'IMEX'],
    pattern:
      /Failed to bind NVLink SHARP \(NVLS\) Multicast memory|transport\/nvls\.cc:\d+ NCCL WARN (?:NVSHARP[^\n]{0,40})?Cuda failure|NVSHARP[^\n]{0,40}Cuda failure|IMEX[^\n]*(?:failed|error|not running)/,
    category: 'gpu_driver_host',
    role: 'initiator',
    source: 'https://docs.nvidia.com/deeplearning/nccl/user-guide/docs/troubleshooting.html',
    samples: [
      "transport/nvls.cc:244 NCCL WARN Failed to bind NVLink SHARP (NVLS) Multicast memory of size 2097152 : CUDA error 401 'the operation cannot be performed in the present state'.",
      "transport/nvls.cc:165 NCCL WARN Cuda failure 'invalid argument'",
    ],
    also: ['nccl.cuda-failure'],
  },
]
