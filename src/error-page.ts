import { html } from 'hono/html';
import { type Html, renderPage } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import type { Office } from '#services/deps.ts';

const texts = {
  404: {
    title: 'Nie ma takiej strony',
    body: 'Adres mógł się zmienić albo został przepisany z błędem.',
  },
  413: {
    title: 'Za dużo danych',
    body: 'Formularz jest za długi, więc nic nie zostało przyjęte. Skróć tekst i wyślij ponownie.',
  },
  500: {
    title: 'Coś się nie udało',
    body: 'To błąd po naszej stronie; został zapisany. Spróbuj ponownie za chwilę.',
  },
} as const;

/** What a person sees instead of a page that isn't there or failed; nothing of the failure itself. */
export function renderErrorPage(options: {
  readonly status: keyof typeof texts;
  readonly office: Office;
}): Html {
  const { title, body } = texts[options.status];
  return renderPage({
    title,
    siteName: options.office.settings.officeName,
    siteHref: paths.home,
    mode: options.office.mode,
    width: 'narrow',
    body: html`<p>${body}</p><p><a href="${paths.home}">Strona główna</a></p>`,
  });
}
