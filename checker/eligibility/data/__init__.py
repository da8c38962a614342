"""Look up what open data says: schools, their estimates, postcodes."""
