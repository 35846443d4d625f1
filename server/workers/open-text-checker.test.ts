import { afterEach, describe, expect, it } from 'vitest'
import { openTextChecker, type TextChecker } from '#server/workers/open-text-checker.ts'

let checker: TextChecker | undefined
afterEach(() => checker?.close())

const signal = new AbortController().signal
/** Takes a parser seconds, though no document of it is too large by itself. */
const large = Array.from({ length: 12_000 }, (_, at) => `key${at}: [${at}, {a: ${at}}]`).join('\n')
const endless = Array.from({ length: 12 }, () => large).join('\n---\n')

describe('the thread that reads texts', () => {
  it('answers in turn, each text its own', async () => {
    checker = openTextChecker()
    const texts = ['a: 1', 'b: 2', 'c: 3']
    const answers = await Promise.all(texts.map((text) => checker?.check(text, { signal })))
    expect(
      answers.map((answer) => answer && 'checked' in answer && answer.checked.documents[0]?.value),
    ).toEqual([{ a: 1 }, { b: 2 }, { c: 3 }])
  })

  it('is killed with a text that takes too long, and the next text is read all the same', async () => {
    checker = openTextChecker({ deadlineMs: 500 })
    const [slow, next] = await Promise.all([
      checker.check(endless, { signal }),
      checker.check('a: 1', { signal }),
    ])
    expect(slow).toEqual({ fault: 'too-slow' })
    expect(next).toHaveProperty('checked')
  })

  it('leaves the thread of the process free', async () => {
    checker = openTextChecker({ deadlineMs: 1_000 })
    let turns = 0
    const turning = setInterval(() => {
      turns += 1
    }, 5)
    await checker.check(endless, { signal })
    clearInterval(turning)
    expect(turns).toBeGreaterThan(5)
  })

  it('lets go of who has gone', async () => {
    checker = openTextChecker()
    const gone = new AbortController()
    const asked = checker.check('a: 1', { signal: gone.signal })
    gone.abort(new Error('gone'))
    await expect(asked).rejects.toThrow('gone')
    expect(await checker.check('b: 2', { signal })).toHaveProperty('checked')
  })
})
