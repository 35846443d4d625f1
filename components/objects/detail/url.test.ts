import { describe, expect, it } from 'vitest'
import { buildTabQuery, detailTabs, parseTab } from '#components/objects/detail/url.ts'

describe('the tab of a detail page in its address', () => {
  it.each(detailTabs)('%s is read back as it was written, beside what else the address holds', (tab) => {
    const query = new URLSearchParams(buildTabQuery(tab, new URLSearchParams('ns=a,b&kind=Job&tab=logs')))
    expect(parseTab(query, detailTabs)).toBe(tab)
    expect([query.get('ns'), query.get('kind')]).toEqual(['a,b', 'Job'])
  })

  it.each(['', 'tab=', 'tab=nonsense', 'tab=logs'])('is the first where %j names none of the page', (text) =>
    expect(parseTab(new URLSearchParams(text), ['overview', 'yaml'])).toBe('overview'),
  )
})
