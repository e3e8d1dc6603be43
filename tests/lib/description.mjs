// The description of the API, and whether an answer keeps to it. Every answer of every test is held
// against it, so that each test is a test of the contract as well.
import assert from 'node:assert/strict';
import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020.js';
import { repository } from './program.mjs';

const prefix = '/api/v1';
const readJson = (path) => JSON.parse(readFileSync(join(repository, path), 'utf8'));
export const languages = ['en', 'fr', 'es', 'pt', 'ru', 'ar'];
export const errorTexts = Object.fromEntries(
  languages.map((language) => [language, readJson(`data/messages/errors.${language}.json`)]));

export const securityHeaders = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

export class Description {
  constructor(document) {
    this.document = document;
    this.ajv = new Ajv2020({ strict: false, allErrors: true });
    this.ajv.addSchema({ $id: 'turnstone:', components: document.components });
    this.validators = new Map();
    this.operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => this.#operation(path, method, operation)));
  }

  #operation(path, method, operation) {
    const success = Object.keys(operation.responses).find((status) => status !== 'default');
    const content = operation.responses[success].content;
    const takes = operation.requestBody?.content['application/json'].schema.$ref;
    const headers = operation.parameters.filter((each) => each.in === 'header');
    const named = (name) => headers.some((each) => each.name === name);
    return {
      method: method.toUpperCase(),
      path,
      id: `${method.toUpperCase()} ${path}`,
      action: operation['x-action'] ?? null,
      success: Number(success),
      gives: content?.['application/json'].schema.$ref,
      takes,
      ifMatch: named('If-Match'),
      idempotent: named('Idempotency-Key'),
      query: operation.parameters.filter((each) => each.in === 'query').map((each) => each.name),
      pattern: new RegExp(`^${path.replaceAll('.', '\\.').replace(/\{[a-z]+\}/g, '[^/]+')}$`),
    };
  }

  schema(reference) {
    return this.document.components.schemas[reference.split('/').at(-1)];
  }

  find(method, path) {
    const below = path.split('?')[0].slice(prefix.length);
    const asked = method === 'HEAD' ? 'GET' : method;
    const fits = this.operations.filter((each) => each.method === asked && each.pattern.test(below));
    // "/sessions/current" before "/sessions/{id}"
    return fits.sort((a, b) => a.path.split('{').length - b.path.split('{').length)[0];
  }

  validate(reference, body, what) {
    if (!this.validators.has(reference))
      this.validators.set(reference, this.ajv.compile({ $ref: `turnstone:${reference}` }));
    const valid = this.validators.get(reference);
    assert.ok(valid(body), `${what}: ${this.ajv.errorsText(valid.errors)}`);
  }

  /** Fails unless this answer is one that the description allows. */
  check(request, answer) {
    const what = `${request.method} ${request.path} -> ${answer.status}`;
    for (const [name, value] of Object.entries(securityHeaders))
      assert.equal(answer.headers[name], value, `${what}: ${name}`);
    assert.ok(answer.headers['content-security-policy'].includes("default-src 'none'"), what);
    assert.equal(answer.headers['cache-control'], 'no-store', what);
    const operation = this.find(request.method, request.path);
    if (operation && answer.status === operation.success)
      this.#checkSuccess(operation, request, answer, what);
    else
      this.#checkProblem(answer, request, what);
  }

  #checkSuccess(operation, request, answer, what) {
    tally(operation.id, request.method);
    if (!operation.gives || request.method === 'HEAD') {
      assert.equal(answer.text, '', what);
    } else {
      assert.equal(answer.headers['content-type'], 'application/json', what);
      this.validate(operation.gives, answer.body, what);
    }
    if (operation.ifMatch && operation.gives?.match(/\/(Case|Record|Account)$/))
      assert.equal(answer.headers.etag, `"${answer.body.revision}"`, `${what}: ETag`);
  }

  #checkProblem(answer, request, what) {
    assert.ok(answer.status >= 400, `${what}: not a status that is described`);
    assert.equal(answer.headers['content-type'], 'application/problem+json', what);
    if (request.method === 'HEAD') return;
    this.validate('#/components/schemas/Problem', answer.body, what);
    assert.equal(answer.body.status, answer.status, what);
    const language = answer.headers['content-language'];
    for (const { key, text } of [{ key: answer.body.key, text: answer.body.title },
                                 ...(answer.body.problems ?? []).map((problem) =>
                                   ({ key: problem.key, text: problem.message }))])
      assert.equal(text, errorTexts[language]?.[key], `${what}: no text for ${key} in ${language}`);
  }
}

/** How often each route answered as it should, for the table at the end of the run. */
export const calls = new Map();
function tally(id, method) {
  if (method === 'HEAD') return;
  calls.set(id, (calls.get(id) ?? 0) + 1);
}
process.on('exit', () => {
  const file = process.env.TURNSTONE_ROUTE_CALLS;
  if (!file) return;
  appendFileSync(file, [...calls].map(([id, count]) => `${count}\t${id}\n`).join(''));
});
