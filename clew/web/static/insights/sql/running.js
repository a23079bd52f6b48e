// One run at a time: sent, its time counted, stopped when asked or when the page is left.
import { ask, newId } from "./asking.js";

const TICK = 100; // ms
const AGAIN = 400; // ms between two attempts to stop: a query that waits for its turn is not known yet

export class Running {
  constructor(url, { tick }) {
    Object.assign(this, { url, tick, now: null });
    addEventListener("pagehide", () => { if (this.now) ask(this.stopUrl(this.now), {}, { keepalive: true }); });
  }

  /** The answer of ask(); {ok: false, cancelled: true} when it was stopped. */
  async run(query, values) {
    const run = { id: newId(), began: performance.now(), stopping: false };
    this.now = run;
    const timer = setInterval(() => this.tick(performance.now() - run.began), TICK);
    this.tick(0);
    const answer = await ask(this.url, { query, parameters: values, run: run.id });
    clearInterval(timer);
    this.now = null;
    return run.stopping && !answer.ok ? { ...answer, cancelled: true, after: performance.now() - run.began } : answer;
  }

  async cancel() {
    const run = this.now;
    if (!run || run.stopping) return;
    run.stopping = true;
    while (this.now === run) {
      await ask(this.stopUrl(run), {});
      await new Promise((done) => setTimeout(done, AGAIN));
    }
  }

  stopUrl({ id }) { return `${this.url}/${id}/cancellation`; }
}
