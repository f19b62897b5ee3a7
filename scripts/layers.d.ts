export const ROOMS: Readonly<Record<string, { readonly pure: boolean; readonly may: readonly string[] }>>
export const EXCEPTIONS: Readonly<Record<string, readonly string[]>>
