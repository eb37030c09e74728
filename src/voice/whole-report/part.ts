/** A part of the whole report: plain words, no code marks, so that any surface can lay it out. */
export interface ReportPart {
  title: string;
  rows: ReportRow[];
}

export interface ReportRow {
  /** What is told: `80 % reached`. */
  what: string;
  /** Of this run: `+9 m 36 s`, `unknown`. */
  is: string;
  /** What it is held against, or what it means: `guide 7–12 m`; null: nothing more to say. */
  beside: string | null;
}

export function row(what: string, is: string, beside: string | null = null): ReportRow {
  return { what, is, beside };
}
