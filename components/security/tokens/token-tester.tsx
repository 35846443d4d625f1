'use client'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { useEffect, useId, useState } from 'react'
import { paths } from '#components/mesh/paths.ts'
import { buildAccessQuery, firstAccessState } from '#components/security/access/url.ts'
import { checkToken, type TokenCheck } from '#components/security/tokens/check-token.ts'
import { type ParsedToken, parseToken } from '#components/security/tokens/parse-token.ts'
import { toneText } from '#components/ui/badge.tsx'
import { Card } from '#components/ui/card.tsx'
import { cx } from '#components/ui/cx.ts'
import { FailingIcon, HealthyIcon, UnknownIcon } from '#components/ui/icons.tsx'
import type { TokenRule } from '#contract/request-authentication.ts'

const box = 'w-full rounded-control border border-line-strong bg-surface p-2 font-mono text-small break-all'

/** Takes a token apart in this browser; it is sent nowhere. Of one that is good its claims may be asked about. */
export function TokenTester({ rules }: { readonly rules: readonly TokenRule[] }) {
  const t = useTranslations('security.tokens')
  const [text, setText] = useState('')
  const [keys, setKeys] = useState('')
  const [tokenId, keysId] = [useId(), useId()]
  const parsed = parseToken(text)
  return (
    <Card title={t('tester')}>
      <div className="grid gap-4 p-4 lg:grid-cols-2">
        <div className="space-y-3">
          <p className="text-muted">{t('testerLead')}</p>
          <label htmlFor={tokenId} className="block font-medium">
            {t('token')}
          </label>
          <textarea
            id={tokenId}
            rows={6}
            spellCheck={false}
            autoComplete="off"
            className={box}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
          <label htmlFor={keysId} className="block font-medium">
            {t('keys')}
          </label>
          <textarea
            id={keysId}
            rows={4}
            spellCheck={false}
            autoComplete="off"
            className={box}
            value={keys}
            onChange={(event) => setKeys(event.target.value)}
          />
          <p className="text-small text-muted">{t('keysHint')}</p>
        </div>
        <div className="min-w-0 space-y-3" aria-live="polite">
          {parsed === undefined ? <p className="text-muted">{t('nothingYet')}</p> : null}
          {parsed && 'fault' in parsed ? (
            <p className="flex items-start gap-1.5 text-failing">
              <FailingIcon size={16} className="mt-0.5 shrink-0" />
              {t(`fault.${parsed.fault}`)}
            </p>
          ) : null}
          {parsed && 'token' in parsed ? (
            <Verdicts key={text} token={parsed.token} rules={rules} keys={keys} />
          ) : null}
        </div>
      </div>
    </Card>
  )
}

interface Checked {
  readonly rule: TokenRule | undefined
  readonly check: TokenCheck
}

/** Undefined until the browser has verified it. */
function useChecks(
  token: ParsedToken,
  rules: readonly TokenRule[],
  keys: string,
): readonly Checked[] | undefined {
  const [checked, setChecked] = useState<readonly Checked[]>()
  // The browser verifies asynchronously, outside of React.
  useEffect(() => {
    let isCurrent = true
    const own = rules.filter(({ issuer }) => issuer === '' || issuer === token.claims['iss'])
    const check = async (rule: TokenRule | undefined): Promise<Checked> => ({
      rule,
      check: await checkToken(
        token,
        rule ?? { issuer: '', audiences: [] },
        keys.trim() === '' ? (rule?.jwks ?? '') : keys,
        Date.now(),
      ),
    })
    void Promise.all(own.length > 0 ? own.map(check) : [check(undefined)]).then((all) => {
      if (isCurrent) setChecked(all)
    })
    return () => {
      isCurrent = false
    }
  }, [token, rules, keys])
  return checked
}

/** The rules of the token's issuer; where there is none, the token by itself. */
function Verdicts({
  token,
  rules,
  keys,
}: {
  readonly token: ParsedToken
  readonly rules: readonly TokenRule[]
  readonly keys: string
}) {
  const t = useTranslations('security.tokens')
  const checked = useChecks(token, rules, keys)
  const claims = JSON.stringify(token.claims)
  const mayAsk = checked?.some(({ check }) => check.state === 'accepted') && claims.length <= 4_000
  return (
    <>
      <ul className="space-y-3">
        {(checked ?? []).map(({ rule, check }) => (
          <li
            key={rule ? `${rule.policy.namespace}/${rule.policy.name} ${rule.index}` : ''}
            className="space-y-1"
          >
            <StateLine state={check.state} />
            <p className="text-muted">
              {rule
                ? t('byRule', { policy: `${rule.policy.namespace}/${rule.policy.name} #${rule.index + 1}` })
                : t('byNoRule')}
            </p>
            <ul className="list-disc pl-5 marker:text-muted">
              {check.reasons.map((reason) => (
                <li key={reason}>{t(`reason.${reason}`)}</li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
      {mayAsk ? (
        <p>
          <Link
            href={paths.access(buildAccessQuery({ ...firstAccessState, tab: 'ask', claims }))}
            className="text-accent underline underline-offset-2"
          >
            {t('ask')}
          </Link>
        </p>
      ) : null}
      <h3 className="font-medium">{t('contents')}</h3>
      <pre className="max-h-80 overflow-auto rounded-control bg-sunken p-3 font-mono text-small break-all whitespace-pre-wrap">
        {JSON.stringify({ header: token.header, claims: token.claims }, null, 2)}
      </pre>
    </>
  )
}

const looks = {
  accepted: { tone: 'healthy', icon: HealthyIcon },
  refused: { tone: 'failing', icon: FailingIcon },
  unknown: { tone: 'unknown', icon: UnknownIcon },
} as const

function StateLine({ state }: Pick<TokenCheck, 'state'>) {
  const t = useTranslations('security.tokens')
  const { tone, icon: Icon } = looks[state]
  return (
    <p className={cx('flex items-center gap-1.5 font-medium', toneText[tone])}>
      <Icon size={16} className="shrink-0" />
      {t(`state.${state}`)}
    </p>
  )
}
