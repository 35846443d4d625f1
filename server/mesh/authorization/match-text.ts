/** Says whether a text matches. */
export type TextMatch = (text: string) => boolean

/**
 * Istio's four forms of a pattern: exact, `prefix*`, `*suffix`, and `*` for any text that is not empty. A star in the
 * middle stands for itself (istio `pilot/pkg/security/authz/matcher/string.go`).
 */
export function buildTextMatch(pattern: string): TextMatch {
  if (pattern === '*') return (text) => text !== ''
  if (pattern.startsWith('*')) {
    const tail = pattern.slice(1)
    return (text) => text.endsWith(tail)
  }
  if (pattern.endsWith('*')) {
    const head = pattern.slice(0, -1)
    return (text) => text.startsWith(head)
  }
  return (text) => text === pattern
}

/** The same forms for headers, of which `*` matches a present empty one too; hosts ignore case (`matcher/header.go`). */
export function buildHeaderMatch(pattern: string, options: { readonly ignoreCase?: true } = {}): TextMatch {
  if (pattern === '*') return () => true
  if (!options.ignoreCase) return buildTextMatch(pattern)
  const match = buildTextMatch(pattern.toLowerCase())
  return (text) => match(text.toLowerCase())
}

const oneSegment = '{*}'
const anySegments = '{**}'
/** Characters that a wildcard of Envoy's URI templates takes (`source/extensions/path/uri_template_lib`). */
const segmentCharacters = "a-zA-Z0-9\\-._~%!$&'()+,;:@="

/**
 * Paths without query and fragment: templates where `{*}` or `{**}` occurs, else the four forms. Undefined for a template
 * with more than one `{**}`, which neither istiod's validation nor Envoy takes.
 */
export function buildPathMatch(pattern: string): TextMatch | undefined {
  if (pattern.split(anySegments).length > 2) return undefined
  const match =
    pattern.includes(oneSegment) || pattern.includes(anySegments)
      ? buildTemplateMatch(pattern)
      : buildTextMatch(pattern)
  return (path) => match(path.replace(/[?#].*$/s, ''))
}

function buildTemplateMatch(template: string): TextMatch {
  const segments = template.split('/').map((segment) => {
    if (segment === oneSegment) return `[${segmentCharacters}]+`
    if (segment === anySegments) return `[${segmentCharacters}/]*`
    return escapeRegex(segment)
  })
  const regex = new RegExp(`^${segments.join('/')}$`)
  return (path) => regex.test(path)
}

export function escapeRegex(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
}

/** A match of RE2 over the whole text, in the subset that Istio generates. */
export function buildRegexMatch(source: string): TextMatch {
  const regex = new RegExp(`^(?:${source})$`)
  return (text) => regex.test(text)
}
