"""look: what every page is made of. It owns the design tokens, the components, the base pages, the small scripts of
the browser and the template tags that speak words and times; it knows no case, no person and no rule, and is handed
plain values by the doors."""
