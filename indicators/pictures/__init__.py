"""Charts drawn by the server: plain values in, places on a picture out; templates write the SVG.

Places are per cent of the picture's sides, so one picture fits every width without scaling its
type: only shapes with per cent in their attributes are used (lines, rectangles, circles, texts,
marks by reference), no paths. Colours are the stylesheet's, by class.
"""
