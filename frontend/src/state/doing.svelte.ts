/** One thing asked of the API at a time, by its name, with what went wrong kept beside what was asked. */
import { Problem } from "../api/client";

export class Doing {
  busy = $state<string | null>(null);
  problem = $state.raw<{ of: string; problem: Problem } | null>(null);

  /** Nothing went wrong any more: something else is asked. */
  forget(): void {
    this.problem = null;
  }

  /** Whether it went well. */
  async do(name: string, deed: () => Promise<void>): Promise<boolean> {
    if (this.busy !== null) return false;
    this.busy = name;
    this.problem = null;
    try {
      await deed();
      return true;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.problem = { of: name, problem: error };
      return false;
    } finally {
      this.busy = null;
    }
  }

  /** The sentence of what went wrong with it: with one of its fields, or, without `field`, with the rest. */
  failed(name: string, field?: string, fields: readonly string[] = []): string | undefined {
    if (this.problem?.of !== name) return undefined;
    const { problem } = this.problem;
    if (field !== undefined) return problem.fields[field];
    return fields.some((one) => problem.fields[one] !== undefined) ? undefined : problem.message;
  }
}
