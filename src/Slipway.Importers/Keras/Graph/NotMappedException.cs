namespace Slipway.Importers.Keras.Graph;

/// <summary>A layer, or an argument of it, has no counterpart here. The others are tried all the same.</summary>
/// <param name="what">What it is, after the layer's name: <c>is a Lambda layer</c>.</param>
internal sealed class NotMappedException(string what) : Exception(what);
