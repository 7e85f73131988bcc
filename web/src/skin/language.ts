import { i18n } from '@lingui/core';
import { messages as russian } from './locales/ru.po';

// Its catalogue holds only what has numbers or names within: any other sentence is its own Russian (vite.config.ts).
i18n.setMessagesCompiler((sentence) => [sentence]);

/** Russian is what nearly everyone reads, so it comes with the first script; English is brought when asked for. */
export async function speak(language: string): Promise<void> {
  if (language === 'en') {
    const { messages } = await import('./locales/en.po');
    i18n.loadAndActivate({ locale: 'en', messages });
  } else {
    i18n.loadAndActivate({ locale: 'ru', messages: russian });
  }
  document.documentElement.lang = i18n.locale;
}
