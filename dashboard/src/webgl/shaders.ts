// The two programs of a large picture: marks as squares in which their form is computed, ties as long thin rectangles.
// All lengths are pixels: of the sheet in the attributes, of the screen in what is drawn.

export const FORMS = { circle: 0, square: 1, diamond: 2, triangle: 3 } as const;

const HEAD = `#version 300 es
precision highp float;
uniform vec2 u_screen;
uniform vec2 u_centre;
uniform float u_scale;
vec2 onScreen(vec2 place) { return u_screen * 0.5 + (place - u_centre) * u_scale; }
vec4 clip(vec2 at) { return vec4(at.x / u_screen.x * 2.0 - 1.0, 1.0 - at.y / u_screen.y * 2.0, 0.0, 1.0); }
`;

export const MARKS = {
  vertex: `${HEAD}
in vec2 a_corner;
in vec2 a_place;
in vec2 a_size;
in vec3 a_form;
in vec4 a_ground;
in vec4 a_ring;
out vec2 v_at;
flat out float v_radius;
flat out vec3 v_form;
flat out vec4 v_ground;
flat out vec4 v_ring;
void main() {
  // A mark has so many pixels of the screen at least.
  v_radius = max(a_size.x * u_scale, a_size.y);
  v_at = a_corner * (v_radius * 1.1 + 1.0);
  v_form = a_form;
  v_ground = a_ground;
  v_ring = a_ring;
  gl_Position = clip(onScreen(a_place) + v_at);
}`,
  fragment: `#version 300 es
precision highp float;
uniform float u_sharp;
in vec2 v_at;
flat in float v_radius;
flat in vec3 v_form;
flat in vec4 v_ground;
flat in vec4 v_ring;
out vec4 colour;
// How far a place is outside of the form, below zero inside.
float outside(vec2 at, float r) {
  vec2 side = abs(at);
  if (v_form.x < 0.5) return length(at) - r;
  if (v_form.x < 1.5) return max(side.x, side.y) - r;
  if (v_form.x < 2.5) return (side.x + side.y - r) * 0.7071;
  return max(at.y - 0.86 * r, (1.86 * side.x - 1.08 * (at.y + r)) / 2.1508);
}
void main() {
  float off = outside(v_at, v_radius);
  float inside = clamp(0.5 - off * u_sharp, 0.0, 1.0);
  if (inside == 0.0) discard;
  float ring = clamp(0.5 + (off + v_form.y * v_radius) * u_sharp, 0.0, 1.0);
  // Dashes go around by angle, which a straight edge shows as well.
  if (v_form.z > 0.5 && fract(atan(v_at.y, v_at.x) / 6.2831853 * v_form.z) > 0.6) ring = 0.0;
  colour = vec4(mix(v_ground.rgb, v_ring.rgb, ring) * inside, inside);
}`,
  attributes: [['a_place', 2], ['a_size', 2], ['a_form', 3], ['a_ground', 4, 'colour'], ['a_ring', 4, 'colour']],
} as const;

export const TIES = {
  vertex: `${HEAD}
in vec2 a_corner;
in vec4 a_ends;
in vec2 a_size;
in vec2 a_dash;
in vec4 a_colour;
out vec2 v_at;
flat out float v_half;
flat out vec2 v_dash;
flat out vec4 v_colour;
void main() {
  vec2 from = onScreen(a_ends.xy);
  vec2 along = onScreen(a_ends.zw) - from;
  float size = max(length(along), 0.001);
  vec2 way = along / size;
  v_half = max(max(a_size.x * u_scale, a_size.y), 0.6) * 0.5;
  float share = a_corner.x * 0.5 + 0.5;
  v_at = vec2(size * share, a_corner.y * (v_half + 0.5));
  v_dash = a_dash;
  v_colour = a_colour;
  gl_Position = clip(from + way * v_at.x + vec2(-way.y, way.x) * v_at.y);
}`,
  fragment: `#version 300 es
precision highp float;
in vec2 v_at;
flat in float v_half;
flat in vec2 v_dash;
flat in vec4 v_colour;
out vec4 colour;
void main() {
  if (v_dash.y > 0.0 && mod(v_at.x, v_dash.x + v_dash.y) > v_dash.x) discard;
  float inside = clamp(v_half + 0.5 - abs(v_at.y), 0.0, 1.0);
  colour = vec4(v_colour.rgb * inside, inside);
}`,
  attributes: [['a_ends', 4], ['a_size', 2], ['a_dash', 2], ['a_colour', 4, 'colour']],
} as const;
