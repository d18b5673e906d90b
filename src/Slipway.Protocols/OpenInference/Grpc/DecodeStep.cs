namespace Slipway.Protocols.OpenInference.Grpc;

internal enum DecodeAction
{
    /// <summary>Nothing more can be read until <see cref="DecodeStep.Length"/> bytes are there.</summary>
    Wait,

    /// <summary><see cref="DecodeStep.Length"/> bytes of raw contents follow.</summary>
    TakeRaw,

    /// <summary><see cref="DecodeStep.Length"/> bytes of a field that nobody knows follow.</summary>
    Skip,
}

/// <summary>What a decoder does after <paramref name="Consumed"/> bytes of its buffer have been used up.</summary>
internal readonly record struct DecodeStep(DecodeAction Action, long Consumed, int Length);
