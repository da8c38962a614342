"""Read what people type and keep in their sheets: cells, figures, names, rows."""
