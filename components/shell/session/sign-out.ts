import { basePath } from '#components/query/base-path.ts'
import { sendCall } from '#components/query/send-call.ts'
import { signOut } from '#contract/sign-in.ts'

/** Ends the session everywhere and leaves for the sign-in, also when it had ended before. */
export async function leave(): Promise<void> {
  await sendCall(signOut, {}).catch(() => undefined)
  window.location.assign(`${basePath}/sign-in`)
}
