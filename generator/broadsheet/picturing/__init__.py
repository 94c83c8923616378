"""Publishers' pictures: fetched once, stored small, and given to the build as an input."""
