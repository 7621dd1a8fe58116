"""The only writers of training, one file for each word."""
