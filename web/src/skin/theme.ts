export type Theme = 'system' | 'light' | 'dark';

const key = 'theme';

export function keptTheme(): Theme {
  const kept = localStorage.getItem(key);
  return kept === 'light' || kept === 'dark' ? kept : 'system';
}

/** Every colour is a light-dark() pair, so the theme is one attribute that sets `color-scheme`. */
export function wear(theme: Theme): void {
  if (theme === 'system') localStorage.removeItem(key);
  else localStorage.setItem(key, theme);
  document.documentElement.dataset.theme = theme;
}
