const DATE = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
const MOMENT = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });

/** `2 Nov 2026`, in the browser's zone. */
export const dateText = (iso: string): string => DATE.format(new Date(iso));
/** `2 Nov 2026, 11:44`, in the browser's zone. */
export const momentText = (iso: string): string => MOMENT.format(new Date(iso));
