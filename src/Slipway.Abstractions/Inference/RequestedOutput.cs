namespace Slipway.Inference;

/// <summary>An output the caller asks for, with the parameters that say how it wants it.</summary>
public readonly record struct RequestedOutput(string Name, InferenceParameters? Parameters = null);
