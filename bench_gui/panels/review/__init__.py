"""The sections of the review screen: results, comparison, earlier runs, proof and certificate."""
