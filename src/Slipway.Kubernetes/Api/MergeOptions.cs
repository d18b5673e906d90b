namespace Slipway.Kubernetes.Api;

/// <summary>How a part of an object is merged.</summary>
/// <param name="Manager">Who says so.</param>
/// <param name="Subresource">Such as <c>scale</c>; null for the object itself.</param>
public sealed record MergeOptions(string Manager, string? Subresource = null);
