// @vitest-environment happy-dom
import { act, cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  type Action,
  ActionsProvider,
  useActionList,
  useActionReader,
  useActions,
} from '#components/shell/actions.tsx'
import { findDestination, findWayUp } from '#components/shell/destinations.ts'
import { createMessageStore } from '#components/shell/messages.tsx'
import { readPreference, usePreference, writePreference } from '#components/shell/preferences.ts'
import { listRanges } from '#components/shell/range-picker.tsx'
import { focusListItem, formatKey, matchKeys, useShortcuts } from '#components/shell/shortcuts.ts'
import { useTheme, useThemeOnPage } from '#components/shell/theme.ts'
import { themeScript } from '#components/shell/theme-script.ts'

afterEach(cleanup)
beforeEach(() => localStorage.clear())

const action = (id: string, keys: string | undefined, run: () => void = () => undefined): Action => ({
  id,
  label: id,
  group: 'Test',
  run,
  ...(keys ? { keys } : {}),
})

describe('keys', () => {
  const actions = [
    action('overview', 'g o'),
    action('graph', 'g g'),
    action('open', 'o'),
    action('palette', 'mod+k'),
  ]

  it.each([
    ['a lone key', undefined, 'o', { id: 'open' }],
    ['the first of a sequence', undefined, 'g', { pending: 'g' }],
    ['the second of a sequence, not the lone key', 'g', 'o', { id: 'overview' }],
    ['the same key twice', 'g', 'g', { id: 'graph' }],
    ['a broken sequence as what the key alone is', 'x', 'o', { id: 'open' }],
    ['nothing', undefined, 'z', {}],
  ])('find %s', (_what, before, press, expected) => {
    const { action: found, pending } = matchKeys(actions, before, press)
    expect({ ...(found ? { id: found.id } : {}), ...(pending ? { pending } : {}) }).toEqual(expected)
  })

  it('do not find what may not be done', () => {
    expect(matchKeys([{ ...action('x', 'x'), disabledReason: 'read only' }], undefined, 'x')).toEqual({})
  })

  it.each([
    [{ key: 'k', ctrlKey: true, metaKey: false, altKey: false }, 'mod+k'],
    [{ key: 'K', ctrlKey: false, metaKey: true, altKey: false }, 'mod+k'],
    [{ key: '?', ctrlKey: false, metaKey: false, altKey: false }, '?'],
    [{ key: 'ArrowDown', ctrlKey: false, metaKey: false, altKey: false }, 'down'],
  ])('are spelled by meaning: %o is %s', (event, keys) => expect(formatKey(event)).toBe(keys))
})

const ran = vi.fn()

function Screen({ label = 'Do it' }: { label?: string }) {
  const [count, setCount] = useState(0)
  useActions([{ ...action('do', 'd', () => ran(count)), label }, action('find', 'mod+f', () => ran('find'))])
  const list = useActionList()
  useShortcuts(useActionReader())
  return (
    <>
      <button type="button" onClick={() => setCount(count + 1)}>
        more
      </button>
      <input aria-label="text" />
      <ul>
        {list.map((one) => (
          <li key={one.id}>{one.label}</li>
        ))}
      </ul>
    </>
  )
}

describe('actions of a screen', () => {
  it('run with what the screen knows now, by their key', async () => {
    const user = userEvent.setup()
    ran.mockClear()
    render(
      <ActionsProvider>
        <Screen />
      </ActionsProvider>,
    )
    await user.click(screen.getByRole('button', { name: 'more' }))
    await user.keyboard('d')
    expect(ran.mock.calls).toEqual([[1]])
  })

  it('leave letters to a text field, but not keys with Ctrl', async () => {
    const user = userEvent.setup()
    ran.mockClear()
    render(
      <ActionsProvider>
        <Screen />
      </ActionsProvider>,
    )
    await user.click(screen.getByRole('textbox'))
    await user.keyboard('d{Control>}f{/Control}')
    expect(ran.mock.calls).toEqual([['find']])
  })

  it('are listed while the screen is there, with its newest words', () => {
    const view = render(
      <ActionsProvider>
        <Screen />
      </ActionsProvider>,
    )
    view.rerender(
      <ActionsProvider>
        <Screen label="Undo it" />
      </ActionsProvider>,
    )
    expect(screen.getByText('Undo it')).toBeTruthy()
    expect(screen.queryByText('Do it')).toBeNull()
  })
})

