/** The page of one change: the object before and after it. Apart from the other addresses, which every page loads. */
export function changePath(id: string, query = ''): string {
  return `/history/${encodeURIComponent(id)}${query}`
}
