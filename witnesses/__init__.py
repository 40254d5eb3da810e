"""What others compute: TensorFlow, Keras, scikit-learn, the article's numbers. Imported inside functions only."""
