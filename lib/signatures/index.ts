// All signature rows, in the order in which they win where tier and role do not decide.
import { accelerators } from './accelerators.ts'
import { checkpoints } from './checkpoints.ts'
import { configuration } from './configuration.ts'
import { data } from './data.ts'
import { exceptions } from './exceptions.ts'
import { gpuNvidia } from './gpu-nvidia.ts'
import { launchers } from './launchers.ts'
import { memory } from './memory.ts'
import { nccl } from './nccl.ts'
import { network } from './network.ts'
import { numerics } from './numerics.ts'
import { rendezvous } from './rendezvous.ts'
import { runEvents } from './run-events.ts'
import { schedulers } from './schedulers.ts'
import { signals } from './signals.ts'
import type { Signature } from './signature.ts'
import { storage } from './storage.ts'
import { xid } from './xid.ts'

export const SIGNATURES: readonly Signature[] = [
  ...runEvents,
  ...xid,
  ...gpuNvidia,
  ...accelerators,
  ...schedulers,
  ...memory,
  ...nccl,
  ...network,
  ...rendezvous,
  ...storage,
  ...checkpoints,
  ...data,
  ...numerics,
  ...configuration,
  ...signals,
  ...launchers,
  ...exceptions,
]
