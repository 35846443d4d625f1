/** Of one place in paths so many different words are names; more are values that stand in a path. */
const mostWords = 3
/** More patterns than these are no policy that a person reads. */
const mostPatterns = 20

/**
 * Path patterns of an AuthorizationPolicy that match the given paths: queries cut, and where many words stand at one place
 * `{*}`, which matches one segment that is not empty (istio.io "Authorization Policy", path templates). Undefined where
 * there are too many to name, or where one has a character that a pattern reads as more than itself.
 */
export function generalizePaths(paths: readonly string[]): readonly string[] | undefined {
  const whole = [...new Set(paths.map((path) => path.split(/[?#]/, 1)[0] ?? '/'))]
  if (whole.some((path) => /[*{}]/.test(path))) return undefined
  const byLength = Map.groupBy(whole.map(splitSegments), ({ length }) => length)
  const patterns = [...byLength.values()].flatMap((group) => fold(group, 0))
  const named = [...new Set(patterns)].toSorted()
  return named.length > mostPatterns ? undefined : named
}

function splitSegments(path: string): readonly string[] {
  return path.split('/')
}

/** Place after place: paths that begin alike are folded together. */
function fold(paths: readonly (readonly string[])[], at: number): readonly string[] {
  const [first] = paths
  if (!first) return []
  if (at >= first.length) return [first.join('/')]
  const words = new Set(paths.map((path) => path[at] ?? ''))
  const isTemplate = words.size > mostWords || [...words].some(isValue)
  if (isTemplate && paths.every((path) => path[at] !== '' && isPlain(path)))
    return fold(
      paths.map((path) => path.with(at, '{*}')),
      at + 1,
    )
  return [...Map.groupBy(paths, (path) => path[at] ?? '').values()].flatMap((group) => fold(group, at + 1))
}

/** A number, or what an id looks like. */
function isValue(word: string): boolean {
  return /^\d+$/.test(word) || /^[\da-f]{8}-[\da-f-]{27}$/i.test(word) || /^[\da-f]{16,}$/i.test(word)
}

/** A template's other segments are literals of these characters (Envoy `uri_template_lib`). */
function isPlain(path: readonly string[]): boolean {
  return path.every((segment) => segment === '{*}' || /^[-\w.~%!$&'()+,;:@]*$/.test(segment))
}
