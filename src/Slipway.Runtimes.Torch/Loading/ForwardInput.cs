using Slipway.Models;

namespace Slipway.Runtimes.Torch.Loading;

/// <summary>One parameter of the model's forward, and where its value comes from.</summary>
/// <param name="Spec">The input of the signature; null for a parameter that always has its default.</param>
/// <param name="IsScalar">Whether it is a number and no tensor.</param>
/// <param name="Default">What it is where the request does not have it.</param>
internal sealed record ForwardInput(TensorSpec? Spec, bool IsScalar, object? Default);
