import { useFormatter } from 'next-intl'

/** When, in the time of the person who looks. */
export function useMomentText(): (moment: string) => string {
  const format = useFormatter()
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
  return (moment) => format.dateTime(new Date(moment), { dateStyle: 'medium', timeStyle: 'medium', timeZone })
}
