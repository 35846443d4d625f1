import { TokensPage } from '#components/security/tokens/tokens-page.tsx'

export default function Page() {
  return <TokensPage />
}
