// Posters and leaflets as PDF: tagged for screen readers (PDF/UA-1: language, title, structure, words for the QR code),
// with letters of their own inside, so that every printer prints the Polish ones.
// Lato (Ł. Dziedzic) is under the SIL Open Font License 1.1, which allows embedding in documents.
import { fileURLToPath } from 'node:url';
import PDFDocument from 'pdfkit';
import QRCode from 'qrcode';
import type { Poster, SheetName } from './poster-words.ts';
import { sheets } from './poster-words.ts';

type Doc = PDFKit.PDFDocument;
type Element = PDFKit.PDFStructureElement;

export type PosterLook = {
  /** #rrggbb, dark enough for white letters. */
  readonly accent: string;
  readonly crest: { readonly png: Uint8Array; readonly width: number; readonly height: number } | null;
};

const fonts = {
  text: fontPath('400Regular/Lato_400Regular.ttf'),
  bold: fontPath('700Bold/Lato_700Bold.ttf'),
  black: fontPath('900Black/Lato_900Black.ttf'),
};

function fontPath(name: string): string {
  return fileURLToPath(import.meta.resolve(`@expo-google-fonts/lato/${name}`));
}

const ink = '#1c2321';
const quiet = '#54605c';
const practiceGround = '#ffd23f';
const a4 = { width: 595.28, height: 841.89 };
// The sheets are drawn on A4 and made smaller: the sides of A4 and A5 are in one proportion.
const a5Scale = Math.SQRT1_2;

/** The sheet as a file. */
export async function drawPoster(
  name: SheetName,
  poster: Poster,
  look: PosterLook,
): Promise<Uint8Array<ArrayBuffer>> {
  const sheet = sheets[name];
  const options: PDFKit.PDFDocumentOptions = {
    size: sheet.size,
    layout: sheet.kind === 'leaflets' ? 'landscape' : 'portrait',
    margin: 0,
    lang: 'pl-PL',
    tagged: true,
    displayTitle: true,
    pdfVersion: '1.7',
    info: {
      Title: `${poster.headline}${poster.place === null ? '' : `: ${poster.place}`} (${sheet.name}, ${poster.mark})`,
      Author: poster.officeName,
      Subject: `${poster.words}, ${poster.number}`,
    },
  };
  // The published types do not know this subset yet.
  const doc = new PDFDocument(Object.assign(options, { subset: 'PDF/UA' }));
  const chunks: Uint8Array[] = [];
  const done = new Promise<void>((resolve, reject) => {
    doc.on('data', (chunk: Uint8Array) => chunks.push(chunk));
    doc.on('end', resolve);
    doc.on('error', reject);
  });
  for (const [font, path] of Object.entries(fonts)) doc.registerFont(font, path);
  const root = doc.struct('Document');
  doc.addStructure(root);
  const draw = (placing: Placing): void => {
    const drawing = { doc, root, poster, look, placing, isLeaflet: sheet.kind !== 'poster' };
    const body =
      bodySizes.find((size) => drawSheet({ ...drawing, body: size, isDry: true }) <= lowest) ?? 0.5;
    doc.save().translate(placing.x, 0).scale(placing.scale);
    drawSheet({ ...drawing, body, isDry: false });
    doc.restore();
  };
  if (sheet.kind === 'leaflets') {
    draw({ x: 0, scale: a5Scale });
    draw({ x: a4.height / 2, scale: a5Scale });
    doc.markContent('Artifact', { type: 'Layout' });
    doc.moveTo(a4.height / 2, 0).lineTo(a4.height / 2, a4.width);
    doc.dash(4, { space: 4 }).lineWidth(0.5).stroke('#888888').undash();
    doc.endMarkedContent();
  } else draw({ x: 0, scale: sheet.size === 'A5' ? a5Scale : 1 });
  root.end();
  doc.end();
  await done;
  return new Uint8Array(Buffer.concat(chunks));
}

type Placing = { readonly x: number; readonly scale: number };

type Drawing = {
  readonly doc: Doc;
  readonly root: Element;
  readonly poster: Poster;
  readonly look: PosterLook;
  readonly placing: Placing;
  readonly isLeaflet: boolean;
  /** By how much the small print is made smaller, so that long names and many categories fit. */
  readonly body: number;
  /** Only measured. */
  readonly isDry: boolean;
};

const left = 40;
const right = a4.width - left;
const inner = right - left;
const lowest = a4.height - 30;
const bodySizes = [1, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.65, 0.6, 0.55];

/**
 * One A4 of a sheet, from the top; returns where it ends. Everything that says something is in the structure, all else
 * is decoration.
 */
