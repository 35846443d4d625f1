/** `vardia-graph-20261121T070509Z.svg`: the moment that the file shows, in UTC, sorted by name as by time. */
export function formatFileName(asOf: string, extension: string): string {
  const ms = Date.parse(asOf)
  const stamp = Number.isFinite(ms) ? new Date(ms).toISOString().replaceAll(/[-:]|\.\d+/g, '') : 'unknown'
  return `vardia-graph-${stamp}${extension}`
}
