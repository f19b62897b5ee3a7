import type { Payload } from '../format.ts'

/**
 * AWS Neuron's driver in the kernel log: `NEURON_HW_ERR=<what> instance-id=… hostname=… nd-id=… nc-id=… serial-num=…
 * action=…`.
 */
export const neuronHardware: Payload = {
  part: 'payload',
  name: 'neuron-hardware',
  source: 'https://awsdocs-neuron.readthedocs-hosted.com/en/latest/neuron-runtime/nrt-troubleshoot.html',
  starts: 'N',
  samples: [
    {
      line: 'NEURON_HW_ERR=SRAM_UNCORRECTABLE_ERROR instance-id=i-0592464924bd45322 hostname=ip-172-31-61-252 nd-id=0 nc-id=1 serial-num=19fcda00 action=TERMINATE_INSTANCE',
      gives: {
        node: 'ip-172-31-61-252',
        format: 'neuron-hardware',
        fields: {
          error: 'SRAM_UNCORRECTABLE_ERROR',
          instance_id: 'i-0592464924bd45322',
          nd_id: 0,
          nc_id: 1,
          serial_num: '19fcda00',
          action: 'TERMINATE_INSTANCE',
        },
      },
    },
  ],
  read(text, entry) {
    const match = /^NEURON_HW_ERR=(\S{1,120})/.exec(text)
    if (match === null) return false
    const fields: Record<string, unknown> = { ...entry.fields, error: match[1] }
    for (const [, key, value] of text.slice(match[0].length).matchAll(/ ([a-z-]{1,40})=(\S{1,200})/g)) {
      if (key === 'hostname') entry.node ??= value
      else fields[(key as string).replaceAll('-', '_')] = /^\d{1,9}$/.test(value as string) ? Number(value) : value
    }
    entry.fields = fields
    return true
  },
}
