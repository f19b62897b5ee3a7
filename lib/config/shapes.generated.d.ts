// What scripts/generate.js makes of the schemas of configuration files: true where a value meets the schema.
export const job: (value: unknown) => boolean
export const log_agent: (value: unknown) => boolean
export const log_monitoring: (value: unknown) => boolean
