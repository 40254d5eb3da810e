"""Arrays in, pictures out: pure, without Streamlit."""
