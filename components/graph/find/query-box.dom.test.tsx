// @vitest-environment happy-dom
import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it } from 'vitest'
import { address, answerCalls, findTable, show } from '#components/graph/graph-page.test-support.tsx'

answerCalls()
beforeEach(() => localStorage.clear())

/** The language is loaded on first use, which takes a busy machine its time. */
const patient = { timeout: 10_000 }
const box = (name: 'Find in the graph' | 'Hide from the graph') => screen.getByRole('combobox', { name })
const find = () => box('Find in the graph')
const hide = () => box('Hide from the graph')
const findOptions = async () =>
  within(await screen.findByRole('listbox', {}, patient))
    .getAllByRole('option')
    .map((option) => option.textContent ?? '')
const activeOption = () => document.getElementById(find().getAttribute('aria-activedescendant') ?? '')

describe('completion', () => {
  it('writes a whole query by keys alone: operand, operator, a value seen in the graph', async () => {
    show('ns=shop,books&as=table')
    await findTable('Nodes of the graph')
    await userEvent.type(find(), 'names')
    expect(await findOptions()).toEqual([expect.stringMatching(/^namespace/)])
    expect(find().getAttribute('aria-expanded')).toBe('true')
    await userEvent.keyboard('{ArrowDown}')
    expect(activeOption()?.textContent).toMatch(/^namespace.*Namespace/)
    await userEvent.keyboard('{Enter}')
    expect(find()).toHaveProperty('value', 'namespace ')
    expect((await findOptions())[0]).toMatch(/^=is$/)
    await userEvent.keyboard('{ArrowDown}{Enter}')
    expect(await findOptions()).toEqual(['shop', 'books'])
    await userEvent.keyboard('{ArrowDown}{ArrowDown}{Enter}')
    expect(find()).toHaveProperty('value', 'namespace = books ')
    await screen.findByText('1 found', { selector: '[role=status] > *' }, patient)
    expect(address().get('find')).toBe('namespace = books ')
  })

  it('offers presets in an empty box, and uses one at once', async () => {
    show('ns=shop,books&as=table')
    await findTable('Nodes of the graph')
    await userEvent.click(hide())
    const list = within(await screen.findByRole('listbox', {}, patient))
    await userEvent.click(list.getByRole('option', { name: /is healthy/ }))
    await waitFor(() => expect(address().get('hide')).toBe('is healthy'))
    await screen.findByText('4 hidden')
    await screen.findByText('1 node')
  })

  it('goes by Escape, and the text by a second one', async () => {
    show('ns=shop,books&as=table')
    await findTable('Nodes of the graph')
    await userEvent.type(find(), 'na')
    await screen.findByRole('listbox', {}, patient)
    await userEvent.keyboard('{Escape}')
    expect(screen.queryByRole('listbox')).toBeNull()
    expect(find()).toHaveProperty('value', 'na')
    await userEvent.keyboard('{Escape}')
    expect(find()).toHaveProperty('value', '')
  })

  it('remembers what was used, and offers it again', async () => {
    show('ns=shop,books&as=table')
    await findTable('Nodes of the graph')
    await userEvent.type(find(), 'version = v7{Enter}')
    await screen.findByText('nothing found', { selector: '[role=status] > *' }, patient)
    await userEvent.clear(find())
    await userEvent.click(find())
    await waitFor(async () => expect(await findOptions()).toContainEqual('version = v7'), patient)
  })
})

