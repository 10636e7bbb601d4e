// @ts-check
// Between a control that moves sixty times a second and a computation that may not keep up: at most one question
// in flight, the newest next. Pure but for the promise.

/**
 * @template {{moving: boolean, part?: number}} Question  `moving` while something is on its way: then a moment ago is worth
 *   showing; `part`: how much of what comes in parts had come: less of the same is worth showing, too
 * @template Answer
 */
export class Asker {
  /** @type {Question | null} */
  #asked = null;
  /** @type {Question | null} */
  #next = null;
  #overtaken = new AbortController(); // of the one asked: something newer is wanted
  #owed = false;
  #paused = true;

  /**
   * Begins paused: nothing is asked before `resume`, and then only the newest.
   * @param {(question: Question, overtaken: AbortSignal) => Promise<Answer>} ask  overtaken: it need not wait for much more
   * @param {object} hear
   * @param {(answer: Answer, question: Question) => void} hear.answered
   * @param {(error: Error, question: Question) => void} hear.failed  only for the newest question
   * @param {(busy: boolean) => void} hear.busy  whether an answer is owed
   */
  constructor(ask, hear) {
    this.ask = ask;
    this.hear = hear;
  }

  /** The one that is asked already is not asked again: whoever waits for its answer waits on. @param {Question} question */
  want(question) {
    if (!this.#next && JSON.stringify(question) === JSON.stringify(this.#asked)) return;
    this.#next = question;
    this.#overtaken.abort();
    void this.#run();
  }

  /** Whether an answer is. */
  get owed() {
    return this.#owed;
  }

  /** Keeps the newest question until `resume`. */
  pause() {
    this.#paused = true;
  }

  resume() {
    this.#paused = false;
    void this.#run();
  }

  /** Gives up what has not been asked yet. */
  forget() {
    this.#next = null;
    this.#tell();
  }

  async #run() {
    this.#tell();
    if (this.#asked) return;
    while (this.#next && !this.#paused) {
      this.#asked = this.#next;
      this.#next = null;
      this.#overtaken = new AbortController();
      await this.#settle(this.#asked);
      this.#asked = null;
    }
    this.#tell();
  }

  #tell() {
    const owed = this.#asked !== null || this.#next !== null;
    if (owed === this.#owed) return;
    this.#owed = owed;
    this.hear.busy(owed);
  }

  /** @param {Question} question */
  async #settle(question) {
    try {
      const answer = await this.ask(question, this.#overtaken.signal);
      if (!this.#stale(question)) this.hear.answered(answer, question);
    } catch (error) {
      if (!this.#next) this.hear.failed(error instanceof Error ? error : new Error(String(error)), question);
    }
  }

  /**
   * An answer is stale once something else is wanted, unless both belong to one movement: a reader who drags wants to see
   * the way. More of the same is nothing else.
   * @param {Question} question
   */
  #stale(question) {
    if (!this.#next || (question.moving && this.#next.moving)) return false;
    return JSON.stringify({ ...question, part: 0 }) !== JSON.stringify({ ...this.#next, part: 0 });
  }
}
