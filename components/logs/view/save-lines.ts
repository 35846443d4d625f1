import type { Entry } from '#components/logs/feed/line-store.ts'
import { saveFile } from '#components/ui/save-file.ts'

/** Lines as `kubectl logs --timestamps --prefix` tells them: whole, as they were written. */
export function formatLines(entries: readonly Entry[]): string {
  return entries.map(({ line }) => `[pod/${line.pod}/${line.container}] ${line.time} ${line.text}\n`).join('')
}

/** Hands the person a file of the lines, named by whose they are and when. */
export function saveLines(entries: readonly Entry[], subject: string, nowMs: number): void {
  const stamp = new Date(nowMs).toISOString().slice(0, 19).replaceAll(':', '')
  saveFile(
    new Blob([formatLines(entries)], { type: 'text/plain;charset=utf-8' }),
    `logs-${subject}-${stamp}Z.log`,
  )
}
