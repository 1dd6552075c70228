"""What happens to them: the tumour, the plan, the treatment, and the years after it."""
