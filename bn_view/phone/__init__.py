"""What a student's phone shows of a class: a small page of its own, without Streamlit."""
