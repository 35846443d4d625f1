/**
 * Terms of `exportTo` with `.` written as the owner's namespace; without terms the mesh's default
 * (istio `pilot/pkg/model/virtualservice_controller.go`, convertExportToSet).
 */
export function resolveExportTo(
  terms: readonly string[] | null | undefined,
  fallback: readonly string[],
  namespace: string,
): ReadonlySet<string> {
  const chosen = terms && terms.length > 0 ? terms : fallback
  return new Set(chosen.map((term) => (term === '.' ? namespace : term)))
}

/** `*` is everywhere whatever else is listed; `~` is nowhere unless `*` is listed too. */
export function isExportedTo(exportTo: ReadonlySet<string>, namespace: string): boolean {
  if (exportTo.has('*')) return true
  return !exportTo.has('~') && exportTo.has(namespace)
}
