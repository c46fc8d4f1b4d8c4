"""Training: who needs it, courses, classes, who came, what they learnt, certificates, and which points are covered."""
