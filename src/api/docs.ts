// /api/docs: the document as a page, for those who connect a system. Rendered here, from the very document that is
// served, so that it can't say anything else; nothing is fetched from elsewhere.
import { Hono } from 'hono';
import { html } from 'hono/html';
import { assetPath } from '#html/assets.ts';
import { type Html, renderPage } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import { renderTable } from '#html/tables.ts';
import type { Deps } from '#services/deps.ts';
import { writeCurl } from './docs-curl.ts';
import {
  asList,
  asNode,
  describeField,
  describeType,
  exampleOf,
  type FieldRow,
  listFields,
  type Node,
  type TypeWords,
} from './docs-schema.ts';
import { listProblemTypes } from './problems.ts';

export type ApiDocsOptions = {
  readonly deps: Pick<Deps, 'office'>;
  readonly publicUrl: string | undefined;
  /** Gives the document as it is served. */
  readonly api: { readonly request: (path: string) => Response | Promise<Response> };
};

type Operation = {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly tag: string;
  readonly scope: string;
  readonly isPublic: boolean;
  readonly summary: string;
  readonly description: string;
  readonly parameters: readonly Node[];
  readonly body: Node | undefined;
  readonly responses: readonly { readonly status: string; readonly response: Node }[];
};

/** The reference page, to be mounted at /api/docs. */
export function createApiDocs({ deps, publicUrl, api }: ApiDocsOptions): Hono {
  const app = new Hono();
  let document: Node | undefined;
  app.get('/', async (c) => {
    document ??= asNode(await (await api.request('/openapi.json')).json());
    const { mode, settings } = deps.office();
    const origin = publicUrl === undefined ? new URL(c.req.url).origin : new URL(publicUrl).origin;
    return c.html(
      renderPage({
        title: 'API reference',
        siteName: settings.officeName,
        siteHref: paths.home,
        language: { code: 'en', skip: 'Skip to content' },
        sheets: [assetPath('api.css')],
        mode,
        body: renderDocument(document, `${origin}/api/v1`),
      }),
    );
  });
  return app;
}

function renderDocument(document: Node, base: string): Html {
  const operations = readOperations(document);
  const tags = asList(document.tags).map(asNode);
  const schemas = Object.entries(asNode(asNode(document.components).schemas));
  const of = (tag: Node): readonly Operation[] => operations.filter((one) => one.tag === tag.name);
  return html`${renderParagraphs(asNode(document.info).description)}
<p>${renderInline(asNode(asNode(asNode(document.components).securitySchemes).token).description)}</p>
<p>Base address: <code>${base}</code>. The document itself, OpenAPI 3.1: <a href="/api/v1/openapi.json">openapi.json</a>.</p>
<nav class="contents" aria-label="Contents">
${tags.map(
  (tag) => html`<p><a href="#tag-${tag.name}">${tag.description}</a></p>
<ul>${of(tag).map((one) => html`<li><a href="#${one.id}"><code>${one.method} ${one.path}</code></a> ${renderInline(one.summary)}</li>`)}</ul>`,
)}
<p><a href="#problems">Problems</a> · <a href="#schemas">Schemas</a></p>
</nav>
${tags.map(
  (tag) => html`<h2 id="tag-${tag.name}">${tag.description}</h2>
${of(tag).map((one) => renderOperation({ document, base, operation: one }))}`,
)}
<h2 id="problems">Problems</h2>
<p>A refusal is <code>application/problem+json</code> with a <code>type</code> of this list.</p>
${renderTable({
  caption: 'Types of problems',
  isCaptionHidden: true,
  rows: listProblemTypes(),
  empty: '',
  columns: [
    { title: 'Type', cell: ({ type }) => html`<code>${type}</code>`, isHeader: true },
    { title: 'Status', cell: ({ status }) => String(status) },
    { title: 'Meaning', cell: ({ title }) => title },
  ],
})}
<h2 id="schemas">Schemas</h2>
${schemas.map(([name, schema]) => renderSchema(document, name, asNode(schema)))}`;
}

