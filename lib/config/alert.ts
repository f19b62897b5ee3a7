/** The `alert` section. */
export type AlertConfig = Readonly<Record<string, unknown>>
