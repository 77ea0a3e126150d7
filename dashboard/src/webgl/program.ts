// One WebGL program that draws many of one form: each has a record of its attributes in one buffer.

type Attribute = readonly [name: string, numbers: number, colour?: 'colour'];

export interface Source {
  vertex: string;
  fragment: string;
  attributes: readonly Attribute[];
}

/** Bytes of one record: four for each number, and four for a colour. */
export const strideOf = ({ attributes }: Source): number => attributes.reduce((sum, [, numbers, colour]) => sum + (colour ? 4 : numbers * 4), 0);

export interface Program {
  /** Takes the records of all that is drawn from now on. */
  load(records: ArrayBuffer): void;
  /** Draws `count` records from the one at `first`. */
  draw(uniforms: Record<string, number[]>, first: number, count: number): void;
}

/** A program that is on its way: several are compiled at the same time, and the first question about one waits for it. */
export interface Compiled {
  program: WebGLProgram;
  source: Source;
}

export function compile(gl: WebGL2RenderingContext, source: Source): Compiled {
  const program = gl.createProgram();
  for (const [type, text] of [[gl.VERTEX_SHADER, source.vertex], [gl.FRAGMENT_SHADER, source.fragment]] as const) {
    const shader = gl.createShader(type)!;
    gl.shaderSource(shader, text);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  return { program, source };
}

export function makeProgram(gl: WebGL2RenderingContext, { program, source }: Compiled): Program {
  if (!gl.getProgramParameter(program, gl.LINK_STATUS) && !gl.isContextLost()) throw new Error(gl.getProgramInfoLog(program) ?? 'the program of the picture does not link');
  const [array, corners, buffer] = [gl.createVertexArray(), gl.createBuffer(), gl.createBuffer()];
  gl.bindVertexArray(array);
  gl.bindBuffer(gl.ARRAY_BUFFER, corners);
  gl.bufferData(gl.ARRAY_BUFFER, new Float32Array([-1, -1, 1, -1, -1, 1, 1, 1]), gl.STATIC_DRAW);
  const corner = gl.getAttribLocation(program, 'a_corner');
  gl.enableVertexAttribArray(corner);
  gl.vertexAttribPointer(corner, 2, gl.FLOAT, false, 0, 0);
  const stride = strideOf(source);

  /** Where the records of this drawing begin: WebGL has no first instance. */
  const point = (first: number) => {
    gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
    let offset = first * stride;
    for (const [name, numbers, colour] of source.attributes) {
      const at = gl.getAttribLocation(program, name);
      gl.enableVertexAttribArray(at);
      gl.vertexAttribPointer(at, numbers, colour ? gl.UNSIGNED_BYTE : gl.FLOAT, !!colour, stride, offset);
      gl.vertexAttribDivisor(at, 1);
      offset += colour ? 4 : numbers * 4;
    }
  };
  return {
    load(records) {
      gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
      gl.bufferData(gl.ARRAY_BUFFER, records, gl.DYNAMIC_DRAW);
    },
    draw(uniforms, first, count) {
      if (!count) return;
      gl.useProgram(program);
      gl.bindVertexArray(array);
      point(first);
      for (const [name, value] of Object.entries(uniforms)) {
        const at = gl.getUniformLocation(program, name);
        if (value.length === 2) gl.uniform2fv(at, value);
        else gl.uniform1fv(at, value);
      }
      gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, 4, count);
    },
  };
}
