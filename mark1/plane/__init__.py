"""The plane: points in two dimensions, a perceptron with basis functions, and the regions that a model decides."""
