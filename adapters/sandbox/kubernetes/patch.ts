/** The patches of the Kubernetes API: JSON Patch, JSON Merge Patch, strategic merge. Pure. */
import type { Json } from '../../../src/flag/definition.ts';
import { badRequest, StatusError } from './status.ts';

type JsonObject = { [key: string]: Json };

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** RFC 7396. */
function mergePatch(target: Json | undefined, patch: Json): Json {
  if (!isObject(patch)) return patch;
  const merged: JsonObject = isObject(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete merged[key];
    else merged[key] = mergePatch(merged[key], value);
  }
  return merged;
}

/** Lists of named things (containers, env, volumes) are merged by name; other lists are replaced. */
function strategicMerge(target: Json | undefined, patch: Json): Json {
  if (Array.isArray(patch)) return mergeNamed(Array.isArray(target) ? target : [], patch);
  if (!isObject(patch)) return patch;
  if (patch.$patch === 'replace') {
    const { $patch: _, ...whole } = patch;
    return whole;
  }
  const merged: JsonObject = isObject(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (key.startsWith('$')) continue;
    if (value === null || (isObject(value) && value.$patch === 'delete')) delete merged[key];
    else merged[key] = strategicMerge(merged[key], value);
  }
  return merged;
}

function mergeNamed(target: Json[], patch: Json[]): Json {
  const nameOf = (item: Json) => (isObject(item) ? item.name : undefined);
  if (patch.some((item) => nameOf(item) === undefined)) return patch;
  let merged = [...target];
  for (const item of patch) {
    const at = merged.findIndex((present) => nameOf(present) === nameOf(item));
    if (isObject(item) && item.$patch === 'delete') merged = merged.filter((_, index) => index !== at);
    else if (at < 0) merged.push(strategicMerge(undefined, item));
    else merged[at] = strategicMerge(merged[at], item);
  }
  return merged;
}

function unprocessable(message: string): StatusError {
  return new StatusError(
    422,
    'Invalid',
    `the server rejected our request due to an error in our request: ${message}`,
  );
}

/** One operation of RFC 6902 (add, replace, remove, test), on a copy that it may change. */
function applyOperation(document: Json, operation: Json): Json {
  if (!isObject(operation) || typeof operation.path !== 'string') throw badRequest('json patch: no path');
  const { op, path } = operation;
  const value = operation.value ?? null;
  const steps = (path as string)
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  const last = steps.pop();
  if (last === undefined) throw unprocessable('the whole object cannot be patched');
  let place: Json | undefined = document;
  for (const step of steps) {
    place = Array.isArray(place) ? place[Number(step)] : isObject(place) ? place[step] : undefined;
  }
  const missing = () => unprocessable(`doc is missing path: ${path}`);
  if (Array.isArray(place)) {
    const at = last === '-' ? place.length : Number(last);
    if (!Number.isInteger(at) || at < 0 || at > place.length) throw missing();
    if (op !== 'add' && at === place.length) throw missing();
    if (op === 'add') place.splice(at, 0, value);
    else if (op === 'replace') place[at] = value;
    else if (op === 'remove') place.splice(at, 1);
    else if (op !== 'test') throw unprocessable(`operation ${JSON.stringify(op)} is not served here`);
    else if (JSON.stringify(place[at]) !== JSON.stringify(value)) throw unprocessable(`test failed: ${path}`);
    return document;
  }
  if (!isObject(place)) throw missing();
  if (op !== 'add' && place[last] === undefined) throw missing();
  if (op === 'add' || op === 'replace') place[last] = value;
  else if (op === 'remove') delete place[last];
  else if (op !== 'test') throw unprocessable(`operation ${JSON.stringify(op)} is not served here`);
  else if (JSON.stringify(place[last]) !== JSON.stringify(value)) throw unprocessable(`test failed: ${path}`);
  return document;
}

/** `target` patched, itself unchanged. Throws a 400, 415 or 422 as the API server does. */
export function patched(target: Json, patch: Json, contentType: string): Json {
  switch (contentType.split(';')[0]!.trim().toLowerCase()) {
    case 'application/json-patch+json':
      if (!Array.isArray(patch)) {
        throw badRequest(
          'error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp',
        );
      }
      return patch.reduce(applyOperation, structuredClone(target));
    case 'application/merge-patch+json':
    case 'application/strategic-merge-patch+json':
      if (!isObject(patch)) throw badRequest('error decoding patch: the patch is not a JSON object');
      return contentType.includes('strategic') ? strategicMerge(target, patch) : mergePatch(target, patch);
    default:
      throw new StatusError(
        415,
        'UnsupportedMediaType',
        'the body of the request was in an unknown format - accepted media types include: ' +
          'application/json-patch+json, application/merge-patch+json, application/strategic-merge-patch+json',
      );
  }
}
