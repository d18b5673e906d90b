using Slipway.Kubernetes.Resources;

namespace Slipway.Kubernetes.Conversion;

/// <summary>What became of one foreign service.</summary>
/// <param name="Service">What it is for Slipway's operator.</param>
/// <param name="From">What it was, such as <c>InferenceService sklearn-iris</c>.</param>
/// <param name="Notes">What does not carry over, or means something else now, each with what to do about it.</param>
public sealed record ConvertedService(ModelService Service, string From, IReadOnlyList<string> Notes);
