/** How a label is compared; the four operators of PromQL (prometheus.io/docs, "Time series selectors"). */
export interface LabelMatcher {
  readonly label: string
  readonly operator: '=' | '!=' | '=~' | '!~'
  readonly value: string
}

/**
 * An expression as data. Everything that a person or a cluster chose reaches a query only as the `value` of a matcher
 * or of `label`, which are quoted when it is written out, so no text can end a string early.
 */
export type Expression =
  | { readonly kind: 'rate'; readonly metric: string; readonly matchers: readonly LabelMatcher[] }
  /** The newest samples themselves. Without a metric a matcher of `__name__` chooses. */
  | { readonly kind: 'latest'; readonly metric: string; readonly matchers: readonly LabelMatcher[] }
  | { readonly kind: 'least'; readonly by: readonly string[]; readonly of: Expression }
  | { readonly kind: 'sum'; readonly by: readonly string[]; readonly of: Expression }
  | { readonly kind: 'quantile'; readonly quantile: number; readonly of: Expression }
  | { readonly kind: 'or'; readonly of: readonly Expression[] }
  | { readonly kind: 'ratio'; readonly above: Expression; readonly below: Expression }
  | { readonly kind: 'positive'; readonly of: Expression }
  | {
      readonly kind: 'unless'
      readonly of: Expression
      readonly on: readonly string[]
      readonly other: Expression
    }
  | {
      readonly kind: 'call'
      readonly function: 'histogram_sum' | 'histogram_count'
      readonly of: Expression
    }
  | { readonly kind: 'label'; readonly name: string; readonly value: string; readonly of: Expression }

/**
 * Writes the expression with every rate over the same window. `rangeSeconds` is a whole number above zero. `everywhere`
 * narrows every selector: a store that many meshes share holds series that are none of this one's.
 */
export function formatExpression(
  expression: Expression,
  rangeSeconds: number,
  everywhere: readonly LabelMatcher[] = [],
): string {
  const format = (part: Expression): string => {
    switch (part.kind) {
      case 'rate':
        return `rate(${part.metric}${formatMatchers([...part.matchers, ...everywhere])}[${rangeSeconds}s])`
      case 'latest':
        return `${part.metric}${formatMatchers([...part.matchers, ...everywhere])}`
      case 'least':
        return `min by (${part.by.join(',')}) (${format(part.of)})`
      case 'sum':
        return `sum by (${part.by.join(',')}) (${format(part.of)})`
      case 'quantile':
        return `histogram_quantile(${part.quantile}, ${format(part.of)})`
      case 'or':
        return part.of.map((one) => `(${format(one)})`).join(' or ')
      case 'ratio':
        return `(${format(part.above)}) / (${format(part.below)})`
      case 'positive':
        return `(${format(part.of)}) > 0`
      case 'unless':
        return `(${format(part.of)}) unless on (${part.on.join(',')}) (${format(part.other)})`
      case 'call':
        return `${part.function}(${format(part.of)})`
      case 'label':
        return `label_replace(${format(part.of)}, ${quote(part.name)}, ${quoteReplacement(part.value)}, "", "")`
    }
  }
  return format(expression)
}

export function formatMatchers(matchers: readonly LabelMatcher[]): string {
  if (matchers.length === 0) return ''
  return `{${matchers.map(({ label, operator, value }) => `${label}${operator}${quote(value)}`).join(',')}}`
}

/** A PromQL string literal: as in Go, backslash, quote and control characters are escaped (prometheus.io/docs, "Literals"). */
function quote(text: string): string {
  let quoted = '"'
  for (const character of text) {
    if (character === '\\' || character === '"') quoted += `\\${character}`
    else if (character === '\n') quoted += '\\n'
    else if (character < ' ' || character === '\u007f')
      quoted += `\\x${(character.codePointAt(0) ?? 0).toString(16).padStart(2, '0')}`
    else quoted += character
  }
  return `${quoted}"`
}

/** `label_replace` expands `$1` in its replacement, `$$` is a dollar (Go regexp.Expand). */
function quoteReplacement(text: string): string {
  return quote(text.replaceAll('$', '$$$$'))
}

/**
 * A matcher of any of the values: RE2, anchored by Prometheus itself, each value taken literally. One value needs no
 * regular expression.
 */
export function matchAny(label: string, values: readonly string[], negated = false): LabelMatcher {
  const [only, ...others] = values
  if (only !== undefined && others.length === 0) return { label, operator: negated ? '!=' : '=', value: only }
  return { label, operator: negated ? '!~' : '=~', value: values.map(escapeRegex).join('|') }
}

/** The metacharacters of RE2 (github.com/google/re2/wiki/Syntax), as Go's regexp.QuoteMeta has them. */
export function escapeRegex(text: string): string {
  return text.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&')
}
