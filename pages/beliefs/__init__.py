"""What learners get wrong: predict, run the experiment, see."""
