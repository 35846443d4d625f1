// @vitest-environment happy-dom
import { act, cleanup, render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { SearchParamsContext } from 'next/dist/shared/lib/hooks-client-context.shared-runtime'
import { type ReactNode, useEffect, useState } from 'react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { useListState } from '#components/objects/list/use-list-state.ts'

const go = (url: string) => window.history.replaceState(null, '', url)

beforeEach(() => go('/workloads?ns=shop#rows'))
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

/** Next's part: its hooks follow `history.replaceState`. */
function Addressed({ children }: { readonly children: ReactNode }) {
  const [search, setSearch] = useState(window.location.search)
  useEffect(() => {
    const { history } = window
    const replace = history.replaceState.bind(history)
    history.replaceState = (data, unused, url) => {
      replace(data, unused, url)
      setSearch(window.location.search)
    }
    return () => {
      history.replaceState = replace
    }
  }, [])
  return <SearchParamsContext value={new URLSearchParams(search)}>{children}</SearchParamsContext>
}

function List() {
  const { asked, drawn, setFilter, setSort } = useListState()
  const both = () => {
    setFilter('rev')
    setSort('-traffic')
  }
  return (
    <>
      <button type="button" onClick={both}>
        Both
      </button>
      <p>{`asked ${asked.filter} ${asked.sort}`}</p>
      <p>{`drawn ${drawn.filter} ${drawn.sort}`}</p>
    </>
  )
}

test('what is told stands in the address once it is drawn, beside what else was there', async () => {
  const person = userEvent.setup()
  render(<List />, { wrapper: Addressed })
  await person.click(screen.getByRole('button', { name: 'Both' }))
  await screen.findByText('asked rev -traffic')
  await screen.findByText('drawn rev -traffic')
  await waitFor(() => expect(window.location.search).toBe('?ns=shop&filter=rev&sort=-traffic'))
  expect(window.location.hash).toBe('#rows')
})

test('an address that changes by itself wins, and is not written over', async () => {
  const person = userEvent.setup()
  render(<List />, { wrapper: Addressed })
  await person.click(screen.getByRole('button', { name: 'Both' }))
  await waitFor(() => expect(window.location.search).toContain('rev'))
  act(() => go('/workloads?ns=shop&filter=db'))
  await screen.findByText('drawn db')
  // Longer than any frame that would write.
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect(window.location.search).toBe('?ns=shop&filter=db')
})

test('a list that is left before its address was written leaves that of the next page alone', async () => {
  // A frame that comes late: the person is elsewhere by then.
  vi.stubGlobal('requestAnimationFrame', (act: FrameRequestCallback) => setTimeout(() => act(0), 300))
  vi.stubGlobal('cancelAnimationFrame', clearTimeout)
  const person = userEvent.setup()
  const { unmount } = render(<List />, { wrapper: Addressed })
  await person.click(screen.getByRole('button', { name: 'Both' }))
  await screen.findByText('drawn rev -traffic')
  unmount()
  go('/services')
  await new Promise((resolve) => setTimeout(resolve, 400))
  expect(window.location.search).toBe('')
})
