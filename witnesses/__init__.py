"""What others compute: TensorFlow, Keras, scikit-learn (imported inside functions only), the article's numbers."""
