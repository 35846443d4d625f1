'use client'
import { useTranslations } from 'next-intl'
import { type FormEvent, useState } from 'react'
import { isApiProblem } from '#components/query/api-problem.ts'
import { basePath } from '#components/query/base-path.ts'
import { sendCall } from '#components/query/send-call.ts'
import { useWrite } from '#components/query/use-write.ts'
import { Refusal, Submit } from '#components/sign-in/form-parts.tsx'
import { goTo } from '#components/sign-in/go-to.ts'
import { TextInput } from '#components/ui/input.tsx'
import { session } from '#contract/session.ts'
import { signInByToken } from '#contract/sign-in.ts'

export function TokenForm({
  returnTo,
  onBegin,
}: {
  readonly returnTo: string
  readonly onBegin: () => void
}) {
  const t = useTranslations('signIn')
  const [token, setToken] = useState('')
  const [isLost, setLost] = useState(false)
  const signIn = useWrite(signInByToken)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setLost(false)
    onBegin()
    signIn.mutate(
      { token, returnTo },
      {
        onSuccess: async (answer) => {
          if (await isKnown()) goTo(`${basePath}${answer.returnTo}`)
          else setLost(true)
        },
      },
    )
  }
  return (
    <form onSubmit={submit}>
      <Refusal problem={isLost ? { message: t('noCookie', { host: window.location.host }) } : signIn.error} />
      <div className="space-y-4 px-6 py-5">
        <div className="block space-y-1.5">
          <span aria-hidden className="font-medium">
            {t('token')}
          </span>
          <TextInput
            type="password"
            name="token"
            aria-label={t('token')}
            aria-describedby="token-hint"
            className="w-full"
            required
            value={token}
            onChange={(event) => setToken(event.target.value)}
          />
        </div>
        <div id="token-hint" className="space-y-1 text-small text-muted">
          <p>{t('tokenHint')}</p>
          <code className="block overflow-x-auto rounded-control bg-sunken px-2 py-1 font-mono text-fg">
            kubectl create token ACCOUNT -n NAMESPACE
          </code>
        </div>
        <Submit busy={signIn.isPending || (signIn.isSuccess && !isLost)}>{t('title')}</Submit>
      </div>
    </form>
  )
}

/** Whether the browser sends the cookie that it was just given: else the next page would lead back here without a word. */
async function isKnown(): Promise<boolean> {
  return sendCall(session, {}).then(
    () => true,
    (error) => !(isApiProblem(error) && error.body?.code === 'sign-in-needed'),
  )
}
