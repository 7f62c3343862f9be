// The html room: parts of pages, rendered by hono/html, which escapes every value that is not `html` itself.
import { html } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';
import { assetPath } from './assets.ts';
import { paths } from './paths.ts';

export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

type NavItem = {
  readonly href: string;
  readonly label: string;
  readonly isCurrent: boolean;
  /** A count beside the label. */
  readonly badge?: Html;
};

export type Page = {
  /** Also the one h1, unless `heading` says it otherwise. */
  readonly title: string;
  readonly heading?: Html | string;
  /** Stands before the title in the browser's tab: how much waits. */
  readonly titleMark?: Html;
  readonly siteName: string;
  /** Pages for residents may be in another language than Polish. */
  readonly language?: { readonly code: string; readonly skip: string };
  /** The office's crest, before its name. */
  readonly crest?: Html;
  /** Addresses of stylesheets after the common one. */
  readonly sheets?: readonly string[];
  /** Where the site's name leads. */
  readonly siteHref: string;
  readonly mode: 'practice' | 'live';
  readonly nav?: readonly NavItem[];
  /** Right end of the head: who is logged in, the way out. */
  readonly account?: Html;
  /** Narrow pages hold one form; wide ones hold tables. */
  readonly width?: 'narrow' | 'wide';
  readonly scripts?: readonly string[];
  /** A page that shows a passing state without JavaScript asks for itself again after so many seconds. */
  readonly refreshSeconds?: number;
  readonly body: Html;
};

/** A whole page: landmarks, skip link, the practice bar, one h1. */
export function renderPage(page: Page): Html {
  const isPractice = page.mode === 'practice';
  return html`<!doctype html>
<html lang="${page.language?.code ?? 'pl'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${page.titleMark ?? ''}${isPractice ? 'ĆWICZENIA · ' : ''}${page.title} · ${page.siteName}</title>
<link rel="stylesheet" href="${assetPath('style.css')}">
${(page.sheets ?? []).map((href) => html`<link rel="stylesheet" href="${href}">`)}
<link rel="icon" href="${assetPath(isPractice ? 'icon-practice.svg' : 'icon.svg')}" type="image/svg+xml">
${page.refreshSeconds === undefined ? '' : html`<noscript><meta http-equiv="refresh" content="${page.refreshSeconds}"></noscript>`}
${(page.scripts ?? []).map((name) => html`<script type="module" src="${assetPath(name)}"></script>`)}
</head>
<body${isPractice ? html` class="practice"` : ''}>
<a class="skip" href="#strona">${page.language?.skip ?? 'Przejdź do treści'}</a>
${isPractice ? renderPracticeBar(page) : ''}
<header class="site">
<div class="inner">
<p class="brand"><a href="${page.siteHref}">${page.crest ?? ''}${page.siteName}</a></p>
${page.account ?? ''}
</div>
${page.nav === undefined ? '' : renderNav(page.nav)}
</header>
<main id="strona" tabindex="-1" class="${page.width ?? 'wide'}">
<h1>${page.heading ?? page.title}</h1>
${page.body}
</main>
${isPractice ? html`<p class="practice-end" lang="pl" aria-hidden="true">ĆWICZENIA</p>` : ''}
</body>
</html>`;
}

/** Stays on top while one scrolls, and stands on paper too; the panel's pages lead to the exercises as well. */
function renderPracticeBar({ nav }: Pick<Page, 'nav'>): Html {
  return html`<aside class="practice-bar" lang="pl" aria-label="Tryb pracy"><p><strong>ĆWICZENIA</strong> — nic nie jest wysyłane naprawdę. <a href="${paths.phone}">Telefon do ćwiczeń</a>${nav === undefined ? '' : html` <a href="${paths.admin.exercises}">Ćwiczenia z przewodnikiem</a>`}</p></aside>`;
}

function renderNav(items: readonly NavItem[]): Html {
  return html`<nav aria-label="Główne"><ul>${items.map(
    (item) =>
      html`<li><a href="${item.href}"${item.isCurrent ? html` aria-current="page"` : ''}>${item.label}${item.badge ?? ''}</a></li>`,
  )}</ul></nav>`;
}

/** A short message set off from the text; `alert` is read out at once. */
export function renderNotice(notice: {
  readonly kind: 'info' | 'good' | 'warning' | 'danger';
  readonly body: Html | string;
}): Html {
  const role = notice.kind === 'danger' ? 'alert' : 'status';
  return html`<div class="notice ${notice.kind}" role="${role}">${notice.body}</div>`;
}
