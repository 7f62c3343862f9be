import type { Context } from 'hono';
import { html } from 'hono/html';
import { paths } from '#html/paths.ts';
import type { ServiceErrorCode } from '#services/errors.ts';
import { renderGatePage } from './frame.ts';
import type { AdminContext } from './session.ts';

const words: Readonly<
  Record<
    ServiceErrorCode,
    { readonly status: 403 | 404 | 409 | 422 | 429; readonly title: string; readonly text: string }
  >
> = {
  not_found: {
    status: 404,
    title: 'Nie ma takiej strony',
    text: 'Odnośnik jest nieaktualny albo był już użyty. Poproś administratora o nowy lub wróć do strony głównej.',
  },
  forbidden: {
    status: 403,
    title: 'Tego nie można zrobić',
    text: 'Twoje konto nie ma do tego uprawnień albo formularz pochodzi z poprzedniego logowania. Otwórz stronę jeszcze raz i spróbuj ponownie.',
  },
  conflict: {
    status: 409,
    title: 'Stan się zmienił',
    text: 'Ktoś zmienił to w międzyczasie. Otwórz stronę jeszcze raz i sprawdź aktualny stan.',
  },
  too_late: { status: 409, title: 'Już za późno', text: 'Tej czynności nie można już wykonać.' },
  too_many: { status: 429, title: 'Za dużo prób', text: 'Odczekaj chwilę i spróbuj ponownie.' },
  invalid: {
    status: 422,
    title: 'Formularz jest niekompletny',
    text: 'Otwórz stronę jeszcze raz i wypełnij formularz od nowa.',
  },
};

const notForThisAccount = {
  status: 403,
  title: 'To nie jest strona dla Twojego konta',
  text: 'Twoja rola jej nie obejmuje. Jeśli jej potrzebujesz, poproś administratora o inną rolę.',
} as const;

/** A service's refusal as a page; nothing was done. */
export async function renderRefusalPage(
  admin: AdminContext,
  refusal: { readonly c: Context; readonly code: ServiceErrorCode },
): Promise<Response> {
  const { c, code } = refusal;
  // Looking at a page has no form that could be old.
  const isPage = code === 'forbidden' && c.req.method === 'GET';
  const { status, title, text } = isPage ? notForThisAccount : words[code];
  const page = renderGatePage(admin, {
    title,
    body: html`<p class="lead">${text}</p><p><a href="${paths.admin.home}">Strona główna panelu</a></p>`,
  });
  return c.html(page, status);
}
