// @vitest-environment happy-dom
import { cleanup, render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { Button, IconButton } from '#components/ui/button.tsx'
import { CommandPalette, Commands } from '#components/ui/command-palette.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Menu } from '#components/ui/menu.tsx'
import { MultiSelect } from '#components/ui/multi-select.tsx'
import { Popover } from '#components/ui/popover.tsx'
import { buildLines, Sparkline } from '#components/ui/sparkline.tsx'
import { nextSort, type Sort, SortableTh, Table } from '#components/ui/table.tsx'
import { Tabs } from '#components/ui/tabs.tsx'
import { Switch } from '#components/ui/toggle.tsx'

afterEach(cleanup)
const person = () => userEvent.setup()

function OpenedDialog() {
  const [open, setOpen] = useState(false)
  return (
    <>
      <button type="button" onClick={() => setOpen(true)}>
        Open
      </button>
      <Dialog open={open} onOpenChange={setOpen} title="Shortcuts" closeLabel="Close">
        <p>Keys</p>
      </Dialog>
    </>
  )
}

const chooserWords = {
  label: 'Namespaces',
  search: 'Search namespaces',
  all: 'All namespaces',
  nothingFound: 'Nothing found',
  more: (count: number) => `${count} more`,
}
function Chooser({ options, first = [] }: { options: readonly string[]; first?: readonly string[] }) {
  const [value, setValue] = useState(first)
  return (
    <>
      <output aria-label="chosen">{value.join(' ') || 'all'}</output>
      <MultiSelect words={chooserWords} options={options} value={value} onValueChange={setValue}>
        Choose
      </MultiSelect>
    </>
  )
}

function SortedTable() {
  const [sort, setSort] = useState<Sort>({ column: 'name', direction: 'ascending' })
  return (
    <Table label="Namespaces">
      <thead>
        <tr>
          <SortableTh column="name" sort={sort} onSort={setSort}>
            Name
          </SortableTh>
          <SortableTh column="rate" first="descending" sort={sort} onSort={setSort}>
            Traffic
          </SortableTh>
        </tr>
      </thead>
    </Table>
  )
}

function TwoTabs() {
  const [value, setValue] = useState('one')
  const tabs = ['one', 'two'].map((name) => ({ value: name, label: name, content: `content of ${name}` }))
  return <Tabs label="Panels" tabs={tabs} value={value} onValueChange={setValue} />
}

describe('a button that may not be pressed', () => {
  it('stays reachable, says why, and does nothing', async () => {
    const act = vi.fn()
    render(
      <Button disabledReason="You may only read" onClick={act}>
        Delete
      </Button>,
    )
    const button = screen.getByRole('button', { name: 'Delete' })
    await person().tab()
    expect(document.activeElement).toBe(button)
    expect(button.getAttribute('aria-disabled')).toBe('true')
    const described = document.getElementById(button.getAttribute('aria-describedby') ?? '')
    expect(described?.textContent).toBe('You may only read')
    await person().click(button)
    await person().keyboard('{Enter}')
    expect(act).not.toHaveBeenCalled()
  })
})

describe('a button that is an icon', () => {
  it('has its words as name and shows them when the keyboard reaches it', async () => {
    render(<IconButton aria-label="Refresh now" icon={<svg aria-hidden />} />)
    expect(screen.getByRole('button', { name: 'Refresh now' })).toBeTruthy()
    await person().tab()
    expect(await screen.findByText('Refresh now')).toBeTruthy()
  })
})

describe('a popover', () => {
  it('opens by its button, closes by Escape and gives the focus back', async () => {
    render(<Popover label="Why?" icon={<svg aria-hidden />} content={() => <p>Because of this rule</p>} />)
    const button = screen.getByRole('button', { name: 'Why?' })
    expect(button.getAttribute('aria-expanded')).toBe('false')
    await person().click(button)
    expect(await screen.findByRole('dialog', { name: 'Why?' })).toBeTruthy()
    expect(screen.getByText('Because of this rule')).toBeTruthy()
    expect(button.getAttribute('aria-expanded')).toBe('true')
    await person().keyboard('{Escape}')
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    await waitFor(() => expect(document.activeElement).toBe(button))
  })

  it('closes by a second press of its button, not closing and opening again', async () => {
    render(<Popover label="Why?" icon={<svg aria-hidden />} content={() => <p>Because</p>} />)
    const button = screen.getByRole('button', { name: 'Why?' })
    await person().click(button)
    await screen.findByRole('dialog')
    await person().click(button)
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    expect(button.getAttribute('aria-expanded')).toBe('false')
  })
})

describe('a menu', () => {
  const choose = vi.fn()
  const theme = (checked: string) => (
    <Menu
      label="Theme"
      icon={<svg aria-hidden />}
      groups={[
        {
          label: 'Theme',
          items: ['Light', 'Dark'].map((label) => ({
            id: label,
            label,
            checked: label === checked,
            onSelect: () => choose(label),
          })),
        },
        {
          items: [{ id: 'out', label: 'Sign out', disabledReason: 'Nobody is signed in', onSelect: choose }],
        },
      ]}
    />
  )

  it('shows what is chosen, walks by arrows and acts by Enter', async () => {
    const user = person()
    render(theme('Dark'))
    await user.click(screen.getByRole('button', { name: 'Theme' }))
    const dark = await screen.findByRole('menuitemradio', { name: 'Dark' })
    expect(dark.getAttribute('aria-checked')).toBe('true')
    await user.click(screen.getByRole('menuitemradio', { name: 'Light' }))
    expect(choose).toHaveBeenCalledWith('Light')
    await waitFor(() => expect(screen.queryByRole('menu')).toBeNull())
  })

  it('keeps what may not be done, with the reason', async () => {
    const user = person()
    choose.mockClear()
    render(theme('Dark'))
    await user.click(screen.getByRole('button', { name: 'Theme' }))
    const item = await screen.findByRole('menuitem', { name: /Sign out/ })
    expect(item.getAttribute('aria-disabled')).toBe('true')
    expect(within(item).getByText('Nobody is signed in')).toBeTruthy()
    await user.click(item)
    expect(choose).not.toHaveBeenCalled()
  })
})

describe('a dialog', () => {
  it('is named by its title and closes by its button and by Escape', async () => {
    const user = person()
    render(<OpenedDialog />)
    await user.click(screen.getByRole('button', { name: 'Open' }))
    await screen.findByRole('dialog', { name: 'Shortcuts' })
    await user.click(screen.getByRole('button', { name: 'Close' }))
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    await user.click(screen.getByRole('button', { name: 'Open' }))
    await screen.findByRole('dialog', { name: 'Shortcuts' })
    await user.keyboard('{Escape}')
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  })
})

describe('a choice of several', () => {
  it('finds by letters, adds and takes away, and "all" clears', async () => {
    const user = person()
    render(<Chooser options={['bookinfo', 'shop', 'istio-system']} />)
    await user.click(screen.getByRole('button', { name: 'Namespaces' }))
    const search = await screen.findByRole('combobox', { name: 'Search namespaces' })
    await user.type(search, 'sho')
    await waitFor(() => expect(screen.getAllByRole('option')).toHaveLength(1))
    await user.click(screen.getByRole('option', { name: 'shop' }))
    expect(screen.getByRole('status', { name: 'chosen' }).textContent).toBe('shop')
    await user.clear(search)
    await user.click(await screen.findByRole('option', { name: 'bookinfo' }))
    expect(screen.getByRole('status', { name: 'chosen' }).textContent).toBe('bookinfo shop')
    await user.click(screen.getByRole('option', { name: 'shop' }))
    expect(screen.getByRole('status', { name: 'chosen' }).textContent).toBe('bookinfo')
    await user.click(screen.getByRole('button', { name: 'All namespaces' }))
    expect(screen.getByRole('status', { name: 'chosen' }).textContent).toBe('all')
  })

  it('still offers what was chosen and is gone, and says how many it does not draw', async () => {
    const user = person()
    const many = Array.from({ length: 260 }, (_, at) => `team-${at}`)
    render(<Chooser options={many} first={['gone']} />)
    await user.click(screen.getByRole('button', { name: 'Namespaces' }))
    const gone = await screen.findByRole('option', { name: 'gone' })
    expect(gone.getAttribute('aria-selected')).toBe('true')
    expect(screen.getByText('61 more')).toBeTruthy()
  })
})

describe('the command palette', () => {
  it('finds by letters in order and runs the chosen command once', async () => {
    const user = person()
    const go = vi.fn()
    const close = vi.fn()
    const words = { title: 'Commands', search: 'Search', nothingFound: 'Nothing', close: 'Close' }
    const command = (label: string) => ({ id: label, label, group: 'Go', onSelect: () => go(label) })
    render(
      <CommandPalette open onOpenChange={close} words={words}>
        <Commands
          words={words}
          commands={[command('Go to Overview'), command('Go to Traffic graph'), command('Refresh now')]}
          onDone={() => close(false)}
        />
      </CommandPalette>,
    )
    const search = await screen.findByRole('combobox')
    await user.type(search, 'tragra')
    await waitFor(() => expect(screen.getAllByRole('option')).toHaveLength(1))
    await user.keyboard('{Enter}')
    expect(go.mock.calls).toEqual([['Go to Traffic graph']])
    expect(close).toHaveBeenCalledWith(false)
  })
})

describe('a sortable table', () => {
  it('tells screen readers what it is sorted by, and a press turns it round', async () => {
    const user = person()
    render(<SortedTable />)
    const sorts = () => screen.getAllByRole('columnheader').map((cell) => cell.getAttribute('aria-sort'))
    expect(sorts()).toEqual(['ascending', 'none'])
    await user.click(screen.getByRole('button', { name: 'Traffic' }))
    expect(sorts()).toEqual(['none', 'descending'])
    await user.click(screen.getByRole('button', { name: 'Traffic' }))
    expect(sorts()).toEqual(['none', 'ascending'])
  })

  it('begins a new column in its own first direction', () => {
    expect(nextSort({ column: 'a', direction: 'descending' }, 'b')).toEqual({
      column: 'b',
      direction: 'ascending',
    })
  })
})

describe('tabs', () => {
  it('walk by arrows and show one panel', async () => {
    const user = person()
    render(<TwoTabs />)
    await user.click(screen.getByRole('tab', { name: 'one' }))
    await user.keyboard('{ArrowRight}')
    expect(screen.getByRole('tab', { name: 'two' }).getAttribute('aria-selected')).toBe('true')
    expect(screen.getByRole('tabpanel').textContent).toBe('content of two')
  })
})

describe('a switch', () => {
  it('is named by its label and tells its state', async () => {
    const change = vi.fn()
    render(<Switch label="Idle edges" checked onCheckedChange={change} />)
    const box = screen.getByRole('switch', { name: 'Idle edges', checked: true })
    await person().click(box)
    expect(change).toHaveBeenCalledWith(false)
  })
})

describe('a sparkline', () => {
  it('is an image with words', () => {
    render(<Sparkline label="12 rps over 10 min" values={[1, 2]} />)
    expect(screen.getByRole('img', { name: '12 rps over 10 min' })).toBeTruthy()
  })

  it.each([
    ['a line over the whole width', [0, 10], ['0,9 100,1']],
    ['a gap as two lines, a lone point as a dot', [5, 5, null, 10], ['0,5 33.33,5', '100,1 100,1']],
    ['nothing for nothing', [null, null], []],
    ['a flat line at the bottom for zeros', [0, 0], ['0,9 100,9']],
  ])('draws %s', (_what, values, lines) => {
    expect(buildLines(values, Math.max(0, ...values.map((value) => value ?? 0)), 100, 10)).toEqual(lines)
  })
})
