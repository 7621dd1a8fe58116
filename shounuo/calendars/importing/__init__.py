"""A year's public holidays from what people have at hand – our TOML, a sheet, a calendar feed, the notice's own sentences –
with everything in it that looks wrong. Pure: text in, a table and its doubts out."""
