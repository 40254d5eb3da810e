"""What several pages draw with Streamlit."""
