"""What a student's phone shows of a class: a small page of its own, which runs nothing of Streamlit's."""
