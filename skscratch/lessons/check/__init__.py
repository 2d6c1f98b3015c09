from skscratch.lessons.check.verdict import Verdict
