// Numbers of ids: a step of the day looks thousands of marks and ties up, and texts are slow to compare.

export class Numbers {
  private readonly of = new Map<string, number>();
  /** Where the value of each number is in the list; -1 for none. */
  private places = new Int32Array(1024);

  get size(): number {
    return this.of.size;
  }

  get(id: string): number {
    let number = this.of.get(id);
    if (number === undefined) this.of.set(id, (number = this.of.size));
    return number;
  }

  /** The same list for each collection: a new one for each step would have to be collected as garbage. */
  empty(): Int32Array {
    if (this.places.length < this.size) this.places = new Int32Array(2 * this.size);
    return this.places.fill(-1);
  }
}

/** Of the marks and of the ties of networks. */
export const [MARKS, TIES] = [new Numbers(), new Numbers()];

/** Values by number, in the order in which each number came first. One collection of the same numbers at a time. */
export class Collected<T> {
  readonly all: T[] = [];
  private readonly places: Int32Array;

  constructor(numbers: Numbers) {
    this.places = numbers.empty();
  }

  at(number: number): T | null {
    const place = this.places[number]!;
    return place < 0 ? null : this.all[place]!;
  }

  set(number: number, value: T): void {
    const place = this.places[number]!;
    if (place < 0) this.places[number] = this.all.push(value) - 1;
    else this.all[place] = value;
  }
}
