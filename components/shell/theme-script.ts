/**
 * Runs in the page's head before anything is painted, so that no theme flashes. It repeats theme.ts's rule in the few
 * words that an inline script may have, and gives up quietly where storage is refused.
 */
export const themeScript =
  "(function(){var t;try{t=localStorage.getItem('vardia.theme')}catch(e){}" +
  "if(t!=='light'&&t!=='dark')t=matchMedia('(prefers-color-scheme: dark)').matches?'dark':'light';" +
  'document.documentElement.dataset.theme=t})()'
