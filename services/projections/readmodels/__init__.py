"""One read model, one file: a pure function from one stream's facts to rows."""
