import { headers } from 'next/headers'
import { chooseFirstQuestion } from '#components/graph/first-question.ts'
import { GraphPage } from '#components/graph/graph-page.tsx'
import { AskAhead } from '#components/query/ask-ahead.tsx'
import { readForPage } from '#server/http/read-for-page.ts'
import { readNonce } from '#server/http/read-nonce.ts'
import { listReadableNamespaces } from '#server/usecases/list-readable-namespaces.ts'

interface PageParams {
  readonly searchParams: Promise<Readonly<Record<string, string | string[] | undefined>>>
}

export default async function Page({ searchParams }: PageParams) {
  const sent = await headers()
  const query = new URLSearchParams(
    Object.entries(await searchParams).flatMap(([key, value]) =>
      typeof value === 'string' ? [[key, value]] : [],
    ),
  )
  const readable = await readForPage(sent, listReadableNamespaces)
  const question = readable && chooseFirstQuestion(query, readable)
  return (
    <>
      {question ? <AskAhead {...question} nonce={readNonce(sent.get('content-security-policy'))} /> : null}
      <GraphPage />
    </>
  )
}
