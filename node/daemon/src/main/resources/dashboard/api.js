// The node's documents, and what tells that they changed.

import { learnClock } from './format.js';

const BASE = '../linnet/v1/';

/** A document; an Error with the node's own sentence if there is none. */
export async function get(path) {
  const answer = await fetch(BASE + path, { cache: 'no-store', headers: { Accept: 'application/json' } });
  learnClock(answer.headers.get('Date'));
  const body = await answer.json().catch(() => ({}));
  if (answer.status === 401) location.replace('sign-in.html');
  if (!answer.ok) {
    const error = new Error(body.error ?? `the node answered ${answer.status}`);
    error.status = answer.status;
    throw error;
  }
  return body;
}

const RETRY_MILLIS = 3000;

/**
 * Listens to the node while the page is looked at. `on.changed(topics)`, `on.log(event)`,
 * `on.restarted()` and `on.state(word)`: LIVE, POLLING while the node has no room for one more
 * listener, LOST while it does not answer.
 */
export class Live {
  #on;
  #source = null;
  #started = null;
  #last = null;
  #timer = 0;

  constructor(on) {
    this.#on = on;
    document.addEventListener('visibilitychange', () => (document.hidden ? this.#rest() : this.#listen()));
    if (!document.hidden) this.#listen();
  }

  #rest() {
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#source = null;
  }

  #listen() {
    this.#rest();
    const source = new EventSource(`${BASE}stream${this.#last === null ? '' : `?after=${this.#last}`}`);
    this.#source = source;
    source.addEventListener('hello', (message) => {
      const { started } = JSON.parse(message.data);
      if (this.#started !== null && this.#started !== started) {
        this.#last = null;
        this.#on.restarted();
      }
      this.#started = started;
      this.#on.state('LIVE');
    });
    source.addEventListener('log', (message) => {
      this.#last = Number(message.lastEventId);
      this.#on.log(JSON.parse(message.data));
    });
    source.addEventListener('changed', (message) => this.#on.changed(JSON.parse(message.data).topics));
    source.addEventListener('error', () => this.#failed(source));
  }

  /** A browser gives up by itself after an answer that is no stream: it is asked again here. */
  async #failed(source) {
    if (source !== this.#source) return;
    this.#rest();
    this.#timer = setTimeout(() => document.hidden || this.#listen(), RETRY_MILLIS);
    try {
      await get('about');
      this.#on.state('POLLING');
      this.#on.changed(['members', 'links', 'rollouts', 'models']);
    } catch {
      this.#on.state('LOST');
    }
  }
}
