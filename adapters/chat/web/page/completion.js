/**
 * What may stand where somebody types a command. Pure: no document here. Nothing is carried out by it: the line is
 * read again by the bot.
 */
const mostItems = 8;
const wake = /^(?:\/leak|@leakops[,:]?)\s+/i;
const nothing = { from: 0, to: 0, items: [] };

/**
 * `verbs`: as `GET /api/verbs` answers; `runs`: newest first. Answers {from, to, items: [{value, description,
 * insert}]}: `insert` takes the place of `from` to `to`. No items: there is nothing to offer.
 */
export function completionsAt(text, caret, { verbs, runs }) {
  const typed = text.slice(0, caret);
  // In the middle of a word there is nothing to complete, and talk is nobody's command.
  if (!/^[/@]/.test(typed) || typed.includes('\n') || /^\S/.test(text.slice(caret))) return nothing;
  const awake = wake.exec(typed);
  if (awake === null) return ofBeginning(typed, verbs);
  const rest = typed.slice(awake[0].length);
  const words = rest.split(/\s+/);
  const word = words.pop().toLowerCase();
  const before = words.map((each) => each.toLowerCase());
  const at = { from: caret - word.length, to: caret };
  if (before.length === 0) return offered(at, word, verbItems(verbs));
  const verb = verbs.find(({ name }) => name === before[0]);
  return verb === undefined ? nothing : ofOptions(at, word, before.slice(1), verb.options, runs);
}

function ofBeginning(typed, verbs) {
  const sigil = '/leak'.startsWith(typed.toLowerCase()) ? '/leak' : '@leakops';
  if (!sigil.startsWith(typed.toLowerCase())) return nothing;
  const items = verbs.map(({ name, summary, options }) => ({
    value: `${sigil} ${name}`,
    description: summary,
    insert: `${sigil} ${name}${options.length > 0 ? ' ' : ''}`,
  }));
  return { from: 0, to: typed.length, items };
}

const verbItems = (verbs) =>
  verbs.map(({ name, summary, options }) => ({
    value: name,
    description: summary,
    insert: options.length > 0 ? `${name} ` : name,
  }));

function ofOptions(at, word, before, options, runs) {
  const { given, positional, waiting, loose } = read(before, options);
  const spaced = (items) => (options.length > 1 ? items.map(withSpace) : items);
  if (waiting !== null) return offered(at, word, spaced(valueItems(waiting, given, runs, word)));
  // `with bro`: the words of a keyword that stand there already are a part of it.
  const begun = options.find(
    ({ keyword, name }) => keyword?.includes(' ') && !given.has(name) && isBegun(keyword, loose, word),
  );
  if (begun !== undefined) {
    const from = at.from - loose.join(' ').length - 1;
    return { from, to: at.to, items: spaced([keywordItem(begun)]) };
  }
  const next = positional[0];
  const values = next === undefined ? [] : spaced(valueItems(next, given, runs, word));
  if (next?.required) return offered(at, word, values);
  const keywords = options.filter(({ keyword, name }) => keyword !== null && !given.has(name));
  return offered(at, word, [...values, ...spaced(keywords.map(keywordItem))]);
}

/** Which options have their words, whose value is being typed, and what belongs to none. */
function read(before, options) {
  const given = new Map();
  const positional = options.filter(({ keyword }) => keyword === null);
  let loose = [];
  let waiting = null;
  for (const word of before) {
    if (waiting !== null) {
      given.set(waiting.name, word);
      waiting = null;
      continue;
    }
    loose.push(word);
    const option = options.find(({ keyword }) => keyword === loose.join(' '));
    const isOpen = options.some(({ keyword }) => keyword?.startsWith(`${loose.join(' ')} `));
    if (option === undefined && isOpen) continue;
    if (option === undefined) {
      const taken = positional.shift();
      if (taken !== undefined) given.set(taken.name, word);
    } else if (option.type === 'switch') given.set(option.name, word);
    else waiting = option;
    if (option !== undefined) positional.length = 0;
    loose = [];
  }
  return { given, positional, waiting, loose };
}

const isBegun = (keyword, loose, word) => loose.length > 0 && keyword.startsWith([...loose, word].join(' '));

const keywordItem = ({ keyword, description, range }) => ({
  value: keyword,
  description: range === null ? description : `${description} (${range})`,
  insert: keyword,
});

/** More may follow. */
const withSpace = (item) => ({ ...item, insert: `${item.insert} ` });

function valueItems(option, given, runs, word) {
  const { values, usual, type, description, range } = option;
  const about = range === null ? description : `${description} (${range})`;
  const plain = (value, words = '') => ({ value, description: words || about, insert: value });
  if (type === 'run') {
    const all = [{ id: 'last', words: 'the one that ended last' }, ...runs.map(runWords)];
    return all.map(({ id, words }) => plain(id, words));
  }
  if (usual === null) return values.map((each) => plain(each.value, each.description));
  // The scenario's own number first; the others as they are typed.
  const own = usual.values[given.get(usual.option)];
  const others = word === '' ? [] : Object.values(usual.values);
  const ordered = [...new Set([own, ...others, ...values.map(({ value }) => value)])];
  return ordered.filter((value) => value !== undefined).map((value) => plain(value));
}

const runWords = ({ id, scenario, state, outcome, owner }) => ({
  id,
  words: `${scenario}, ${state === 'ended' ? outcome : state}, ${owner}`,
});

/** Those that begin so, else those that have it in them; nothing when one of them stands there already. */
function offered(at, word, items) {
  const begin = items.filter(({ value }) => value.startsWith(word));
  const have = items.filter(({ value }) => word.length > 1 && value.includes(word));
  const found = (begin.length > 0 ? begin : have).slice(0, mostItems);
  return found.length === 0 || found.some(({ value }) => value === word) ? nothing : { ...at, items: found };
}