describe('j and k', () => {
  it('walk the items of the list and stay at its ends', () => {
    render(
      <ul>
        {['a', 'b'].map((name) => (
          <li key={name}>
            <a href={`#${name}`} data-list-item="">
              {name}
            </a>
          </li>
        ))}
      </ul>,
    )
    const names = [1, 1, 1, -1, -1].map((step) => {
      focusListItem(step === 1 ? 1 : -1)
      return document.activeElement?.textContent
    })
    expect(names).toEqual(['a', 'b', 'b', 'a', 'a'])
  })
})

describe('messages', () => {
  it('fold repeats while unread, are counted as read together, and stay', () => {
    const store = createMessageStore(() => 5)
    store.post({ severity: 'error', text: 'no' })
    store.post({ severity: 'error', text: 'no' })
    store.post({ severity: 'info', text: 'yes' })
    expect(store.list().map(({ text, read }) => [text, read])).toEqual([
      ['yes', false],
      ['no', false],
    ])
    store.markRead()
    store.post({ severity: 'error', text: 'no' })
    expect(store.list().map(({ text, read }) => [text, read])).toEqual([
      ['no', false],
      ['yes', true],
      ['no', true],
    ])
  })
})

function Preferring() {
  const [value, choose] = usePreference('nav')
  return (
    <button type="button" onClick={() => choose('collapsed')}>
      {value ?? 'nothing'}
    </button>
  )
}

describe('preferences', () => {
  it('are remembered in the browser and followed by all who read them', async () => {
    render(
      <>
        <Preferring />
        <Preferring />
      </>,
    )
    const [first] = screen.getAllByRole('button', { name: 'nothing' })
    if (first) await userEvent.click(first)
    expect(screen.getAllByRole('button', { name: 'collapsed' })).toHaveLength(2)
    expect(localStorage.getItem('vardia.nav')).toBe('collapsed')
  })

  it('live as long as the page where storage is refused', () => {
    const refused = vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
      throw new Error('refused')
    })
    writePreference('other', 'kept')
    expect(readPreference('other')).toBe('kept')
    refused.mockRestore()
  })
})

function Themed() {
  useThemeOnPage()
  const [theme, choose] = useTheme()
  return (
    <button type="button" onClick={() => choose('dark')}>
      {theme}
    </button>
  )
}

describe('the theme', () => {
  it('follows the machine until one is chosen', async () => {
    render(<Themed />)
    expect(document.documentElement.dataset['theme']).toBe('light')
    await userEvent.click(screen.getByRole('button', { name: 'system' }))
    expect(document.documentElement.dataset['theme']).toBe('dark')
  })

  it.each([
    ['dark', 'dark'],
    ['light', 'light'],
    ['rubbish', 'light'],
  ])('stored as %s is set before the first paint as %s', (stored, expected) => {
    localStorage.setItem('vardia.theme', stored)
    delete document.documentElement.dataset['theme']
    // The very text that the layout puts into the page's head.
    act(() => new Function(themeScript)())
    expect(document.documentElement.dataset['theme']).toBe(expected)
  })
})

describe('the ranges offered', () => {
  it('are at least two scrapes long and no longer than what is kept', () => {
    const possible = listRanges({ chosen: 60, scrapeIntervalSeconds: 60, retentionSeconds: 3_600 })
      .filter((range) => range.possible)
      .map(({ seconds }) => seconds)
    expect(possible).toEqual([120, 300, 600, 1_800, 3_600])
  })

  it('hold the chosen one, whatever it is', () => {
    expect(
      listRanges({ chosen: 90 })
        .map(({ seconds }) => seconds)
        .slice(0, 3),
    ).toEqual([60, 90, 120])
  })
})

describe('the screen of a path', () => {
  it.each([
    ['/', 'overview'],
    ['/graph', 'graph'],
    ['/graph/x', 'graph'],
    ['/graphs', undefined],
    ['/nowhere', undefined],
  ])('%s is %s', (path, id) => expect(findDestination(path)).toBe(id))

  it.each([
    ['/workloads/shop/ads-v1', '/workloads?ns=shop'],
    ['/audit/report', '/audit?ns=shop'],
    ['/workloads', undefined],
    ['/', undefined],
    ['/nowhere', undefined],
  ])('of %s has the way up %s', (path, up) => expect(findWayUp(path)?.('?ns=shop')).toBe(up))
})
