"""Training: how engineers learn, and what of it is due. It owns onboardings and their tasks, sessions with attendance and shared
cases, certification plans, and records of other learning. [8.2-onboarding, 8.2-quarterly, 8.2-sharing, 8.2-certification, 8.2-events]
"""
