// All signature rows, in the order in which they win where tier and role do not decide.
import { accelerators } from './accelerators.ts'
import { ascend } from './ascend.ts'
import { checkpoints } from './checkpoints.ts'
import { clusterStart } from './cluster-start.ts'
import { collectives } from './collectives.ts'
import { configuration } from './configuration.ts'
import { data } from './data.ts'
import { dataloader } from './dataloader.ts'
import { exceptions } from './exceptions.ts'
import { gpuLibraries } from './gpu-libraries.ts'
import { gpuNvidia } from './gpu-nvidia.ts'
import { intel } from './intel.ts'
import { jax } from './jax.ts'
import { launchers } from './launchers.ts'
import { memory } from './memory.ts'
import { nccl } from './nccl.ts'
import { network } from './network.ts'
import { noise } from './noise.ts'
import { numerics } from './numerics.ts'
import { outcomes } from './outcomes.ts'
import { remote } from './remote.ts'
import { rendezvous } from './rendezvous.ts'
import { runEvents } from './run-events.ts'
import { schedulers } from './schedulers.ts'
import { signals } from './signals.ts'
import type { Signature } from './signature.ts'
import { sockets } from './sockets.ts'
import { storage } from './storage.ts'
import { stragglers } from './stragglers.ts'
import { xid } from './xid.ts'

/** The rows by their families, each a file of this folder. */
export const FAMILIES: Readonly<Record<string, readonly Signature[]>> = {
  runEvents,
  noise,
  xid,
  gpuNvidia,
  gpuLibraries,
  accelerators,
  intel,
  ascend,
  jax,
  schedulers,
  outcomes,
  clusterStart,
  memory,
  dataloader,
  nccl,
  collectives,
  network,
  sockets,
  rendezvous,
  storage,
  checkpoints,
  data,
  remote,
  numerics,
  stragglers,
  configuration,
  signals,
  launchers,
  exceptions,
}

export const SIGNATURES: readonly Signature[] = Object.values(FAMILIES).flat()