function drawSheet(drawing: Drawing): number {
  const { doc, poster } = drawing;
  let y = 34;
  if (poster.practice !== null) {
    decorate(drawing, () => doc.rect(0, 0, a4.width, 40).fill(practiceGround));
    const place = { x: left, y: 9, width: inner, align: 'center' } as const;
    write(drawing, { tag: 'P', text: poster.practice, ...place, font: 'black', size: 17 });
    y = 52;
  }
  y = drawBand(drawing, drawHead(drawing, y) + 12);
  y = drawHow(drawing, y + 20);
  const lists = [
    { title: 'Jak się zapisać', items: poster.steps, isNumbered: true },
    { title: poster.topicsTitle, items: poster.topics, isNumbered: false },
    ...(drawing.isLeaflet ? [{ title: poster.laterTitle, items: poster.later, isNumbered: false }] : []),
  ];
  for (const list of lists) y = drawList(drawing, { ...list, y: y + 10 });
  y = drawFacts(drawing, y + 12);
  const place = { x: left, y: a4.height - 24, width: inner, align: 'right' } as const;
  write(drawing, { tag: 'P', text: poster.mark, ...place, font: 'text', size: 9, colour: quiet });
  return y;
}

function drawHead(drawing: Drawing, y: number): number {
  const { doc, look, poster } = drawing;
  let x = left;
  if (look.crest !== null) {
    const { png, width, height } = look.crest;
    const drawn = Math.min(60, (100 * height) / width);
    const wide = (drawn * width) / height;
    decorate(drawing, () => doc.image(Buffer.from(png), left, y, { height: drawn, width: wide }));
    x += wide + 14;
  }
  const name = { text: poster.officeName, font: 'bold', size: 24, width: right - x } as const;
  const height = heightOf(doc, name);
  const room = look.crest === null ? height : Math.max(height, 60);
  write(drawing, { tag: 'P', ...name, x, y: y + (room - height) / 2 });
  return y + room;
}

/** What it is about, and for whom, in white on the office's colour. */
function drawBand(drawing: Drawing, y: number): number {
  const { doc, poster, look, isLeaflet } = drawing;
  const place = { x: left, width: inner, colour: '#ffffff' };
  const head = { ...place, text: poster.headline, font: 'black', size: isLeaflet ? 32 : 38 } as const;
  const whom = { ...place, text: poster.place ?? '', font: 'bold', size: 26 } as const;
  const headHeight = heightOf(doc, head);
  const bottom = y + headHeight + (poster.place === null ? 0 : heightOf(doc, whom) + 4) + 28;
  decorate(drawing, () => doc.rect(0, y, a4.width, bottom - y).fill(look.accent));
  write(drawing, { tag: 'H1', ...head, y: y + 12 });
  if (poster.place !== null) write(drawing, { tag: 'P', ...whom, y: y + 16 + headHeight });
  return bottom;
}

/** The words and the number, as large as the column allows, and the QR code beside them. */
function drawHow(drawing: Drawing, top: number): number {
  const { doc, root, poster, look, placing, isLeaflet } = drawing;
  const side = isLeaflet ? 160 : 176;
  const width = inner - side - 24;
  let y = top;
  const line = (text: string, style: Pick<Line, 'font' | 'size' | 'colour'>): void => {
    write(drawing, { tag: 'P', text, x: left, y, width, ...style });
    y += heightOf(doc, { text, width, ...style });
  };
  line(poster.typeLabel, { font: 'text', size: 20 });
  line(poster.words, { font: 'black', size: fitting(doc, poster.words, width), colour: look.accent });
  y += 4;
  line(poster.numberLabel, { font: 'text', size: 20 });
  line(poster.number, { font: 'black', size: fitting(doc, poster.number, width), colour: look.accent });
  const x = right - side;
  if (!drawing.isDry) {
    const at = { x, y: top, side };
    // PDF/UA asks where on its page a figure stands; the published types do not know of it yet.
    const bbox = [x, top, x + side, top + side].map(
      (place, axis) => place * placing.scale + (axis % 2 === 0 ? placing.x : 0),
    );
    const options = Object.assign({ alt: poster.qrAlt }, { bbox });
    root.add(doc.struct('Figure', options, () => drawQr(doc, poster.smsLink, at)));
  }
  const caption = { text: poster.qrLabel, font: 'text', size: 12.5, width: side } as const;
  write(drawing, { tag: 'P', ...caption, x, y: top + side + 4, align: 'center' });
  return Math.max(y, top + side + 4 + heightOf(doc, caption));
}

