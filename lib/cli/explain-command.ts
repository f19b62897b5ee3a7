export async function explainCommand(_argv: readonly string[]): Promise<void> {}
