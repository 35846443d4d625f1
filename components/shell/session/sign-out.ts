import { basePath } from '#components/query/base-path.ts'
import { goToSignIn } from '#components/query/go-to-sign-in.ts'
import { sendCall } from '#components/query/send-call.ts'
import { tellTabs } from '#components/shell/session/tell-tabs.ts'
import { signOut } from '#contract/sign-in.ts'

/** Ends the session everywhere and leaves for the sign-in, also when it had ended before. The other tabs leave too. */
export async function leave(): Promise<void> {
  await sendCall(signOut, {}).catch(() => undefined)
  tellTabs('signed-out')
  window.location.assign(`${basePath}/sign-in`)
}

/** The same, to come back to this very page with a session that lasts. */
export async function signInAgain(): Promise<void> {
  await sendCall(signOut, {}).catch(() => undefined)
  goToSignIn()
}
