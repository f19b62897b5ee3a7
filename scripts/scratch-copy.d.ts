export function scratchCopy(): string
