"""The Keysight Truevolt multimeters 34460A, 34461A, 34465A and 34470A as they are heard on the wire."""
