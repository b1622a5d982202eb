export type Json = null | boolean | number | string | Json[] | JsonObject
export interface JsonObject {
  [name: string]: Json
}

export interface MergedManifest {
  merged: JsonObject
  /** What both have changed, each in another way: the clone's is kept. */
  differences: ManifestDifference[]
}

export interface ManifestDifference {
  /** As `workspaces.catalog.elysia`. */
  field: string
  ours: Json | undefined
  theirs: Json | undefined
}

/** Merges package.json field by field: lines that stand beside each other are no conflict, and it stays valid JSON. */
export function mergeManifest(base: JsonObject, ours: JsonObject, theirs: JsonObject): MergedManifest {
  const differences: ManifestDifference[] = []
  return { merged: mergeObjects(base, ours, theirs, '', differences), differences }
}

function mergeObjects(
  base: JsonObject,
  ours: JsonObject,
  theirs: JsonObject,
  path: string,
  differences: ManifestDifference[],
): JsonObject {
  const merged: [string, Json][] = []
  for (const name of namesInOrder(ours, theirs)) {
    const field = path === '' ? name : `${path}.${name}`
    const value = mergeField({ base: base[name], ours: ours[name], theirs: theirs[name], field }, differences)
    if (value !== undefined) merged.push([name, value])
  }
  return Object.fromEntries(merged)
}

type Field = { base: Json | undefined } & ManifestDifference

function mergeField(
  { base, ours, theirs, field }: Field,
  differences: ManifestDifference[],
): Json | undefined {
  if (Bun.deepEquals(ours, theirs) || Bun.deepEquals(theirs, base)) return ours
  if (Bun.deepEquals(ours, base)) return theirs
  if (isObject(ours) && isObject(theirs)) {
    return mergeObjects(isObject(base) ? base : {}, ours, theirs, field, differences)
  }
  differences.push({ field, ours, theirs })
  return ours
}

// The clone's order, with what is new where the template has it.
function namesInOrder(ours: JsonObject, theirs: JsonObject): string[] {
  const names = Object.keys(ours)
  let before: string | undefined
  for (const name of Object.keys(theirs)) {
    if (!names.includes(name)) names.splice(before === undefined ? 0 : names.indexOf(before) + 1, 0, name)
    before = name
  }
  return names
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
