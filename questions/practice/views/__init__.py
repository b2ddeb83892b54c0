"""A candidate's own pages. Every read starts from the candidate: what is another's gives 404."""
