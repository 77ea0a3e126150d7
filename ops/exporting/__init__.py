"""The record out, as tables and as linked data that `upland import` reads again."""
