/** Bytes that lie inside other bytes in another form, and how they were got. */
export type Derived = { how: string; bytes: Buffer }

/** Finds what lies inside; `name` is the file's, for formats that only a name tells. */
export type Unpacker = (bytes: Buffer, name: string) => Iterable<Derived>
