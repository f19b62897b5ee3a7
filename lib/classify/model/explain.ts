// What a model said, in the words of a person, and never so that it could be taken for what the rules know.
import type { VerdictRecord } from '../../record/types.generated.ts'
import { CATEGORIES, type Category } from '../../signatures/categories.ts'

/**
 * Returns the lines that tell a model's part of a verdict; none where nobody asked one. The caller makes them safe for
 * its terminal.
 */
export function explainModel({ model }: VerdictRecord): readonly string[] {
  if (model === undefined) return []
  switch (model.outcome) {
    case 'pending':
      return ['Model:  is being asked']
    case 'named':
      return [
        `Model:  ${model.model} suggests: ${CATEGORIES[model.category as Category]?.title ?? ''} (${model.category})${model.cached === true ? ', as it said before' : ''}`,
        `        in its words: ${JSON.stringify(model.cause)}`,
        ...(model.lines ?? []).map(({ file, line, text }) => `        it quotes ${placeOf(file, line)}${text}`),
        '        A model may be wrong: the action does not depend on what it says.',
      ]
    case 'unsure':
      return [`Model:  ${model.model} does not know either`]
    default:
      return [`Model:  no help: ${model.reason}`]
  }
}

const placeOf = (file: string | undefined, line: number | undefined): string => {
  const parts = [file, line === undefined ? undefined : `line ${line}`].filter(part => part !== undefined)
  return parts.length === 0 ? '' : `${parts.join(', ')}: `
}
