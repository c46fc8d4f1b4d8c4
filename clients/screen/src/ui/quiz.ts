/** A quiz: the question is read, answers are tiles that speak, right and wrong differ by voice, sign and word, not by colour alone. Only numbers are written. */
import type { Mode, Product, Track } from "../core/api";
import { button, h, picture, text, type Playing, type Ui } from "./kit";
import { Log, signs, type How } from "./player";
import { readingMs } from "./players/heard";
import type { Voice } from "./speak";

export function quiz(ui: Ui, voice: Voice, product: Product, track: Track, lang: string, mode: Mode, ended: (how: How) => void): Playing {
  const questions = track.questions || [];
  const length = questions.reduce((sum, one) => sum + ((one.spoken && one.spoken.ms) || readingMs(one.text)) + 4000, 0);
  const log = new Log(ui, product, lang, mode, length);
  const element = h("div.t-player.t-quiz");
  let n = 0, right = 0, asked = 0, stopped = false, before = performance.now(), paused = false, seen = 0;

  /** At most the pace of a question counts, so that a quiz left alone is not heard through. */
  function tally(): void {
    const now = performance.now();
    if (!paused) {
      const step = Math.min(now - before, 4900);
      log.add(seen, seen + step, voice.armed === true);
      seen += step;
    }
    before = now;
  }
  const tick = window.setInterval(() => {
    if (!stopped) tally();
  }, 2000);

  function put(...children: HTMLElement[]): void {
    element.textContent = "";
    children.forEach((child) => element.appendChild(child));
    const first = element.querySelector<HTMLElement>("button");
    if (first && element.isConnected) first.focus();
  }

  function ask(): void {
    const question = questions[n];
    if (!question) return finish();
    put(h("div.t-stage-pic", picture(ui, question.picture || product.picture)), h("div.t-words", h("p.t-count", `${n + 1}/${questions.length}`), h("p.t-line", question.text),
      h("div.t-rows.lrud-container", ...question.answers.map((answer, at) => button(ui, "quiz_answer", () => told(at), "wide", {
        id: `quiz-${n}-${at}`, digit: at + 1, spoken: answer.spoken, label: h("span", answer.text),
      })))), signs(ui, track));
    voice.say(question.spoken);
  }

  function told(at: number): void {
    const question = questions[n];
    if (!question) return;
    const answer = question.answers[at], good = !!answer && answer.right;
    asked++;
    if (good) right++;
    tally();
    const best = question.answers.filter((one) => one.right)[0];
    put(h(`div.t-verdict${good ? ".good" : ".bad"}`, h("b", good ? "✓" : "✗"), h("span", text(ui, good ? "quiz_right" : "quiz_wrong"))),
      h("div.t-words", !good && best && h("p.t-lead", `${text(ui, "quiz_best")} ${best.text}`), question.why && h("p.t-line", question.why.text),
        h("div.t-rows", button(ui, n + 1 < questions.length ? "quiz_more" : "quiz_end", () => {
          n++;
          ask();
        }, "main", { id: "quiz-next" }))), signs(ui, track));
    ui.say(good ? "quiz_right" : "quiz_wrong", () => question.why && voice.say(question.why.spoken));
  }

  function finish(): void {
    if (stopped) return;
    stopped = true;
    clearInterval(tick);
    log.end("done", { right, asked });
    put(h("div.t-verdict.good", h("b", `${right}/${questions.length}`), h("span", text(ui, "quiz_score"))), h("div.t-rows", button(ui, "quiz_close", () => ended("done"), "main", { id: "quiz-close" })));
    ui.say("quiz_score");
  }

  ask();
  return {
    element,
    paused: () => paused,
    pause() {
      tally();
      paused = true;
      voice.hush();
    },
    resume() {
      before = performance.now();
      paused = false;
    },
    repeat() {
      const question = questions[n];
      if (question) voice.say(question.spoken);
    },
    stop() {
      if (stopped) return;
      tally();
      stopped = true;
      clearInterval(tick);
      log.end("stop", { right, asked });
    },
  };
}
