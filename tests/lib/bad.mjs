// Bodies that nobody should send, made from a good one and its schema.

/** A word that must not come back in any answer. Looks like no name of ours. */
export const marker = 'Marker-7f3a of Zarin, +000 555 0171';
const deep = (levels) => '['.repeat(levels) + ']'.repeat(levels);
const bytes = (...parts) => Buffer.concat(parts.map((part) => Buffer.from(part)));

/** What is not a JSON object at all: {name, raw, status}. */
export const notObjects = [
  { name: 'nothing', raw: '', status: 400 },
  { name: 'not JSON', raw: `{"${marker}`, status: 400 },
  { name: 'a list', raw: `["${marker}"]`, status: 400 },
  { name: 'a text', raw: `"${marker}"`, status: 400 },
  { name: 'null', raw: 'null', status: 400 },
  { name: 'two objects', raw: '{}{}', status: 400 },
  { name: 'a comma too many', raw: '{"a":1,}', status: 400 },
  { name: 'a comment', raw: '{/* */}', status: 400 },
  { name: 'not a number', raw: '{"a":NaN}', status: 400 },
  { name: 'ten thousand levels', raw: deep(10_000), status: 400 },
  { name: 'ten thousand levels in a member', raw: `{"fields":${deep(10_000)}}`, status: 400 },
  { name: 'objects in objects', raw: '{"a":'.repeat(5000) + '1' + '}'.repeat(5000), status: 400 },
  { name: 'invalid UTF-8', raw: bytes('{"name":"', [0xff, 0xfe], '"}'), status: 400 },
  { name: 'UTF-8 that is too long', raw: bytes('{"name":"', [0xc0, 0xaf], '"}'), status: 400 },
  { name: 'UTF-8 cut short', raw: bytes('{"name":"', [0xe2, 0x82], '"}'), status: 400 },
  { name: 'half a surrogate', raw: '{"name":"\\ud800"}', status: 400 },
  { name: 'a zero byte', raw: bytes('{"name":"a', [0], 'b"}'), status: 400 },
  { name: 'two megabytes', raw: JSON.stringify({ name: 'x'.repeat(2 << 20) }), status: 413 },
];

/** Values of every kind but those that `schema` allows. */
export function wrongValues(schema, description) {
  const meant = schema.$ref ? description.schema(schema.$ref) : schema;
  const text = meant.type === 'string';
  const all = [
    ['a number', 7], ['a number beyond all', 1e308], ['true', true], ['a list', [marker]],
    ['a list of lists', [[marker]]], ['an object', { [marker]: marker }],
    ['a text', marker], ['a huge text', marker + 'x'.repeat(100_000)],
    ['a text with a zero', `${marker}\u0000`], ['nothing', ''],
  ];
  return all.filter(([name]) => {
    if (meant.type === 'boolean') return name !== 'true';
    if (meant.type === 'integer' || meant.type === 'number') return !name.startsWith('a number');
    if (meant.type === 'array' && meant.items.type === 'string') return name !== 'a list';
    if (meant.type === 'object') return !name.includes('object') || meant.additionalProperties;
    if (text && !meant.pattern && !meant.enum)
      return !['a text', 'a text with a zero', 'nothing'].includes(name);
    return true;
  });
}

/** Members that no body of ours has. */
export const unknownMembers = [
  { [marker]: 1 }, { unknown: marker }, { ['x'.repeat(5000)]: marker }, { '': marker },
  { constructor: marker }, { toString: marker },
].map((more) => JSON.stringify(more).slice(1, -1)).concat([
  `"__proto__":{"admin":true,"name":"${marker}"}`,  // JSON.stringify would leave it out
  '"\\u0000":1',
]);

/** Values of fields of the catalogue that are wrong for their kind: [kind, field, value, key]. */
export const wrongFields = [
  ['person', 'prs_NumberOfChildren', '-1', 'field.out_of_range'],
  ['person', 'prs_NumberOfChildren', '51', 'field.out_of_range'],
  ['person', 'prs_NumberOfChildren', '1.5', 'field.wrong_type'],
  ['person', 'prs_NumberOfChildren', '9223372036854775807', 'field.out_of_range'],
  ['person', 'prs_NumberOfChildren', '9223372036854775808', 'field.wrong_type'],
  ['person', 'prs_NumberOfChildren', '-9223372036854775809', 'field.wrong_type'],
  ['person', 'prs_NumberOfChildren', '1e400', null],
  ['person', 'prs_MailingLatitude', '90.5', 'field.out_of_range'],
  ['person', 'prs_MailingLatitude', '-1e308', 'field.out_of_range'],
  ['person', 'prs_MailingLatitude', '1e400', null],
  ['person', 'prs_Deceased', '"yes"', 'field.wrong_type'],
  ['person', 'prs_Citizenship', '"UA"', 'field.wrong_type'],
  ['person', 'prs_Citizenship', '[1]', 'field.wrong_type'],
  ['person', 'prs_Citizenship', '["UA", 1]', 'field.wrong_type'],
  ['person', 'prs_Citizenship', '[["UA"]]', 'field.wrong_type'],
  ['person', 'prs_Citizenship', `["${marker}"]`, 'field.not_a_choice'],
  ['person', 'prs_Gender', `"${marker}"`, 'field.not_a_choice'],
  ['person', 'prs_Birthdate', `"${marker}"`, 'date.malformed'],
  ['person', 'prs_Birthdate', '"1994-02-30"', 'date.malformed'],
  ['person', 'prs_FirstName', `"${marker}${'x'.repeat(300)}"`, 'field.too_long'],
  ['person', 'prs_FirstName', '{"a":1}', 'field.wrong_type'],
  ['person', 'prs_FirstName', '"\\uffff\\udc00"', null],
  ['person', 'prs_Unknown', `"${marker}"`, 'field.unknown'],
  ['person', 'con_Consent', 'true', 'field.unknown'],
  ['person', '__proto__', '{"a":1}', 'field.wrong_type'],
  ['person', '__proto__', `"${marker}"`, 'field.unknown'],
  ['person', marker, '1', 'field.unknown'],
  ['person', 'tsn_CalledName', 'null', 'field.required'],
];
