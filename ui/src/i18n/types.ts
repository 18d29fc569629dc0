/** The same keys in another language. */
export type Wording<En> = { readonly [Key in keyof En]: string };

/** The names in braces of a wording: `"Not sent {n}"` gives `"n"`. */
export type Names<Text> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never;

/** What may be put into a wording. */
export type Filling = string | number;
