import { createTranslator } from 'use-intl/core'
import type { Finding } from '#contract/words.ts'
import messages from '#messages/en.json' with { type: 'json' }

type Section = 'problem' | 'finding' | 'notice'
type Params = Finding['params']

const translate = createTranslator({ locale: 'en', messages })

/**
 * Words a code of `messages/en.json` (`problem.CODE.title`, `problem.CODE.detail`, `finding.CODE`, `notice.CODE`) in
 * English, for answers that a person may read without our browser code. An unknown code is returned as it is, and a
 * test finds codes without words.
 */
export function wordFinding(section: Section, code: string, params: Params): Finding {
  return { code, params, text: wordKey(`${section}.${code}`, params) }
}

export function wordKey(key: string, params: Params): string {
  // The catalogue's keys are data here (codes of findings), not the literal keys that the translator's type knows.
  const known = translate as unknown as { has(key: string): boolean } & ((
    key: string,
    params: Params,
  ) => string)
  return known.has(key) ? known(key, params) : key
}
