/** Showing again who one is, before what needs it: one question at a time, whoever asks.
 *
 * The client asks when the API says so, and repeats its request once the answer is yes. What a link has
 * the browser fetch by itself (a CSV file) asks before, because its refusal would be a page of JSON.
 */
import type { Client } from "../api/client";
import type { Confirming as Ways } from "../api/types";

/** A file that is asked for now must still be given in a moment. */
const SPARE_S = 10;

export class Confirming {
  /** Whether the question is on the page. */
  isOpen = $state(false);
  #answered: ((yes: boolean) => void)[] = [];

  /** Whether who is signed in has shown who they are. Asks them if the question is not there yet. */
  ask(): Promise<boolean> {
    this.isOpen = true;
    return new Promise((answered) => this.#answered.push(answered));
  }

  /** The question has its answer: all that waited go on, or do not. */
  answer(yes: boolean): void {
    this.isOpen = false;
    const waiting = this.#answered;
    this.#answered = [];
    for (const answered of waiting) answered(yes);
  }

  /** As `ask`, without a question where one has answered it a moment ago. */
  async sure(client: Client): Promise<boolean> {
    const now = await client.get<Ways>("/confirm");
    return now.left_s > SPARE_S || this.ask();
  }
}
