// What scripts/generate.js makes of the schemas of configuration files: true where a value meets the schema.
export const is_formats: (value: unknown) => boolean
export const is_cluster: (value: unknown) => boolean
export const is_signatures: (value: unknown) => boolean
export const job: (value: unknown) => boolean
export const is_log_agent: (value: unknown) => boolean
export const is_log_monitoring: (value: unknown) => boolean
export const is_flagscale: (value: unknown) => boolean