function drawList(
  drawing: Drawing,
  list: {
    readonly title: string;
    readonly items: readonly string[];
    readonly isNumbered: boolean;
    readonly y: number;
  },
): number {
  const { doc, root, look, body, isDry } = drawing;
  const place = { x: left, width: inner };
  const title = { ...place, text: list.title, font: 'bold', size: 18 * body, colour: look.accent } as const;
  write(drawing, { tag: 'H2', ...title, y: list.y });
  let y = list.y + heightOf(doc, title) + 2;
  const indent = 22;
  const whole = isDry ? null : doc.struct('L');
  if (whole !== null) root.add(whole);
  for (const [at, text] of list.items.entries()) {
    const label = list.isNumbered ? `${at + 1}.` : '•';
    const said = { text, font: 'text', size: 15 * body, x: left + indent, y, width: inner - indent } as const;
    if (whole !== null) {
      const item = doc.struct('LI');
      whole.add(item);
      item.add(
        doc.struct('Lbl', {}, () => put(doc, { ...said, text: label, x: left, width: indent, font: 'bold' })),
      );
      item.add(doc.struct('LBody', {}, () => put(doc, said)));
      item.end();
    }
    y += heightOf(doc, said) + 2;
  }
  whole?.end();
  return y;
}

/** Two beside two; what each costs, how to leave, who holds the data. */
function drawFacts(drawing: Drawing, top: number): number {
  const { doc, poster, look, body } = drawing;
  decorate(drawing, () => doc.moveTo(left, top).lineTo(right, top).lineWidth(2).stroke(look.accent));
  const gap = 24;
  const width = (inner - gap) / 2;
  let y = top + 8;
  for (let at = 0; at < poster.facts.length; at += 2) {
    const heights = poster.facts.slice(at, at + 2).map(({ title, text }, column) => {
      const x = left + column * (width + gap);
      const head = { text: title, font: 'bold', size: 14.5 * body, width } as const;
      const said = { text, font: 'text', size: 13 * body, width } as const;
      const below = heightOf(doc, head) + 1;
      write(drawing, { tag: 'H2', ...head, x, y });
      write(drawing, { tag: 'P', ...said, x, y: y + below });
      return below + heightOf(doc, said);
    });
    y += Math.max(...heights) + 7;
  }
  return y;
}

type FontName = keyof typeof fonts;
type Line = {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly font: FontName;
  readonly size: number;
  readonly align?: 'center' | 'right';
  readonly colour?: string;
};

function write(
  { doc, root, isDry }: Drawing,
  { tag, ...line }: Line & { readonly tag: 'H1' | 'H2' | 'P' },
): void {
  if (isDry) return;
  root.add(doc.struct(tag, {}, () => put(doc, line)));
}

function put(doc: Doc, { text, x, y, width, font, size, align, colour }: Line): void {
  doc
    .font(font)
    .fontSize(size)
    .fillColor(colour ?? ink)
    .text(text, x, y, { width, height: neverFull, ...(align === undefined ? {} : { align }) });
}

/** A text past the page's end would begin another page; where a sheet is made smaller, its end is not the page's. */
const neverFull = 10_000;

function heightOf(doc: Doc, line: Pick<Line, 'text' | 'font' | 'size' | 'width'>): number {
  return doc.font(line.font).fontSize(line.size).heightOfString(line.text, { width: line.width });
}

/** The largest size at which a line stays one line. */
function fitting(doc: Doc, text: string, width: number): number {
  const most = 54;
  const wide = doc.font('black').fontSize(most).widthOfString(text);
  return wide <= width ? most : Math.floor((most * width) / wide);
}

/** What a screen reader passes over. */
function decorate({ doc, isDry }: Drawing, draw: () => unknown): void {
  if (isDry) return;
  doc.markContent('Artifact', { type: 'Layout' });
  draw();
  doc.endMarkedContent();
}

/** As lines, sharp at any size; the quiet zone of four modules is part of it. */
function drawQr(
  doc: Doc,
  text: string,
  at: { readonly x: number; readonly y: number; readonly side: number },
): void {
  const { modules } = QRCode.create(text, { errorCorrectionLevel: 'Q' });
  const quietZone = 4;
  const module = at.side / (modules.size + 2 * quietZone);
  doc.rect(at.x, at.y, at.side, at.side).fill('#ffffff');
  for (let row = 0; row < modules.size; row += 1) {
    for (let column = 0; column < modules.size; column += 1) {
      if (modules.get(row, column) === 0) continue;
      doc.rect(at.x + (column + quietZone) * module, at.y + (row + quietZone) * module, module, module);
    }
  }
  doc.fill('#000000');
}
