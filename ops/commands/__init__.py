"""The commands of `upland`: their options and what they print."""
