// Guesses and advice that programs add to their errors: true or not, no evidence.

/** Where a guess or an advice begins; what stands before it is a statement. */
const GUESS =
  /(?:^|[.;!,] +|\) +)(?:(?:This|It|That|The error|Perhaps|Possibly|Maybe|Most likely|Please|You|If|Consider|Hint|Note|Tip|For debugging|One possible)\b[^.\n]{0,80}?)?(?:might be (?:caused|due)|may be (?:caused|due)|could be (?:caused|due)|is (?:probably|likely) (?:caused|due|because)|[Ii]t is possible that|There are some potential root causes|(?:[Tt]his|[Ii]t) can happen (?:if|when)|(?:(?:[Ss]ome|[Ss]everal|The|the)(?: most)? )?(?:[Cc]ommon|[Pp]ossible|[Pp]otential|[Ll]ikely)(?: root)? (?:causes?|reasons?)(?: for this)?(?: include| are| is|:)|[Ii]t's possible that|[Pp]lease try|[Pp]lease check|[Yy]ou (?:may|might|should|can|could) (?:want|need|consider|try|set|use|add)|[Cc]onsider (?:passing|setting|using)|[Ii]f reserved (?:memory|but)|[Tt]ry (?:setting|using|to))/

/** Returns the text up to its first guess or advice; '' where it is nothing else. */
export function withoutAdvice(body: string): string {
  const at = GUESS.exec(body)
  if (at === null) return body
  return body.slice(0, at.index + (/^[.!)]/.test(at[0]) ? 1 : 0)).trimEnd()
}
