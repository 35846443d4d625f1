'use client'
import { lazy } from 'react'
import { WhatIfPage } from '#components/security/what-if/what-if-page.tsx'

// Features do not know each other, so the page hands one's editor to the other.
const Editor = lazy(async () => ({
  default: (await import('#components/istio-config/editor/marked-text.tsx')).MarkedText,
}))

export default function Page() {
  return <WhatIfPage editor={Editor} />
}
