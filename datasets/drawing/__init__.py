"""Small pictures painted with Pillow: cats, what is not a cat, places and light."""
