import { basePath } from '#components/query/base-path.ts'
import { goToSignIn } from '#components/query/go-to-sign-in.ts'
import { sendCall } from '#components/query/send-call.ts'
import { tellTabs } from '#components/shell/session/tell-tabs.ts'
import { signOut } from '#contract/sign-in.ts'

/**
 * Ends the session everywhere and leaves: for the provider where it ends there too, else for the sign-in. The other tabs leave
 * for the sign-in. One that had ended before was ended elsewhere, and nobody else is told.
 */
export async function leave(): Promise<void> {
  const { ended, atProvider } = await sendCall(signOut, {}).catch(() => ({ ended: false, atProvider: false }))
  tellTabs('signed-out')
  if (atProvider) window.location.replace(`${basePath}/sign-in/leave`)
  else window.location.assign(`${basePath}/sign-in${ended ? '?out=console' : ''}`)
}

/** The same, to come back to this very page with a session that lasts. */
export async function signInAgain(): Promise<void> {
  await sendCall(signOut, {}).catch(() => undefined)
  goToSignIn()
}
