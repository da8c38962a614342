// What start.js uses of Sveltia CMS. The build puts the package's own file here: build_scripts/publishing/cms/assemble.py.
export function init(options: { config: object }): Promise<void>;
export function registerCustomFormat(
  name: string,
  extension: string,
  methods: { fromFile: (text: string) => object; toFile: (value: { [name: string]: unknown }) => string },
): void;