function renderOperation(of: {
  readonly document: Node;
  readonly base: string;
  readonly operation: Operation;
}): Html {
  const { document, base, operation } = of;
  const { id, method, path, parameters, body } = operation;
  const access = operation.isPublic
    ? html`Needs no token; with scope <code>${operation.scope}</code> the limits of the network do not hold.`
    : html`Token with scope <code>${operation.scope}</code>.`;
  return html`<section aria-labelledby="${id}">
<h3 id="${id}"><code>${method} ${path}</code></h3>
<p><strong>${renderInline(operation.summary)}.</strong> ${access}</p>
${operation.description === '' ? '' : html`<p>${renderInline(operation.description)}</p>`}
${
  parameters.length === 0
    ? ''
    : renderTable<FieldRow & { readonly place: string }>({
        caption: `Parameters of ${method} ${path}`,
        isCaptionHidden: true,
        rows: parameters.map((parameter) => {
          const schema = asNode(parameter.schema);
          return {
            name: String(parameter.name),
            place: String(parameter.in),
            type: describeType(schema),
            isRequired: parameter.required === true,
            description: describeField(schema),
          };
        }),
        empty: '',
        columns: [
          { title: 'Parameter', cell: ({ name }) => html`<code>${name}</code>`, isHeader: true },
          { title: 'In', cell: ({ place }) => place },
          { title: 'Type', cell: ({ type }) => renderType(type) },
          { title: 'Needed', cell: ({ isRequired }) => (isRequired ? 'yes' : 'no') },
          { title: 'Meaning', cell: ({ description }) => renderInline(description) },
        ],
      })
}
${body === undefined ? '' : html`<p>Body: ${renderType(describeType(body))}.</p>`}
<pre tabindex="0" aria-label="Example of ${method} ${path}"><code>${writeCurl(document, base, operation)}</code></pre>
${renderTable({
  caption: `Answers of ${method} ${path}`,
  isCaptionHidden: true,
  rows: operation.responses,
  empty: '',
  columns: [
    { title: 'Answer', cell: ({ status }) => status, isHeader: true },
    { title: 'When', cell: ({ response }) => String(response.description) },
    { title: 'What', cell: ({ response }) => renderType(describeType(contentOf(response))) },
  ],
})}
</section>`;
}

function renderSchema(document: Node, name: string, schema: Node): Html {
  const choices = asList(schema.anyOf ?? schema.oneOf).map(asNode);
  const example = schema.example === undefined ? undefined : exampleOf(document, schema);
  const parts = choices.length === 0 ? [schema] : choices;
  return html`<section aria-labelledby="schema-${name}">
<h3 id="schema-${name}">${name}</h3>
${typeof schema.description === 'string' ? html`<p>${renderInline(schema.description)}</p>` : ''}
${choices.length === 0 ? '' : html`<p>One of:</p>`}
${parts.map((part, index) =>
  renderTable<FieldRow>({
    caption: parts.length === 1 ? `Fields of ${name}` : `Fields of ${name}, choice ${index + 1}`,
    isCaptionHidden: true,
    rows: listFields(part),
    empty: renderType(describeType(part)),
    columns: [
      { title: 'Field', cell: (row) => html`<code>${row.name}</code>`, isHeader: true },
      { title: 'Type', cell: ({ type }) => renderType(type) },
      { title: 'Always', cell: ({ isRequired }) => (isRequired ? 'yes' : 'no') },
      { title: 'Meaning', cell: ({ description }) => renderInline(description) },
    ],
  }),
)}
${example === undefined ? '' : html`<pre tabindex="0" aria-label="Example of ${name}"><code>${JSON.stringify(example, null, 2)}</code></pre>`}
</section>`;
}

function renderType({ words, ref }: TypeWords): Html {
  return ref === undefined
    ? html`<code>${words}</code>`
    : html`<a href="#schema-${ref}"><code>${words}</code></a>`;
}

function renderParagraphs(text: unknown): Html {
  return html`${String(text)
    .split('\n\n')
    .map((paragraph) => html`<p>${renderInline(paragraph)}</p>`)}`;
}

/** Between backticks stands code; nothing else is markup. */
function renderInline(text: unknown): Html {
  return html`${String(text)
    .split('`')
    .map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : part))}`;
}

function readOperations(document: Node): readonly Operation[] {
  return Object.entries(asNode(document.paths)).flatMap(([path, item]) =>
    Object.entries(asNode(item)).map(([method, value]) => {
      const operation = asNode(value);
      const security = asList(operation.security).map(asNode);
      return {
        id: String(operation.operationId),
        method: method.toUpperCase(),
        path,
        tag: String(asList(operation.tags)[0]),
        scope: security.flatMap(({ token }) => asList(token)).join(', '),
        isPublic: security.some((one) => Object.keys(one).length === 0),
        summary: String(operation.summary),
        description: String(operation.description ?? ''),
        parameters: asList(operation.parameters).map(asNode),
        body: operation.requestBody === undefined ? undefined : contentOf(asNode(operation.requestBody)),
        responses: Object.entries(asNode(operation.responses)).map(([status, response]) => ({
          status,
          response: asNode(response),
        })),
      };
    }),
  );
}

function contentOf(of: Node): Node {
  const [media] = Object.values(asNode(of.content));
  return asNode(asNode(media).schema);
}
