"""The playground: see a network learn in the browser, and copy the code that makes it.

`experiment` holds what is trained, from `choices` and `points`; `views` says what there
is to see of it, `program` what Python makes it. None of them knows of a browser: the
rest, from `page` up to `server`, is what Bokeh shows of it.
"""
