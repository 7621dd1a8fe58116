"""Finding: what goes into the index, and looking for it with the eyes of whoever asks. [7.3-search]"""
