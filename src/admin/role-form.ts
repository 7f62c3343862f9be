// The fields that give an account its role and what the role is limited to.
import { html } from 'hono/html';
import { listLocalities } from '#db/places.ts';
import { displayLocality } from '#domain/places.ts';
import { isScopeMissing, type StaffRole, type StaffScope, staffRoles } from '#domain/roles.ts';
import { type Problems, renderRadios } from '#html/forms.ts';
import type { Html } from '#html/layout.ts';

import { roleWords } from './role-words.ts';
import type { AdminContext, Form } from './session.ts';

type RoleRequest = { readonly role: StaffRole; readonly scope: StaffScope };

export type ParsedRole =
  | ({ readonly ok: true } & RoleRequest)
  | { readonly ok: false; readonly problems: Problems };

/** Reads the fields; what the office does not have is left out. */
export function parseRole(admin: AdminContext, form: Form): ParsedRole {
  const role = staffRoles.find((one) => one === form.rola);
  if (role === undefined) return { ok: false, problems: { rola: 'Wybierz rolę.' } };
  const { places, areas, categories } = admin.deps.office();
  const ticked = (mark: string): string[] =>
    Object.keys(form).flatMap((name) => (name.startsWith(mark) ? [name.slice(mark.length)] : []));
  const scope = {
    localities: ticked('wies_').filter((sym) => places.findLocality(sym) !== null),
    areaIds: areas.map(({ id }) => id).filter((id) => form[`rejon_${id}`] === '1'),
    categories: categories.map(({ key }) => key).filter((key) => form[`kategoria_${key}`] === '1'),
  };
  if (!isScopeMissing(role, scope)) return { ok: true, role, scope };
  const problems: Problems =
    role === 'local'
      ? { miejsca: 'Zaznacz co najmniej jedną miejscowość albo rejon sołtysa.' }
      : { kategorie: 'Zaznacz co najmniej jedną kategorię.' };
  return { ok: false, problems };
}

/** What the fields show of an account. */
export function toRoleForm(account: { readonly role: StaffRole } & StaffScope): Form {
  return {
    rola: account.role,
    ...Object.fromEntries(account.localities.map((sym) => [`wies_${sym}`, '1'])),
    ...Object.fromEntries(account.areaIds.map((id) => [`rejon_${id}`, '1'])),
    ...Object.fromEntries(account.categories.map((key) => [`kategoria_${key}`, '1'])),
  };
}

export async function renderRoleFields(
  admin: AdminContext,
  fields: { readonly form: Form; readonly problems: Problems },
): Promise<Html> {
  const { form, problems } = fields;
  const { areas, categories } = admin.deps.office();
  const localities = await listLocalities(admin.deps.db, admin.deps.office().settings.tercs);
  return html`${renderRadios({
    name: 'rola',
    legend: 'Rola',
    value: form.rola,
    problem: problems.rola,
    choices: staffRoles.map((role) => ({
      value: role,
      label: roleWords[role].name,
      hint: roleWords[role].hint,
    })),
  })}
${renderBoxes({
  name: 'miejsca',
  legend: 'Miejsca sołtysa',
  hint: 'Tylko dla roli Sołtys.',
  problem: problems.miejsca,
  isOpen: form.rola === 'local' || problems.miejsca !== undefined,
  boxes: [
    ...localities.map((one) => ({ name: `wies_${one.sym}`, label: displayLocality(one) })),
    ...areas.map(({ id, name }) => ({ name: `rejon_${id}`, label: `Rejon ${name}` })),
  ],
  form,
})}
${renderBoxes({
  name: 'kategorie',
  legend: 'Kategorie opiekuna',
  hint: 'Tylko dla roli Opiekun kategorii.',
  problem: problems.kategorie,
  isOpen: form.rola === 'topical' || problems.kategorie !== undefined,
  boxes: categories
    .filter((category) => category.isActive)
    .map(({ key, name }) => ({ name: `kategoria_${key}`, label: name })),
  form,
})}`;
}

/** Folded away while no limited role needs it. */
function renderBoxes(group: {
  readonly name: string;
  readonly legend: string;
  readonly hint: string;
  readonly problem: string | undefined;
  readonly isOpen: boolean;
  readonly boxes: readonly { readonly name: string; readonly label: string }[];
  readonly form: Form;
}): Html {
  const { name, legend, hint, problem, boxes, form } = group;
  return html`<details class="field"${group.isOpen ? html` open` : ''}><summary>${legend}</summary>
<fieldset id="${name}" class="field${problem === undefined ? '' : ' has-problem'}">
<legend class="hidden-text">${legend}</legend>
<p class="hint">${hint}</p>
${problem === undefined ? '' : html`<p class="problem" id="${name}-problem">${problem}</p>`}
${boxes.map(
  (box) =>
    html`<div class="choice"><input type="checkbox" id="${box.name}" name="${box.name}" value="1"${form[box.name] === '1' ? html` checked` : ''}><label for="${box.name}">${box.label}</label></div>`,
)}
</fieldset></details>`;
}
