/** The office's colour on pages for residents: readable by everyone, or refused (WCAG 2.1, 1.4.3). */

/** What letters of an ordinary size need beside their ground. */
export const leastContrast = 4.5;

type Rgb = readonly [number, number, number];

// The grounds of style.css that the colour meets: letters on paper and on the page, white letters on it.
const lightGrounds = ['#ffffff', '#f6f7f5'] as const;
const darkPaper = '#1d2321';
const darkInk = '#06120f';

/** True for #rrggbb in small letters. */
export function isColour(text: string): boolean {
  return /^#[0-9a-f]{6}$/.test(text);
}

/** WCAG's ratio of two colours, 1 to 21. */
export function contrastOf(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminanceOf(one), luminanceOf(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

/** The least contrast the colour has where pages use it. */
export function contrastOnPages(colour: string): number {
  return Math.min(...lightGrounds.map((ground) => contrastOf(colour, ground)));
}

/** The same hue, as dark as pages need it. */
export function darkenForPages(colour: string): string {
  return mixUntil(colour, '#000000', (mixed) => contrastOnPages(mixed) >= leastContrast);
}

/** The colours of both schemes made of the office's one: in the dark it is lightened until it can be read. */
export function deriveScheme(colour: string): {
  readonly light: { readonly accent: string; readonly ink: string; readonly soft: string };
  readonly dark: { readonly accent: string; readonly ink: string; readonly soft: string };
} {
  // On the soft ground letters stand in the accent too, for example a link in a notice.
  const soft = mix(colour, '#ffffff', 0.92);
  const lit = mixUntil(colour, '#ffffff', (mixed) => contrastOf(mixed, darkPaper) >= 7);
  return {
    light: { accent: colour, ink: '#ffffff', soft },
    dark: { accent: lit, ink: darkInk, soft: mix(lit, darkPaper, 0.85) },
  };
}

function mixUntil(from: string, to: string, isGood: (mixed: string) => boolean): string {
  for (let step = 0; step < 100; step += 1) {
    const mixed = mix(from, to, step / 100);
    if (isGood(mixed)) return mixed;
  }
  return to;
}

function mix(from: string, to: string, share: number): string {
  const target = toRgb(to);
  const parts = toRgb(from).map((value, at) => Math.round(value + ((target[at] ?? 0) - value) * share));
  return `#${parts.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}

function luminanceOf(colour: string): number {
  const [red = 0, green = 0, blue = 0] = toRgb(colour).map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function toRgb(colour: string): Rgb {
  const value = Number.parseInt(colour.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}
