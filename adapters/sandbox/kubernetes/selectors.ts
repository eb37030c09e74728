/** Label and field selectors of the Kubernetes API. */
import { badRequest } from './status.ts';

type Labels = Readonly<Record<string, string>>;
export type LabelTest = (labels: Labels) => boolean;

const setRequirement = /^(\S+)\s+(in|notin)\s*\(([^()]*)\)$/;
const equality = /^([^\s=!]+)\s*(==|=|!=)\s*([^\s=!]*)$/;
const existence = /^(!?)\s*([^\s=!(),]+)$/;

function requirement(text: string): LabelTest {
  const set = setRequirement.exec(text);
  if (set !== null) {
    const [, key, operator, list] = set;
    const values = list!.split(',').map((value) => value.trim());
    const isIn = (labels: Labels) => labels[key!] !== undefined && values.includes(labels[key!]!);
    return operator === 'in' ? isIn : (labels) => !isIn(labels);
  }
  const equal = equality.exec(text);
  if (equal !== null) {
    const [, key, operator, value] = equal;
    // Also true of objects without the label, as the API has it.
    return operator === '!=' ? (labels) => labels[key!] !== value : (labels) => labels[key!] === value;
  }
  const exists = existence.exec(text);
  if (exists !== null) return (labels) => (labels[exists[2]!] !== undefined) === (exists[1] === '');
  throw badRequest(
    `unable to parse requirement: found '${text}', expected: in, notin, =, ==, !=, or a label's name`,
  );
}

/** `a=b,c in (d,e),!f`; an empty one takes all. Throws a 400. */
export function labelTest(selector: string): LabelTest {
  // Commas between parentheses belong to a set.
  const parts = selector.split(/,(?![^(]*\))/).map((part) => part.trim());
  if (selector.trim() === '') return () => true;
  const tests = parts.map(requirement);
  return (labels) => tests.every((test) => test(labels));
}

/** `metadata.name=x,status.phase!=Running`; only the `known` fields may be asked for. Throws a 400. */
export function fieldTest<T>(
  selector: string,
  known: Readonly<Record<string, (object: T) => string>>,
): (object: T) => boolean {
  const tests = selector
    .split(',')
    .filter((part) => part !== '')
    .map((part): ((object: T) => boolean) => {
      const [, field, operator, value] = /^([^=!]+)(==|=|!=)(.*)$/.exec(part) ?? [];
      if (field === undefined) throw badRequest(`invalid field selector: ${part}`);
      const read = Object.hasOwn(known, field) ? known[field] : undefined;
      if (read === undefined) throw badRequest(`field label not supported: ${field}`);
      return (object) => (read(object) === value) === (operator !== '!=');
    });
  return (object) => tests.every((test) => test(object));
}
