// What start.js uses of toml-patch. The build puts the package's own file here: build_scripts/publishing/cms/assemble.py.
export class LocalDate extends Date {
  constructor(value: string);
}
export function parse(text: string): { [name: string]: unknown };
export function patch(text: string, facts: object): string;
export function stringify(facts: object): string;
