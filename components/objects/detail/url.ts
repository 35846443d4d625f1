export const detailTabs = [
  'overview',
  'traffic',
  'metrics',
  'logs',
  'traces',
  'policies',
  'yaml',
  'status',
  'history',
] as const
export type DetailTab = (typeof detailTabs)[number]

/** The tab that an address asks for; the first one where it asks for none that this page has. */
export function parseTab(query: URLSearchParams, there: readonly DetailTab[]): DetailTab {
  return there.find((tab) => tab === query.get('tab')) ?? 'overview'
}

/** The address' query with another tab, keeping every other key. Begins with `?`. */
export function buildTabQuery(tab: DetailTab, rest: URLSearchParams): string {
  const query = new URLSearchParams(rest)
  if (tab === 'overview') query.delete('tab')
  else query.set('tab', tab)
  const text = query.toString().replaceAll('%2C', ',').replaceAll('%2A', '*')
  return `?${text}`
}
