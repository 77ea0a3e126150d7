// Pairs of clusters in the matrix.

import type { Matrix, MatrixCell } from './answers.ts';

/** What links two clusters, whichever is named first. */
export function cellOf(matrix: Matrix | null, a: string, b: string): MatrixCell | undefined {
  return matrix?.cells.find((cell) => (cell.a === a && cell.b === b) || (cell.a === b && cell.b === a));
}
