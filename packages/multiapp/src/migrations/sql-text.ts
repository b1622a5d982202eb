const dollarTag = /\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/y

/**
 * The statements of an SQL text, without comments around them: what separates them is a semicolon that is in no string,
 * quoted name, dollar-quoted body or comment (PostgreSQL's manual, section 4.1). A function's
 * `BEGIN ATOMIC … END` stays one.
 */
export function splitStatements(sql: string): string[] {
  const statements: string[] = []
  let start = 0
  let at = 0
  while (at < sql.length) {
    const skipped = skipQuoted(sql, at)
    if (skipped > at) {
      at = skipped
      continue
    }
    if (sql[at] === ';' && !isInsideAtomic(sql.slice(start, at))) {
      statements.push(sql.slice(start, at))
      start = at + 1
    }
    at++
  }
  statements.push(sql.slice(start))
  return statements.map(withoutLeadingComments).filter((statement) => statement !== '')
}

function isInsideAtomic(statement: string): boolean {
  return /\bbegin\s+atomic\b/i.test(statement) && !/\bend\s*$/i.test(statement)
}

/** The end of the string, quoted name, body or comment that starts at `at`; `at` itself if none does. */
export function skipQuoted(sql: string, at: number): number {
  const two = sql.slice(at, at + 2)
  if (two === '--') return endOf(sql, '\n', at)
  if (two === '/*') return endOfBlockComment(sql, at)
  const one = sql[at]
  if (one === '"') return endOfQuotes(sql, at, '"', false)
  if (one === "'")
    return endOfQuotes(sql, at, "'", /(?:^|[^\w$])[eE]$/.test(sql.slice(Math.max(0, at - 2), at)))
  if (one === '$' && !/[\w$]/.test(sql[at - 1] ?? '')) {
    dollarTag.lastIndex = at
    const tag = dollarTag.exec(sql)?.[0]
    if (tag) return endOf(sql, tag, at + tag.length)
  }
  return at
}

function endOf(sql: string, end: string, from: number): number {
  const found = sql.indexOf(end, from)
  return found === -1 ? sql.length : found + end.length
}

function endOfQuotes(sql: string, at: number, quote: string, hasBackslashes: boolean): number {
  for (let next = at + 1; next < sql.length; next++) {
    if (hasBackslashes && sql[next] === '\\') next++
    else if (sql[next] === quote && sql[next + 1] === quote) next++
    else if (sql[next] === quote) return next + 1
  }
  return sql.length
}

// Block comments nest in PostgreSQL.
function endOfBlockComment(sql: string, at: number): number {
  let depth = 0
  for (let next = at; next < sql.length; next++) {
    const two = sql.slice(next, next + 2)
    if (two === '/*') depth++
    if (two === '*/') depth--
    if (two === '/*' || two === '*/') next++
    if (depth === 0) return next + 1
  }
  return sql.length
}

function withoutLeadingComments(statement: string): string {
  const text = statement.trim()
  if (!text.startsWith('--') && !text.startsWith('/*')) return text
  return withoutLeadingComments(text.slice(skipQuoted(text, 0)))
}