describe('a text that is no query', () => {
  it('is told with its place and what was meant; the last valid result stays', async () => {
    show('ns=shop,books&as=table&find=pay')
    await screen.findByText('1 found', { selector: '[role=status] > *' }, patient)
    await userEvent.clear(find())
    await userEvent.type(find(), 'nam = db{Escape}')
    const alert = await screen.findByRole('alert', {}, patient)
    expect(alert.textContent).toMatch(/Nothing can be asked by “nam”\. \(character 1\)/)
    expect(find().getAttribute('aria-invalid')).toBe('true')
    expect(find().getAttribute('aria-describedby')).toBe(alert.id)
    expect(address().get('find')).not.toBe('nam = db')
    await userEvent.click(within(alert).getByRole('button', { name: 'Write name' }))
    expect(find()).toHaveProperty('value', 'name = db')
    expect(screen.queryByRole('alert')).toBeNull()
    await waitFor(() => expect(address().get('find')).toBe('name = db'), patient)
  })

  it('is not told while its end is still being written, but at Enter', async () => {
    show('ns=shop,books&as=table')
    await findTable('Nodes of the graph')
    await userEvent.type(find(), 'name = ')
    await screen.findByRole('listbox', {}, patient)
    expect(screen.queryByRole('alert')).toBeNull()
    await userEvent.keyboard('{Enter}')
    expect((await screen.findByRole('alert', {}, patient)).textContent).toMatch(/A value is expected after =/)
  })

  it('in a link is told too, and finds nothing', async () => {
    show('ns=shop,books&as=table&find=rt+%3E+soon')
    expect((await screen.findByRole('alert', {}, patient)).textContent).toMatch(/compared with a number/)
    expect(screen.getByText('nothing found', { selector: '[role=status] > *' })).toBeTruthy()
  })
})

describe('what is found and hidden', () => {
  it('is walked by Enter and back by Shift and Enter, edges in the rows of edges', async () => {
    show('ns=shop,books&as=table&find=pay+OR+tcp+%3E+1')
    await screen.findByText('2 found', { selector: '[role=status] > *' }, patient)
    find().focus()
    await userEvent.keyboard('{Enter}')
    expect(address().get('sel')).toBe('node:shop/pay')
    await screen.findByText('1 of 2 found')
    await userEvent.keyboard('{Enter}')
    expect(address().get('sel')).toBe('edge:shop/pay>shop/db>tcp')
    expect(address().get('rows')).toBe('edges')
    await userEvent.keyboard('{Shift>}{Enter}{/Shift}')
    expect(address().get('sel')).toBe('node:shop/pay')
  })

  it('leaves the table, its counts and the panel', async () => {
    show('ns=shop,books&as=table&hide=name+%3D+pay')
    const table = await findTable('Nodes of the graph')
    expect(within(table).queryByText(/pay/)).toBeNull()
    await screen.findByText('0 edges')
    await screen.findByText('3 hidden')
    expect(screen.getByRole('complementary', { name: 'Details' }).textContent).toMatch(/2 nodes, 0 edges/)
  })

  it('says so when everything is hidden, and brings it back', async () => {
    show('ns=shop,books&as=table&hide=NOT+name+%3D+nobody')
    await screen.findByText('Everything is hidden', {}, patient)
    await userEvent.click(screen.getByRole('button', { name: 'Show it again' }))
    await findTable('Nodes of the graph')
    expect(address().get('hide')).toBeNull()
  })
})

describe('the help', () => {
  it('lists the language, and keeps a query under a name', async () => {
    show('ns=shop,books&as=table&find=pay')
    await screen.findByText('1 found', { selector: '[role=status] > *' }, patient)
    await userEvent.click(screen.getByRole('button', { name: 'The find and hide language' }))
    const help = within(await screen.findByRole('dialog', {}, patient))
    expect((await help.findByText('responsetime, rt', {}, patient)).closest('tr')?.textContent).toMatch(
      /rt > 1s/,
    )
    await userEvent.type(help.getByRole('textbox', { name: 'Name of what is found' }), 'The till')
    await userEvent.click(help.getByRole('button', { name: 'Save' }))
    await userEvent.click(help.getByRole('button', { name: 'Hide The till' }))
    await waitFor(() => expect(address().get('hide')).toBe('pay'))
    await userEvent.clear(find())
    await userEvent.click(find())
    await waitFor(async () => expect((await findOptions())[0]).toMatch(/^The till.*pay/), patient)
  })
})
