// What as-written.js uses of yaml. The build puts the package's own files here: build_scripts/publishing/cms/assemble.py.
export interface Node {
  range: [start: number, valueEnd: number, nodeEnd: number];
  comment: string | null;
  toJS(document: Document): unknown;
}
export interface Scalar extends Node {
  value: unknown;
}
export interface Seq extends Node {
  items: Node[];
}
export interface Map extends Node {
  items: { key: Scalar & { value: string }; value: Node | null }[];
  get(name: string, keepScalar: true): Node | undefined;
  set(name: string, value: Node): void;
  delete(name: string): boolean;
}
export interface Document {
  contents: Node | null;
  errors: Error[];
  toJS(): unknown;
  createNode(value: unknown): Node;
}
export function isMap(node: unknown): node is Map;
export function isScalar(node: unknown): node is Scalar;
export function isSeq(node: unknown): node is Seq;
export function parseDocument(text: string): Document;
export function stringify(facts: object, options: object): string;
